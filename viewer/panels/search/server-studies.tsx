/** Studies of the server: which there are, and what can be done with the one that is looked at. Fetched when it is first asked for. */
import { Download, Pause, Play, Square, Waypoints } from 'lucide-react'
import { useEffect } from 'react'
import { formatShare } from '../../../engine/qa/plot/format-number.ts'
import {
  STUDIES_LIST,
  type StudyOverview,
} from '../../../engine/resources/operations/study-operations.ts'
import type { StudyResource } from '../../../engine/resources/study.ts'
import { useRecordStore } from '../../state/record-store.ts'
import {
  leaveServerStudies,
  moveServerStudy,
  openServer,
  type ServerMove,
  showStudyLineage,
} from '../../state/server-studies.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { download } from '../download.ts'
import { AccessNote } from '../record/access-note.tsx'
import { RowList } from '../record/row-list.tsx'
import { usePages } from '../record/use-answer.ts'
import { writeTable } from './study-bar.tsx'
import { StudyView } from './study-view.tsx'

const LIST_EVERY_MS = 2000
const keyOf = ({ study_id: id }: StudyResource) => id

/** The study that is looked at, or the way in. */
export function ServerStudies() {
  const view = useStudyStore((state) => state.view)
  const served = useStudyStore((state) => state.served)
  const access = useRecordStore((state) => state.access)
  useEffect(() => leaveServerStudies, [])
  if (access.kind !== 'open' && access.kind !== 'unknown') return <AccessNote access={access} />
  if (view.kind !== 'server' || view.id === undefined) {
    return <p className="quiet search-note">Choose a study to see its front grow.</p>
  }
  return (
    <section className="served" aria-label="The study">
      {served !== undefined && <ServedBar study={served} />}
      <StudyView />
    </section>
  )
}

/** The studies of the server. */
export function ServerList() {
  const view = useStudyStore((state) => state.view)
  const studies = usePages(STUDIES_LIST, {}, keyOf, LIST_EVERY_MS)
  const isOpen = useRecordStore(({ access }) => access.kind === 'open')
  // What stands beside it says why.
  if (!isOpen) return null
  return (
    <RowList
      label="Studies of the server, the newest first"
      items={studies.items}
      keyOf={keyOf}
      chosen={view.kind === 'server' ? view.id : undefined}
      onChoose={({ study_id: id }) => openServer(id)}
      columns="minmax(0, 1fr) auto"
      empty="The server has no studies yet. What is written under New can be run there."
      failure={studies.failure}
      onRetry={studies.reload}
      hasMore={studies.hasMore}
      onMore={studies.loadMore}
      renderRow={(study) => (
        <>
          <span
            className="cut"
            title={`${study.name}: ${study.proposed} of ${study.trials} trials, ${study.state}`}
          >
            {study.name}
          </span>
          <span className="quiet">{describeShortly(study)}</span>
        </>
      )}
    />
  )
}

/** Names need the room. */
function describeShortly({ state, completed, pruned, failed, trials }: StudyResource): string {
  if (state === 'completed') return 'done'
  return state === 'running' ? formatShare((completed + pruned + failed) / trials) : state
}

/** How it stands, and what can be done with it. */
function ServedBar({ study }: { readonly study: StudyOverview }) {
  const { study_id: id, name, state, trials, completed, pruned, failed, failure } = study
  const { differing } = study
  const ended = completed + pruned + failed
  const isOpen = state === 'running' || state === 'paused'
  return (
    <header className="study-bar served-bar" data-study={id} data-state={state}>
      <h3 className="cut" title={name}>
        {name}
      </h3>
      <div className="study-progress">
        <progress
          value={ended}
          max={Math.max(1, trials, ended)}
          aria-label="Trials that have ended"
        />
        <span className="number" data-readout="trials">
          {ended} of {trials}
        </span>
        <span className="quiet cut" role="status" title={failure?.message}>
          {failure?.message ?? state}
          {differing !== undefined && `, ${differing} not as claimed`}
        </span>
      </div>
      {state === 'running' && <Move id={id} move="pause" icon={Pause} text="Pause" />}
      {state === 'paused' && <Move id={id} move="resume" icon={Play} text="Go on" />}
      {isOpen && <Move id={id} move="cancel" icon={Square} text="Cancel" />}
      <button type="button" className="button" title="The trials, as CSV" onClick={saveTable}>
        <Download size={14} aria-hidden="true" />
        Save
      </button>
      <button type="button" className="button" onClick={() => showStudyLineage(id)}>
        <Waypoints size={14} aria-hidden="true" />
        Lineage
      </button>
    </header>
  )
}

function saveTable(): void {
  const file = writeTable()
  if (file !== undefined) download(file.bytes, file.fileName)
}

interface MoveProps {
  readonly id: string
  readonly move: ServerMove
  readonly icon: typeof Pause
  readonly text: string
}

function Move({ id, move, icon: Icon, text }: MoveProps) {
  return (
    <button
      type="button"
      className="button"
      data-action={`${move}-served`}
      onClick={() => void moveServerStudy(id, move)}
    >
      <Icon size={14} aria-hidden="true" />
      {text}
    </button>
  )
}
