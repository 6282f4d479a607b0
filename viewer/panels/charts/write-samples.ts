/** What was measured, as a file for other programs: RFC 4180, one line a sample. */
import type { SeriesHistory } from '../../state/series-history.ts'

/**
 * Ticks down, names across. Where a number was not measured at a tick its field is empty.
 *
 * @param series by name; names hold what their worlds call things.
 */
export function writeSamples(
  series: readonly (readonly [name: string, series: SeriesHistory])[],
): string {
  const rows = new Map<number, string[]>()
  series.forEach(([, { ticks, values }], column) => {
    ticks.forEach((tick, i) => {
      const row = rows.get(tick) ?? series.map(() => '')
      row[column] = String(values[i])
      rows.set(tick, row)
    })
  })
  const header = ['tick', ...series.map(([name]) => quote(name))].join(',')
  const lines = [...rows]
    .toSorted(([a], [b]) => a - b)
    .map(([tick, row]) => [String(tick), ...row].join(','))
  return `${[header, ...lines].join('\r\n')}\r\n`
}

const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
