/** Does what the search panel asks: owns the worker of studies, and brings its news to the store. */
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type {
  StudyFile,
  StudyInput,
  StudyNews,
  TrialWorld,
} from '../../engine/worker/search-api.ts'
import { keepDraft } from '../session/kept-draft.ts'
import { readFiles } from '../session/open-input.ts'
import { connectSearch, type SearchSession } from '../session/search-session.ts'
import { listStudyExamples } from '../session/study-examples.ts'
import { completeStudy, sortStudyFiles } from '../session/study-input.ts'
import { attempt } from './attempt.ts'
import { showFailure, showNews } from './notice-store.ts'
import type { RunController } from './run-controller.ts'
import { useSearchStore } from './search-store.ts'
import { NO_STUDY, useStudyStore } from './study-store.ts'

const { getState: get, setState: set } = useStudyStore

/** The one worker of this page: studies go on in it while the panel is put away. */
let session: SearchSession | undefined

/** A drafted study waits so long for more keys before it is looked over. */
const CHECK_AFTER_MS = 250

/** Trials at a time: all cores but the one that draws. */
export const MAX_THREADS = Math.max(1, navigator.hardwareConcurrency - 1)

/** Lists what is kept, and goes on with what ran when the page was left. Does it once. */
export async function startSearch(): Promise<void> {
  if (session !== undefined) return
  session = connectSearch(take, () => void refreshList(), didLose)
  await refreshList()
  const { entries = [], view } = get()
  const wanted = entries.find(({ isWanted }) => isWanted) ?? entries[0]
  if (wanted === undefined || view.kind === 'study') return
  await openStudy(wanted.id)
  const { facts } = get()
  if (!wanted.isWanted || facts?.id !== wanted.id) return
  await begin(facts.threads ?? threadsOf(facts), { isQuiet: true })
}

function didLose(message: string): void {
  showFailure('The search stopped', {
    code: 'session/worker-lost',
    message: `${message} Reload the page: studies go on where they were.`,
    details: {},
  })
}

/** Trials at a time that a study gets where nobody says: no more than leave it the same study. */
export function threadsOf(facts: {
  readonly repeat: number | undefined
  readonly workers: number
}): number {
  return Math.min(MAX_THREADS, facts.repeat ?? facts.workers)
}

const search = () => session!.search

/** Takes in what the worker tells. */
function take({ id, standing, trials, count, summary, note }: StudyNews): void {
  const state = get()
  if (state.view.kind !== 'study' || state.view.id !== id) return
  const all = state.trials.slice(0, count)
  for (const trial of trials) all[trial.number] = trial
  const isLed = standing === 'running' || standing === 'pausing'
  const ended = all.filter((trial) => trial.state !== 'running').length
  const since = isLed ? (state.since ?? { atMs: Date.now(), ended }) : undefined
  set({ trials: all, standing, note, since, summary: summary ?? state.summary })
}

/** Lists what is kept: other tabs may have changed it. */
export async function refreshList(): Promise<void> {
  if (session === undefined) return
  const listed = await search().list()
  if (!listed.ok) set({ entries: [], draftFailure: listed.failure })
  else if (JSON.stringify(get().entries) !== JSON.stringify(listed.value)) {
    set({ entries: listed.value })
    useSearchStore.setState({ isBusy: listed.value.some(({ isWanted }) => isWanted) })
  }
}

/** Looks at a study that is kept. */
export async function openStudy(id: string): Promise<void> {
  set({ ...NO_STUDY, view: { kind: 'study', id } })
  const opened = await search().open(id)
  const { view } = get()
  if (view.kind !== 'study' || view.id !== id) return
  if (!opened.ok) set({ failure: opened.failure })
  else set({ facts: opened.value })
}

/** Goes to the study that is being written; with an input, that one. */
export function openDraft(input?: StudyInput): void {
  set({ ...NO_STUDY, view: { kind: 'draft' } })
  if (input !== undefined) writeDraft(input)
}

let checking: ReturnType<typeof setTimeout> | undefined

/** Changes the study that is being written, and has it looked over soon. */
export function writeDraft(draft: StudyInput): void {
  set({ draft, draftFailure: undefined })
  keepDraft(draft)
  clearTimeout(checking)
  checking = setTimeout(() => void checkDraft(), CHECK_AFTER_MS)
}

async function checkDraft(): Promise<void> {
  const { draft } = get()
  if (draft.text.trim() === '') return
  const checked = await withLibrary(draft, (input) => search().check(input))
  if (get().draft === draft) set({ draftFailure: checked.ok ? undefined : checked.failure })
}

/** Keeps the study that is being written, and has it begin; what is wrong with it is shown beside it. */
export async function runDraft(): Promise<void> {
  const { draft } = get()
  const kept = await withLibrary(draft, (input) => search().keep(input))
  if (!kept.ok) {
    set({ draftFailure: kept.failure })
    return
  }
  await refreshList()
  await openStudy(kept.value.id)
  await begin(kept.value.threads ?? threadsOf(kept.value))
}

/** Has the server lead the study that is being written. */
export async function runDraftOnServer(): Promise<void> {
  const { draft } = get()
  let whole = draft
  const checked = await withLibrary(draft, (input) => {
    whole = input
    return search().check(input)
  })
  if (!checked.ok) {
    set({ draftFailure: checked.failure })
    return
  }
  const { createOnServer } = await import('./server-studies.ts')
  await createOnServer(whole)
}

