/** What the plots and the table are filtered by; each can be dropped. */
import { X } from 'lucide-react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { dropFilter, dropFilters, useStudyStore } from '../../state/study-store.ts'
import type { ValueFilter } from '../../state/value-filter.ts'
import { formatChoice } from './format-choice.ts'
import { useKept } from './use-kept.ts'

export function FilterChips({ facts }: { readonly facts: StudyFacts }) {
  const filters = useStudyStore((state) => state.filters)
  const kept = useKept(facts)
  if (filters.length === 0) return null
  return (
    <ul className="filter-chips" aria-label="Filters">
      {filters.map((filter) => (
        <li key={`${filter.of} ${filter.name}`}>
          <button
            type="button"
            className="filter-chip number"
            title={`Filter by ${filter.name} no more (Delete)`}
            aria-label={`Drop the filter ${describeFilter(filter)}`}
            onClick={() => dropFilter(filter)}
            onKeyDown={({ key }) => {
              if (key === 'Delete' || key === 'Backspace') dropFilter(filter)
            }}
          >
            <span className="cut">{describeFilter(filter)}</span>
            <X size={12} aria-hidden="true" />
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="filter-chip" onClick={dropFilters}>
          Show all
        </button>
      </li>
      <li className="number quiet" role="status">
        {kept?.size ?? 0} left
      </li>
    </ul>
  )
}

/** `speed 0.1 to 0.4`. */
function describeFilter(filter: ValueFilter): string {
  if ('choices' in filter) return `${filter.name} ${filter.choices.map(formatChoice).join(', ')}`
  return `${filter.name} ${formatNumber(filter.low)} to ${formatNumber(filter.high)}`
}
