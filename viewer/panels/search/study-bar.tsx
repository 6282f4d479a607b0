/** How the study stands, and what can be done with it. */
import { Download, Pause, Pencil, Play, Square, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { StudyFacts, StudyFile } from '../../../engine/worker/search-api.ts'
import {
  begin,
  exportStudy,
  MAX_THREADS,
  openDraft,
  pause,
  removeStudy,
  type StudyExport,
  stop,
  threadsOf,
} from '../../state/study-desk.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { download } from '../download.ts'
import { IconButton } from '../icon-button.tsx'
import { describeRemaining } from './describe-remaining.ts'
import { writeTrialsCsv } from './write-trials-csv.ts'

export function StudyBar() {
  const facts = useStudyStore((state) => state.facts)
  if (facts === undefined) return <p className="search-lead quiet">Opening…</p>
  return <Bar key={facts.id} facts={facts} />
}

function Bar({ facts }: { readonly facts: StudyFacts }) {
  const [threads, setThreads] = useState(facts.threads ?? threadsOf(facts))
  const standing = useStudyStore((state) => state.standing)
  const isDone = useIsDone(facts)
  return (
    <div className="study-bar">
      <h3 className="cut" title={facts.about ?? facts.name}>
        {facts.name}
      </h3>
      <Progress facts={facts} />
      {standing === 'idle' && !isDone && (
        <Threads facts={facts} threads={threads} onChange={setThreads} />
      )}
      <span className="study-commands">
        <Commands facts={facts} threads={threads} />
      </span>
      <ExportChoice />
      <IconButton
        icon={Pencil}
        label="Edit the study as another"
        onPress={() => openDraft(facts.input)}
      />
      <IconButton
        icon={Trash2}
        label="Delete the study"
        obstacle={standing === 'elsewhere' ? 'It runs in another tab.' : undefined}
        onPress={() => void removeStudy()}
      />
    </div>
  )
}

/** How many trials have ended, of how many, and how long the others will take. */
function Progress({ facts }: { readonly facts: StudyFacts }) {
  const trials = useStudyStore((state) => state.trials)
  const standing = useStudyStore((state) => state.standing)
  const since = useStudyStore((state) => state.since)
  const note = useStudyStore((state) => state.note)
  const ended = trials.filter(({ state }) => state !== 'running').length
  const most = Math.max(facts.budget.trials, ended)
  const words = {
    idle: note ?? (ended < most ? 'stands still' : ''),
    running: describeRemaining(ended, most, since, Date.now()),
    pausing: 'trials that run come to their ends…',
    elsewhere: 'runs in another tab; here it is only shown',
  }[standing]
  return (
    <div className="study-progress" data-standing={standing}>
      <progress value={ended} max={most} aria-label="Trials that have ended" />
      <span className="number" data-readout="trials">
        {ended} of {most}
      </span>
      <span className="quiet cut" role="status" title={words}>
        {words}
      </span>
    </div>
  )
}

interface ThreadsProps {
  readonly facts: StudyFacts
  readonly threads: number
  readonly onChange: (threads: number) => void
}

/** Trials at a time; it is said where their number decides what is proposed. */
function Threads({ facts, threads, onChange }: ThreadsProps) {
  const most = facts.repeat ?? 1
  const counts = Array.from({ length: Math.max(MAX_THREADS, threads) }, (_, i) => i + 1)
  return (
    <label
      className="study-threads quiet"
      title={
        most === 1
          ? 'With more than one, the pace of trials decides what is proposed; repeat: W in the study leaves it the same for up to W'
          : `Up to ${most} make the same study whatever their pace`
      }
    >
      at a time
      <select
        className="select number"
        value={threads}
        onChange={({ target }) => onChange(Number(target.value))}
      >
        {counts.map((count) => (
          <option key={count} value={count}>
            {count}
            {count > most ? ' *' : ''}
          </option>
        ))}
      </select>
    </label>
  )
}

function Commands({ facts, threads }: { readonly facts: StudyFacts; readonly threads: number }) {
  const standing = useStudyStore((state) => state.standing)
  const hasTrials = useStudyStore(({ trials }) => trials.length > 0)
  const isDone = useIsDone(facts)
  if (standing === 'running' || standing === 'pausing') {
    return (
      <>
        {standing === 'running' && (
          <button
            type="button"
            className="button"
            data-action="pause-study"
            title="Trials that run come to their ends, and no other begins"
            onClick={() => void pause()}
          >
            <Pause size={14} aria-hidden="true" />
            Pause
          </button>
        )}
        <button
          type="button"
          className="button"
          data-action="stop-study"
          title="Ends at once; trials that run are made again when it goes on"
          onClick={() => void stop()}
        >
          <Square size={12} aria-hidden="true" />
          Stop
        </button>
      </>
    )
  }
  if (standing === 'elsewhere' || isDone) return null
  return (
    <button
      type="button"
      className="button primary"
      data-action="resume-study"
      onClick={() => void begin(threads)}
    >
      <Play size={14} aria-hidden="true" />
      {hasTrials ? 'Go on' : 'Run'}
    </button>
  )
}

/** Whether all trials that it may have are made. */
function useIsDone({ budget }: StudyFacts): boolean {
  return useStudyStore(
    ({ trials }) =>
      trials.length >= budget.trials && trials.every(({ state }) => state !== 'running'),
  )
}

type SavedAs = StudyExport | 'csv'

const EXPORTS: readonly { readonly kind: SavedAs; readonly text: string }[] = [
  { kind: 'record', text: 'Record, to go on (.jsonl)' },
  { kind: 'csv', text: 'Trials (.csv)' },
  { kind: 'optuna', text: 'Optuna’s journal' },
  { kind: 'report', text: 'Report (.html)' },
]

/** The trials that are looked at, as a table. */
export function writeTable(): StudyFile | undefined {
  const { facts, trials, summary } = useStudyStore.getState()
  if (facts === undefined) return undefined
  const bytes = new TextEncoder().encode(writeTrialsCsv(facts, trials, summary))
  return { bytes, fileName: `${facts.id.slice(0, 16)}.trials.csv` }
}

/** What is chosen is made and saved by a press: a list that acts by itself would act on every arrow key. */
function ExportChoice() {
  const [kind, setKind] = useState<SavedAs>('record')
  const [isBusy, setIsBusy] = useState(false)
  const save = async () => {
    setIsBusy(true)
    const file = kind === 'csv' ? writeTable() : await exportStudy(kind)
    setIsBusy(false)
    if (file !== undefined) download(file.bytes, file.fileName)
  }
  return (
    <div className="study-export">
      <select
        className="select"
        aria-label="Save the study as"
        title="thunderline search --resume goes on with the record"
        value={kind}
        onChange={({ target }) => setKind(target.value as SavedAs)}
      >
        {EXPORTS.map((each) => (
          <option key={each.kind} value={each.kind}>
            {each.text}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        data-action="export-study"
        aria-disabled={isBusy}
        onClick={() => !isBusy && void save()}
      >
        <Download size={14} aria-hidden="true" />
        {isBusy ? 'Saving…' : 'Save'}
      </button>
    </div>
  )
}
