/** A study that is looked at: its front, how it came there, and its trials. */
import { Box, Tally4 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useStudyStore } from '../../state/study-store.ts'
import { IconButton } from '../icon-button.tsx'
import { FailureNote } from '../record/failure-note.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FrontView } from './front-view.tsx'
import { ProgressView } from './progress-view.tsx'
import { TrialComparison } from './trial-comparison.tsx'
import { TrialDetails } from './trial-details.tsx'
import { TrialTable } from './trial-table.tsx'

const ParallelPlot = lazy(async () => ({
  default: (await import('./parallel-plot.tsx')).ParallelPlot,
}))

export function StudyView() {
  const failure = useStudyStore((state) => state.failure)
  const facts = useStudyStore((state) => state.facts)
  const isCompared = useStudyStore(({ compared }) => compared.length > 1)
  const [isParallel, setIsParallel] = useState(false)
  const [isSpace, setIsSpace] = useState(false)
  const canBeSpace = (facts?.objectives.length ?? 0) > 2
  if (failure !== undefined) return <FailureNote failure={failure} />
  if (facts === undefined) {
    return (
      <p className="quiet search-note" role="status">
        Opening the study: each of its trials is proposed again, and has to be the one that was…
      </p>
    )
  }
  return (
    <div className="study" data-plot={isParallel ? 'parallel' : 'front'}>
      {isParallel ? (
        <section className="study-front" aria-label="Parallel axes">
          <header className="plot-head">
            <h4>Objectives and parameters of feasible trials</h4>
            <span className="spring" />
            <ParallelSwitch isOn onChange={setIsParallel} />
          </header>
          <Suspense fallback={<p className="quiet search-note">Opening…</p>}>
            <ParallelPlot facts={facts} />
          </Suspense>
        </section>
      ) : (
        <>
          <FrontView facts={facts} isSpace={isSpace && canBeSpace}>
            {canBeSpace && (
              <IconButton
                icon={Box}
                label="Three dimensions"
                isPressed={isSpace}
                onPress={() => setIsSpace(!isSpace)}
              />
            )}
            <ParallelSwitch isOn={false} onChange={setIsParallel} />
          </FrontView>
          <ProgressView facts={facts} />
        </>
      )}
      <section className="study-trials" aria-label="Trials">
        <FilterChips facts={facts} />
        <TrialTable facts={facts} />
        {isCompared ? <TrialComparison facts={facts} /> : <TrialDetails facts={facts} />}
      </section>
    </div>
  )
}

interface ParallelSwitchProps {
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** The focus stays on it: it is in the same place of either view. */
function ParallelSwitch({ isOn, onChange }: ParallelSwitchProps) {
  return (
    <IconButton
      icon={Tally4}
      label="Parallel axes"
      isPressed={isOn}
      onPress={() => {
        onChange(!isOn)
        // What was pressed is another button then.
        requestAnimationFrame(() =>
          document
            .querySelector<HTMLElement>('.study-front button[aria-label="Parallel axes"]')
            ?.focus(),
        )
      }}
    />
  )
}
