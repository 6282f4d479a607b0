/** Trials beside each other: their worlds, their values, and the parameters that differ. */
import { X } from 'lucide-react'
import { useMemo } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { chooseTrial, hoverTrial, toggleTrial, useStudyStore } from '../../state/study-store.ts'
import { IconButton } from '../icon-button.tsx'
import { type ComparedRow, compareTrials } from './compare-trials.ts'
import { formatChoice } from './format-choice.ts'
import { SmallWorld } from './small-world.tsx'

export function TrialComparison({ facts }: { readonly facts: StudyFacts }) {
  const compared = useStudyStore((state) => state.compared)
  const trials = useStudyStore((state) => state.trials)
  const front = useStudyStore(({ summary }) => summary?.best)
  const shown = useMemo(
    () => compared.flatMap((number) => trials[number] ?? []),
    [compared, trials],
  )
  const { objectives, differing, same } = useMemo(() => compareTrials(shown, facts), [shown, facts])
  return (
    <aside className="trial-comparison" aria-label="Comparison">
      <header className="plot-head">
        <h4>{shown.length} trials beside each other</h4>
        <span className="spring" />
        <IconButton icon={X} label="Close the comparison" onPress={close} />
      </header>
      <div className="scrolled">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="screen-reader-only">Value</span>
              </th>
              {shown.map(({ number }) => (
                <th
                  key={number}
                  scope="col"
                  data-trial={number}
                  onPointerEnter={() => hoverTrial(number)}
                  onPointerLeave={() => hoverTrial(undefined)}
                >
                  <span className="compared-head">
                    <span className="cut">
                      Trial {number}
                      {front?.includes(number) && <span className="quiet"> front</span>}
                    </span>
                    <IconButton
                      icon={X}
                      label={`Take trial ${number} away`}
                      onPress={() => toggleTrial(number)}
                    />
                  </span>
                  {facts.runs > 0 && <SmallWorld trial={number} />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {objectives.map((row) => (
              <Row key={row.name} row={row} isMain />
            ))}
            {differing.map((row) => (
              <Row key={`of ${row.name}`} row={row} />
            ))}
          </tbody>
        </table>
        {same.length > 0 && (
          <p className="quiet" title={same.join(', ')}>
            {differing.length === 0
              ? 'All parameters are the same.'
              : `The same: ${same.join(', ')}`}
          </p>
        )}
      </div>
    </aside>
  )
}

function Row({ row, isMain = false }: { readonly row: ComparedRow; readonly isMain?: boolean }) {
  const { name, values, best } = row
  return (
    <tr data-kind={isMain ? 'objective' : 'parameter'}>
      <th scope="row" className="quiet" title={name}>
        {name}
      </th>
      {values.map((value, at) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: the columns are the trials in their order
          key={at}
          className="number"
          data-best={best.includes(at) ? '' : undefined}
          title={
            value === undefined ? undefined : `${value}${best.includes(at) ? ', the best' : ''}`
          }
        >
          {value === undefined
            ? '–'
            : isMain && typeof value === 'number'
              ? formatNumber(value)
              : formatChoice(value)}
          {best.includes(at) && <span className="screen-reader-only"> best</span>}
        </td>
      ))}
    </tr>
  )
}

/** The focus goes back to the table. */
function close(): void {
  chooseTrial(useStudyStore.getState().chosen)
  document.querySelector<HTMLElement>('.study-trials [role=listbox]')?.focus()
}
