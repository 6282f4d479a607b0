/** What was measured, as a file for other programs: RFC 4180, one line a sample. */
import type { Cell } from '../../../engine/formats/table/table.ts'
import { formatCsvRecord } from '../../../engine/formats/table/write-csv.ts'
import type { SeriesHistory } from '../../state/series-history.ts'

/**
 * Ticks down, names across. Where a number was not measured at a tick its field is empty.
 *
 * @param series by name; names hold what their worlds call things.
 */
export function writeSamples(
  series: readonly (readonly [name: string, series: SeriesHistory])[],
): string {
  const rows = new Map<number, Cell[]>()
  series.forEach(([, { ticks, values }], column) => {
    ticks.forEach((tick, i) => {
      const row = rows.get(tick) ?? series.map(() => undefined)
      row[column] = values[i]
      rows.set(tick, row)
    })
  })
  const header = formatCsvRecord(['tick', ...series.map(([name]) => name)])
  const records = [...rows]
    .toSorted(([a], [b]) => a - b)
    .map(([tick, row]) => formatCsvRecord([tick, ...row]))
  return [header, ...records].join('')
}
