/** Draws the population chart on its canvas. */
import { formatExact, formatShort } from '../design/format-number.ts'
import type { PopulationHistory } from '../state/population-history.ts'
import { buildScale, type LinearScale, niceCeiling } from './chart-scale.ts'

const MARGIN = { left: 56, right: 14, top: 8, bottom: 18 } as const

export interface ChartScales {
  readonly horizontal: LinearScale
  readonly vertical: LinearScale
  readonly maxPopulation: number
}

/** The scales of a chart that fills its canvas, in CSS pixels. */
export function scalesOf(canvas: HTMLCanvasElement, history: PopulationHistory): ChartScales {
  const { ticks, populations } = history
  let greatest = 0
  for (const population of populations) greatest = Math.max(greatest, population)
  const maxPopulation = niceCeiling(greatest)
  const { clientWidth, clientHeight } = canvas
  return {
    horizontal: buildScale(
      [ticks[0] ?? 0, ticks.at(-1) ?? 1],
      [MARGIN.left, clientWidth - MARGIN.right],
    ),
    vertical: buildScale([0, maxPopulation], [clientHeight - MARGIN.bottom, MARGIN.top]),
    maxPopulation,
  }
}

/** @param hovered index of the sample to mark. */
export function drawChart(
  canvas: HTMLCanvasElement,
  history: PopulationHistory,
  hovered: number | undefined,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { clientWidth: width, clientHeight: height } = canvas
  const ratio = devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.scale(ratio, ratio)
  const style = getComputedStyle(canvas)
  const colorOf = (name: string) => style.getPropertyValue(name).trim()
  const scales = scalesOf(canvas, history)

  context.font = `11px ${colorOf('--font-mono')}`
  context.fillStyle = colorOf('--text-quiet')
  context.strokeStyle = colorOf('--hairline')
  context.lineWidth = 1
  drawAxes(context, width, height, scales, history)
  context.strokeStyle = colorOf('--accent')
  context.lineWidth = 1.5
  drawLine(context, scales, history)
  if (hovered !== undefined && hovered < history.ticks.length) {
    context.fillStyle = colorOf('--accent')
    drawMark(context, scales, history, hovered)
  }
}

function drawAxes(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { vertical, maxPopulation }: ChartScales,
  { ticks }: PopulationHistory,
): void {
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const population of [0, maxPopulation]) {
    const y = Math.round(vertical.toPixel(population)) + 0.5
    context.beginPath()
    context.moveTo(MARGIN.left, y)
    context.lineTo(width - MARGIN.right, y)
    context.stroke()
    context.fillText(formatShort(population), MARGIN.left - 8, y)
  }
  context.textBaseline = 'bottom'
  context.textAlign = 'left'
  context.fillText(`tick ${formatExact(ticks[0] ?? 0)}`, MARGIN.left, height)
  context.textAlign = 'right'
  if (ticks.length > 1) context.fillText(formatExact(ticks.at(-1)!), width - MARGIN.right, height)
}

function drawLine(
  context: CanvasRenderingContext2D,
  { horizontal, vertical }: ChartScales,
  { ticks, populations }: PopulationHistory,
): void {
  context.beginPath()
  for (let i = 0; i < ticks.length; i++) {
    context.lineTo(horizontal.toPixel(ticks[i]!), vertical.toPixel(populations[i]!))
  }
  context.lineJoin = 'round'
  context.stroke()
}

function drawMark(
  context: CanvasRenderingContext2D,
  { horizontal, vertical }: ChartScales,
  { ticks, populations }: PopulationHistory,
  index: number,
): void {
  const x = horizontal.toPixel(ticks[index]!)
  const y = vertical.toPixel(populations[index]!)
  context.beginPath()
  context.arc(x, y, 3, 0, 2 * Math.PI)
  context.fill()
}
