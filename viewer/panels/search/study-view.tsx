/** A study that is looked at: its front, how it came there, and its trials. */
import { useStudyStore } from '../../state/study-store.ts'
import { FailureNote } from '../record/failure-note.tsx'
import { FrontView } from './front-view.tsx'
import { ProgressView } from './progress-view.tsx'
import { TrialDetails } from './trial-details.tsx'
import { TrialTable } from './trial-table.tsx'

export function StudyView() {
  const failure = useStudyStore((state) => state.failure)
  const facts = useStudyStore((state) => state.facts)
  if (failure !== undefined) return <FailureNote failure={failure} />
  if (facts === undefined) {
    return (
      <p className="quiet search-note" role="status">
        Opening the study: each of its trials is proposed again, and has to be the one that was…
      </p>
    )
  }
  return (
    <div className="study">
      <FrontView facts={facts} />
      <ProgressView facts={facts} />
      <section className="study-trials" aria-label="Trials">
        <TrialTable facts={facts} />
        <TrialDetails facts={facts} />
      </section>
    </div>
  )
}
