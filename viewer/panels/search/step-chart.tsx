/** A number that changes as trials come in, and single trials behind it. */
import { useMemo, useRef } from 'react'
import { linearScale } from '../../../engine/qa/plot/scale.ts'
import { Axes } from './axes.tsx'
import { frame } from './front-points.ts'
import { MarksCanvas } from './marks-canvas.tsx'
import { type PixelSize, useSize } from './use-size.ts'

interface Step {
  /** The number of a trial. */
  readonly at: number
  readonly value: number
}

interface StepChartProps {
  readonly label: string
  /** By rising `at`. */
  readonly steps: readonly Step[]
  readonly points?: readonly Step[]
  /** Where the horizontal axis ends. */
  readonly until: number
  /** A value that the vertical axis shows in any case. */
  readonly from?: number
}

export function StepChart(props: StepChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="plot">
      {size !== undefined && size.width > 80 && size.height > 40 && <Plot {...props} size={size} />}
    </div>
  )
}

function Plot(props: StepChartProps & { readonly size: PixelSize }) {
  const { label, steps, points = [], until, from, size } = props
  const { width, height } = size
  const drawn = useMemo(() => {
    const box = { left: 52, right: width - 14, top: 8, bottom: height - 20 }
    const values = [...steps, ...points].map(({ value }) => value)
    const domain = frame(from === undefined ? values : [from, ...values])
    const across = Math.max(2, Math.floor((box.right - box.left) / 56))
    const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
    const x = linearScale([0, Math.max(1, until)], [box.left, box.right], across)
    const y = linearScale(domain, [box.bottom, box.top], down)
    const px = (value: number) => Math.round(10 * x.toPixel(value)) / 10
    const py = (value: number) => Math.round(10 * y.toPixel(value)) / 10
    const line = steps.map(({ at, value }, i) =>
      i === 0 ? `M${px(at)} ${py(value)}` : `H${px(at)}V${py(value)}`,
    )
    const dots = points.map(({ at, value }) => [px(at), py(value)] as const)
    return { box, x, y, line: `${line.join('')}H${px(until)}`, dots }
  }, [steps, points, until, from, width, height])
  if (steps.length === 0 && points.length === 0) return null
  return (
    <>
      <svg width={width} height={height} aria-hidden="true">
        <Axes box={drawn.box} x={drawn.x} y={drawn.y} />
      </svg>
      {points.length > 0 && <MarksCanvas size={size} dots={drawn.dots} />}
      <svg width={width} height={height} role="img" aria-label={label}>
        {steps.length > 0 && <path className="steps" d={drawn.line} />}
      </svg>
    </>
  )
}
