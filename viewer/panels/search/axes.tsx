/** Two axes with their grid and their numbers, around what a chart draws. */
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { Scale } from '../../../engine/qa/plot/scale.ts'

/** Where a chart's points lie, pixels. */
export interface ChartBox {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface AxesProps {
  readonly box: ChartBox
  readonly x: Scale
  readonly y: Scale
}

export function Axes({ box, x, y }: AxesProps) {
  const { left, right, top, bottom } = box
  return (
    <g className="axes">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={right} y1={y.toPixel(tick)} y2={y.toPixel(tick)} />
          <text x={left - 6} y={y.toPixel(tick) + 3.5} textAnchor="end">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <g key={tick}>
          <line x1={x.toPixel(tick)} x2={x.toPixel(tick)} y1={top} y2={bottom} />
          <text x={x.toPixel(tick)} y={bottom + 14} textAnchor="middle">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}
