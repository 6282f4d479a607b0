/** A histogram: a bar a bin, read under the pointer or by arrow keys. */
import { type KeyboardEvent, useRef, useState } from 'react'
import type { HistogramBin } from '../../../engine/metrics/histogram.ts'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import { linearScale } from '../../../engine/qa/plot/scale.ts'
import { formatExact } from '../../design/format-number.ts'
import { Axes } from '../search/axes.tsx'
import { type PixelSize, useSize } from '../search/use-size.ts'

interface HistogramChartProps {
  /** What is counted, for the name. */
  readonly title: string
  readonly bins: readonly HistogramBin[]
  readonly total: number
  /** Bins that double stand side by side, as wide as each other. */
  readonly isDoubling: boolean
  /** A bin of one whole number is called by it. */
  readonly isWhole: boolean
  readonly isLog: boolean
  readonly unit: string
}

/** A few states are no slabs. */
const MAX_BAR_PIXELS = 96

export function HistogramChart(props: HistogramChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="analysis-plot">
      {size !== undefined && size.width > 80 && size.height > 60 && <Plot {...props} size={size} />}
    </div>
  )
}

function Plot(props: HistogramChartProps & { readonly size: PixelSize }) {
  const { title, bins, total, isDoubling, isWhole, isLog, unit, size } = props
  const [read, setRead] = useState<number>()
  const box = { left: 64, right: size.width - 12, top: 26, bottom: size.height - 24 }
  const heightOf = (count: number) => (isLog ? Math.log10(1 + count) : count)
  const most = Math.max(1, ...bins.map(({ count }) => heightOf(count)))
  const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
  const y = linearScale([0, most], [box.bottom, box.top], down)
  const across = Math.max(2, Math.floor((box.right - box.left) / 64))
  const first = bins[0]?.low ?? 0
  const last = bins.at(-1)?.high ?? 1
  const domain: [number, number] = isDoubling ? [0, bins.length] : [first, last]
  const x = linearScale(domain, [box.left, box.right], across)
  const isNamed = isWhole && !isDoubling && bins.every(({ low, high }) => high - low === 1)
  const ends = (i: number): readonly [number, number] =>
    isDoubling
      ? [x.toPixel(i), x.toPixel(i + 1)]
      : [x.toPixel(bins[i]!.low), x.toPixel(bins[i]!.high)]
  const labels = isDoubling || isNamed ? thin(bins.length, across) : []
  const shown = bins[read ?? -1]
  const binAt = (pixel: number) => {
    const found = bins.findIndex((_, i) => pixel >= ends(i)[0] && pixel < ends(i)[1])
    return found === -1 ? undefined : found
  }
  function onKeyDown(event: KeyboardEvent): void {
    const now = read ?? -1
    const goal = {
      ArrowRight: Math.min(bins.length - 1, now + 1),
      ArrowLeft: Math.max(0, now - 1),
      Home: 0,
      End: bins.length - 1,
    }[event.key]
    if (goal === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setRead(goal)
  }
  const words = (bin: HistogramBin) => {
    const range =
      isWhole && bin.high - bin.low === 1
        ? formatNumber(bin.low)
        : `${formatNumber(bin.low)} to below ${formatNumber(bin.high)}`
    const share = total === 0 ? 0 : (100 * bin.count) / total
    return `${range}${unit === '' ? '' : ` ${unit}`}: ${formatExact(bin.count)} (${share.toFixed(2)} %)`
  }
  const axisX = isDoubling || isNamed ? { ...x, ticks: [] } : x
  const axisY = isLog ? { ...y, ticks: [] } : y
  return (
    <div
      className="histogram"
      role="slider"
      tabIndex={0}
      aria-label={`Histogram of ${title}, ${bins.length} bins; arrow keys read it`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bins.length - 1)}
      aria-valuenow={Math.max(0, read ?? 0)}
      aria-valuetext={shown === undefined ? 'no bin is read' : words(shown)}
      onKeyDown={onKeyDown}
      onPointerMove={({ clientX, currentTarget }) =>
        setRead(binAt(clientX - currentTarget.getBoundingClientRect().left))
      }
      onPointerLeave={() => setRead(undefined)}
    >
      <svg width={size.width} height={size.height} aria-hidden="true">
        <Axes box={box} x={axisX} y={axisY} />
        {isLog && <LogTicks most={most} left={box.left} right={box.right} toPixel={y.toPixel} />}
        {labels.map((i) => (
          <text
            key={i}
            className="tick-text"
            x={isDoubling ? ends(i)[0] : (ends(i)[0] + ends(i)[1]) / 2}
            y={box.bottom + 14}
            textAnchor="middle"
          >
            {formatNumber(bins[i]!.low)}
          </text>
        ))}
        {bins.map(({ low, count }, i) => {
          const [from, to] = ends(i)
          const top = y.toPixel(heightOf(count))
          const width = Math.min(MAX_BAR_PIXELS, to - from - (to - from > 4 ? 1 : 0))
          return (
            <rect
              key={low}
              className={i === read ? 'bar read' : 'bar'}
              x={(from + to - width) / 2}
              y={top}
              width={Math.max(0.5, width)}
              height={Math.max(0, box.bottom - top)}
            />
          )
        })}
      </svg>
      <p className="plot-read number" aria-hidden="true">
        {shown === undefined ? '\u00a0' : words(shown)}
      </p>
    </div>
  )
}

/** Every so many of the bins, so that at most so many are named. */
function thin(bins: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(bins / most))
  return Array.from({ length: Math.ceil(bins / step) }, (_, i) => i * step)
}

interface LogTicksProps {
  readonly most: number
  readonly left: number
  readonly right: number
  readonly toPixel: (value: number) => number
}

/** Powers of ten of a scale of log10(1 + count), which has room for 0. */
function LogTicks({ most, left, right, toPixel }: LogTicksProps) {
  const powers = Array.from({ length: Math.floor(most) + 1 }, (_, power) => 10 ** power)
  const step = Math.max(1, Math.ceil(powers.length / 6))
  return (
    <g className="axes">
      {powers
        .filter((_, power) => power % step === 0)
        .map((count) => {
          const y = toPixel(Math.log10(1 + count))
          return (
            <g key={count}>
              <line x1={left} x2={right} y1={y} y2={y} />
              <text x={left - 6} y={y + 3.5} textAnchor="end">
                {formatNumber(count)}
              </text>
            </g>
          )
        })}
    </g>
  )
}