/** Goes to the studies of the server. */
export function openServerStudies(): void {
  set({ ...NO_STUDY, view: { kind: 'server', id: undefined } })
}

/** Does something with a study; where it lacks files that the library has, with those. */
async function withLibrary<T>(
  input: StudyInput,
  act: (input: StudyInput) => Promise<Result<T>>,
): Promise<Result<T>> {
  let given = input
  // A scenario comes first, and then what it names.
  for (let go = 0; go < 3; go++) {
    const result = await act(given)
    if (result.ok || result.failure.code !== 'study/file-missing') return result
    const completed = await completeStudy(given, missingOf(result.failure))
    if (completed === undefined) return result
    given = completed
  }
  return act(given)
}

const missingOf = ({ details }: Failure) => (details.missing ?? []) as readonly string[]

/** Has the study that is looked at go on. */
export async function begin(threads: number, { isQuiet = false } = {}): Promise<void> {
  const { view } = get()
  if (view.kind !== 'study') return
  // What a browser keeps may otherwise go when the disk is full.
  if (!isQuiet) void navigator.storage?.persist?.()
  const begun = await search().begin(view.id, threads)
  const isElsewhere = !begun.ok && begun.failure.code === 'study/busy'
  if (!begun.ok && !(isQuiet && isElsewhere)) showFailure('The study does not go on', begun.failure)
}

/** Begins no trial any more; those that run come to their ends. */
export const pause = () => withStudy('The study was not paused', (id) => search().pause(id))

/** Ends all at once. */
export const stop = () => withStudy('The study was not stopped', (id) => search().stop(id))

async function withStudy<T>(
  title: string,
  act: (id: string) => Promise<Result<T>>,
): Promise<T | undefined> {
  const { view } = get()
  if (view.kind !== 'study') return undefined
  const result = await act(view.id)
  if (result.ok) return result.value
  showFailure(title, result.failure)
  return undefined
}

/** Deletes the study that is looked at; it can be brought back for a while. */
export async function removeStudy(): Promise<void> {
  const { facts } = get()
  if (facts === undefined) return
  const { id, name } = facts
  const removed = await search().remove(id)
  if (!removed.ok) {
    showFailure('The study was not deleted', removed.failure)
    return
  }
  set({ removed: { id, name } })
  await refreshList()
  const [next] = get().entries ?? []
  if (next === undefined) openDraft()
  else await openStudy(next.id)
}

/** Brings back what was deleted last. */
export async function restoreStudy(): Promise<void> {
  const { removed } = get()
  if (removed === undefined) return
  const restored = await search().restore(removed.id)
  if (!restored.ok) showFailure('The study was not brought back', restored.failure)
  set({ removed: undefined })
  await refreshList()
  await openStudy(removed.id)
}

/** A file that is made of a study. */
export type StudyExport = 'record' | 'optuna' | 'report'

/** Makes it; undefined where that failed, which is then shown. */
export function exportStudy(kind: StudyExport): Promise<StudyFile | undefined> {
  return withStudy('The study was not exported', (id) => {
    if (kind === 'record') return search().exportRecord(id)
    return kind === 'optuna' ? search().exportJournal(id) : search().exportReport(id)
  })
}

/** The model of a training, which is trained once more for it; undefined where that failed, which is then shown. */
export function exportModel(trial: number): Promise<StudyFile | undefined> {
  return withStudy('The model was not made', (id) => search().exportModel(id, trial))
}

/** Opens files: a study is written into the draft, a record is taken over. What fails is shown. */
export async function openStudyFiles(files: readonly File[]): Promise<void> {
  const read = await attempt('The files were not read', () => readFiles(files))
  if (read === undefined) return
  const { study, record } = sortStudyFiles(read)
  if (record !== undefined) await importRecord(record, study)
  else if (study !== undefined) openDraft(study)
  else {
    showNews(
      'No study among the files',
      'A study has a space, objectives and an objective; a record begins with a line of its study.',
    )
  }
}

async function importRecord(record: Uint8Array, study: StudyInput | undefined): Promise<void> {
  const { draft, view } = get()
  const examples = listStudyExamples().map(({ text }) => ({ text, files: {} }))
  const candidates = [...(study === undefined ? [] : [study]), draft, ...examples]
  const into = view.kind === 'study' ? view.id : undefined
  const imported = await search().importRecord(record, candidates, into)
  if (!imported.ok) {
    showFailure('The record was not opened', imported.failure)
    return
  }
  await refreshList()
  await openStudy(imported.value)
}

/** The world of the first run of a trial; what is wrong with it is the caller's to show. */
export async function describeTrialWorld(trial: number): Promise<Result<TrialWorld>> {
  const { view } = get()
  if (view.kind !== 'study') throw new Error('Only trials of a study that is open have worlds.')
  return await search().describeWorld(view.id, trial, 0)
}

/** Opens the world of a trial in the scene. */
export async function openTrial(run: RunController, trial: number, place: number): Promise<void> {
  const world = await withStudy('The trial was not opened', (id) =>
    search().describeWorld(id, trial, place),
  )
  if (world === undefined) return
  const { text, files, title } = world
  await run.open({ kind: 'scenario', text, files }, {}, title)
}
