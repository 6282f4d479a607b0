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
  /** Where what the filters leave out is, pixels. */
  readonly faint?: readonly Place[]
  /** Where a point of the front is, pixels; above all others, in the color of the canvas's outline. */
  readonly fronts?: readonly Place[]
}

const DOT_RADIUS = 2.5
const FRONT_RADIUS = 3
const CROSS_REACH = 2.5
const FAINT_SIDE = 3
const NONE: readonly Place[] = []

export function MarksCanvas({
  size,
  dots,
  crosses = NONE,
  faint = NONE,
  fronts = NONE,
}: MarksCanvasProps) {
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
    const { color, outlineColor } = getComputedStyle(current)
    context.fillStyle = color
    context.strokeStyle = color
    context.globalAlpha = 0.12
    for (const [x, y] of faint) {
      context.fillRect(x - FAINT_SIDE / 2, y - FAINT_SIDE / 2, FAINT_SIDE, FAINT_SIDE)
    }
    context.globalAlpha = 0.6
    const dot = drawDot(color, DOT_RADIUS, ratio)
    copy(context, dot, dots, ratio)
    context.globalAlpha = 0.7
    context.beginPath()
    for (const [x, y] of crosses) {
      context.moveTo(x - CROSS_REACH, y - CROSS_REACH)
      context.lineTo(x + CROSS_REACH, y + CROSS_REACH)
      context.moveTo(x + CROSS_REACH, y - CROSS_REACH)
      context.lineTo(x - CROSS_REACH, y + CROSS_REACH)
    }
    context.stroke()
    context.globalAlpha = 1
    copy(context, drawDot(outlineColor, FRONT_RADIUS, ratio), fronts, ratio)
  }, [width, height, dots, crosses, faint, fronts, theme])
  return <canvas ref={canvas} className="marks" style={{ width, height }} />
}

/** A dot as a picture: to copy it ten thousand times is far less than to draw as many circles. */
function drawDot(color: string, radius: number, ratio: number): OffscreenCanvas {
  const side = Math.ceil(2 * (radius + 0.5) * ratio)
  const dot = new OffscreenCanvas(side, side)
  const context = dot.getContext('2d')!
  context.fillStyle = color
  context.beginPath()
  context.arc(side / 2, side / 2, radius * ratio, 0, 2 * Math.PI)
  context.fill()
  return dot
}

function copy(
  context: CanvasRenderingContext2D,
  dot: OffscreenCanvas,
  places: readonly Place[],
  ratio: number,
): void {
  const reach = dot.width / ratio / 2
  for (const [x, y] of places) context.drawImage(dot, x - reach, y - reach, 2 * reach, 2 * reach)
}
