/** Counts of states and spreads of fields, as boxes and zones have them. */
import type { FieldSpread, StateCounts } from '../../engine/protocol/inspect-api.ts'
import { formatExact } from '../design/format-number.ts'
import { formatValue } from '../design/format-value.ts'
import { Fact } from './fact.tsx'

/** More rows than this say less. */
const MAX_STATES = 8

interface StateFactsProps {
  readonly counts: StateCounts
  /** Cells in all. */
  readonly cells: number
}

export function StateFacts({ counts, cells: total }: StateFactsProps) {
  return (
    <>
      {counts.slice(0, MAX_STATES).map(({ state, cells }) => (
        <Fact
          key={state}
          name={`State ${state}`}
          value={`${formatExact(cells)}, ${formatShare(cells / total)}`}
          exact={`${cells} cells, ${(100 * cells) / total} %`}
          isNumber
        />
      ))}
      {counts.length > MAX_STATES && (
        <Fact name="and" value={`${counts.length - MAX_STATES} more states`} />
      )}
    </>
  )
}

/** A share of 1 in percent. */
export function formatShare(share: number): string {
  return `${formatValue(Number((100 * share).toPrecision(3)))} %`
}

export function FieldSpreads({ fields }: { readonly fields: readonly FieldSpread[] }) {
  if (fields.length === 0) return null
  return (
    <table className="spreads">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">least</th>
          <th scope="col">mean</th>
          <th scope="col">most</th>
        </tr>
      </thead>
      <tbody className="number">
        {fields.map(({ name, unit, least, mean, greatest }) => (
          <tr key={name} title={unit}>
            <th scope="row">{name}</th>
            <td>{formatValue(least)}</td>
            <td>{formatValue(mean)}</td>
            <td>{formatValue(greatest)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
