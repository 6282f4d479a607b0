/** Trials that are behind the front, drawn once: ten thousand of them are no elements, and nothing that moves above draws them anew. */
import { useLayoutEffect, useRef } from 'react'
import { useViewStore } from '../../state/view-store.ts'
import type { PixelSize } from './use-size.ts'

type Place = readonly [x: number, y: number]

interface MarksCanvasProps {
  readonly size: PixelSize
  /** Where a dot is, pixels. */
  readonly dots: readonly Place[]
  /** Where a cross is, pixels. */
  readonly crosses?: readonly Place[]
}

const DOT_RADIUS = 2.5
const CROSS_REACH = 2.5
const NO_CROSSES: readonly Place[] = []

export function MarksCanvas({ size, dots, crosses = NO_CROSSES }: MarksCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useViewStore((state) => state.theme)
  const { width, height } = size
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has another color
  useLayoutEffect(() => {
    const { current } = canvas
    const context = current?.getContext('2d')
    if (current === null || !context) return
    const ratio = window.devicePixelRatio
    current.width = Math.round(width * ratio)
    current.height = Math.round(height * ratio)
    context.scale(ratio, ratio)
    const { color } = getComputedStyle(current)
    context.fillStyle = color
    context.strokeStyle = color
    context.globalAlpha = 0.6
    for (const [x, y] of dots) {
      context.beginPath()
      context.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI)
      context.fill()
    }
    context.globalAlpha = 0.7
    context.beginPath()
    for (const [x, y] of crosses) {
      context.moveTo(x - CROSS_REACH, y - CROSS_REACH)
      context.lineTo(x + CROSS_REACH, y + CROSS_REACH)
      context.moveTo(x + CROSS_REACH, y - CROSS_REACH)
      context.lineTo(x - CROSS_REACH, y + CROSS_REACH)
    }
    context.stroke()
  }, [width, height, dots, crosses, theme])
  return <canvas ref={canvas} className="marks" style={{ width, height }} />
}
