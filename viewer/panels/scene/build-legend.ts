/** The rows of a legend: every state of a small rule, a well-spread few of a large one. */
import type { StatePalette } from '../../design/state-palette.ts'

export interface LegendRow {
  readonly state: number
  readonly text: string
}

/** More rows than this say less. */
export const MAX_LEGEND_ROWS = 10

/** Rows in the order of states; the first and the last state are always among them. */
export function buildLegend({ kind, states }: StatePalette): readonly LegendRow[] {
  const last = states - 1
  const rows = Math.min(last, MAX_LEGEND_ROWS)
  return Array.from({ length: rows }, (_, row) => {
    const state = rows === last ? row + 1 : 1 + Math.round((row * (last - 1)) / (rows - 1))
    return { state, text: describeState(kind, state, last) }
  })
}

function describeState(kind: StatePalette['kind'], state: number, last: number): string {
  if (kind === 'categorical' || kind === 'graded') return ''
  if (state === 1) return 'live'
  const isFirst = state === 2
  if (state === last) return isFirst ? 'refractory, then dead' : 'then dead'
  return isFirst ? 'refractory' : ''
}
