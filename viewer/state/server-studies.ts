/**
 * Brings a study of the server to the store of the search, so that what shows studies of this browser shows it too: its
 * trials by operations, how it stands as it happens. Fetched when somebody asks for the server's studies.
 */
import { encodeBase64 } from '../../engine/formats/base64.ts'
import { describeFailure } from '../../engine/protocol/failure.ts'
import type { StudyStanding as LiveStanding } from '../../engine/protocol/live-api.ts'
import {
  STUDIES_CANCEL,
  STUDIES_CREATE,
  STUDIES_DOCUMENT,
  STUDIES_GET,
  STUDIES_PAUSE,
  STUDIES_RESUME,
  TRIALS_LIST,
} from '../../engine/resources/operations/study-operations.ts'
import type { Constraint } from '../../engine/search/constraint.ts'
import type { StudyInput } from '../../engine/worker/search-api.ts'
import {
  ServerAbsentError,
  ServerAnswerError,
  ServerFailedError,
  ServerRefusedError,
} from '../session/server-errors.ts'
import { attempt } from './attempt.ts'
import { gatherTrials } from './gather-trials.ts'
import { lookAgain, showLineage } from './record-store.ts'
import { readBounds } from './served-bounds.ts'
import { describeServed, type ServedTrial, summarizeServed, toRow } from './served-study.ts'
import { askServer, liveSocket } from './server-desk.ts'
import { NO_STUDY, useStudyStore } from './study-store.ts'

const { getState: get, setState: set } = useStudyStore

/** What is told of a study is asked for at most so often. */
const ASK_EVERY_MS = 1000
/** What failed is asked for again after so long. */
const RETRY_AFTER_MS = 5000
/** As many as a page of a list has. */
const PAGE = 200

/** Ends what follows the study that is looked at. */
let unfollow = () => {}

/** Looks at the studies of the server, or at one of them. */
export function openServer(id?: string): void {
  leaveServerStudies()
  set({ ...NO_STUDY, view: { kind: 'server', id } })
  if (id !== undefined) unfollow = follow(id)
}

/** Follows nothing any more: somebody looks at something else. */
export function leaveServerStudies(): void {
  unfollow()
  unfollow = () => {}
}

/** Has the server lead a study; undefined where it does not, which is then shown. */
export async function createOnServer({ text, files }: StudyInput): Promise<void> {
  const created = await attempt('The study was not begun on the server', async () => {
    const given = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [path, encodeBase64(bytes)]),
    )
    const hasFiles = Object.keys(given).length > 0
    return askServer(STUDIES_CREATE, { document: text, ...(hasFiles && { files: given }) })
  })
  if (created !== undefined) openServer(created.study_id)
}

export type ServerMove = 'pause' | 'resume' | 'cancel'

const MOVES = {
  pause: ['The study was not paused', STUDIES_PAUSE],
  resume: ['The study does not go on', STUDIES_RESUME],
  cancel: ['The study was not cancelled', STUDIES_CANCEL],
} as const

/** Pauses, resumes or cancels a study. */
export async function moveServerStudy(id: string, move: ServerMove): Promise<void> {
  const [title, operation] = MOVES[move]
  await attempt(title, () => askServer(operation, { study_id: id }))
  lookAgain()
}

/** Goes to the lineage of a study, in the record. */
export function showStudyLineage(id: string): void {
  showLineage(`study:${id}`)
}

/** Follows a study until that is ended. */
function follow(id: string): () => void {
  const ender = new AbortController()
  let trials: readonly ServedTrial[] = []
  let bounds: { readonly known: readonly Constraint[] | undefined } | undefined
  let differing: number | undefined
  let isAsking = false
  let isAgain = false
  const isHere = () => {
    const { view } = get()
    return !ender.signal.aborted && view.kind === 'server' && view.id === id
  }
  const ask = async () => {
    isAgain = isAsking
    if (isAsking || !isHere()) return
    isAsking = true
    let pauseMs = ASK_EVERY_MS
    try {
      const { signal } = ender
      const study = await askServer(STUDIES_GET, { study_id: id }, { signal })
      // Trials that were over are others by then.
      const isSame = study.differing === differing
      trials = await gatherTrials(isSame ? trials : [], (after) => {
        const input = { study_id: id, limit: PAGE, ...(after !== undefined && { after }) }
        return askServer(TRIALS_LIST, input, { signal })
      })
      differing = study.differing
      bounds ??= { known: await askBounds(id, signal) }
      const { known } = bounds
      if (isHere()) {
        const rows = trials.map((trial) => toRow(trial, known))
        const facts = describeServed(study, rows, known)
        set({ facts, trials: rows, summary: summarizeServed(study), served: study })
        set({ standing: study.state === 'running' ? 'running' : 'idle', failure: undefined })
      }
    } catch (thrown) {
      if (isHere() && get().facts === undefined) set({ failure: describeFailure(thrown) })
      // A study that is over tells no news that would have it asked for again.
      isAgain ||= mayPass(thrown)
      pauseMs = RETRY_AFTER_MS
    } finally {
      isAsking = false
      setTimeout(() => isAgain && void ask(), pauseMs)
    }
  }
  const end = liveSocket.subscribe(
    { kind: 'study', study_id: id },
    {
      take(news) {
        if (news.kind !== 'study') return
        note(news.study)
        void ask()
      },
      // What was missed meanwhile is asked for.
      standing: (isConnected) => isConnected && void ask(),
      refuse: (failure) => get().facts === undefined && set({ failure }),
    },
  )
  void ask()
  return () => {
    end()
    ender.abort()
  }
}

/** What is told at once: the counts, until the rest is asked for. */
function note(study: LiveStanding): void {
  const { served } = get()
  if (served === undefined) return
  const { state, proposed, completed, pruned, failed, infeasible } = study
  set({ served: { ...served, state, proposed, completed, pruned, failed, infeasible } })
  set({ standing: state === 'running' ? 'running' : 'idle' })
}

/** What trials of a study have to keep; undefined where the server does not tell. */
async function askBounds(
  id: string,
  signal: AbortSignal,
): Promise<readonly Constraint[] | undefined> {
  try {
    const { document } = await askServer(STUDIES_DOCUMENT, { study_id: id }, { signal })
    return readBounds(document)
  } catch (thrown) {
    if (mayPass(thrown)) throw thrown
    return undefined
  }
}

/** Whether what was refused or did not come may come another time. */
function mayPass(thrown: unknown): boolean {
  const isTold = thrown instanceof ServerRefusedError || thrown instanceof ServerFailedError
  if (!isTold) return !(thrown instanceof ServerAbsentError || thrown instanceof ServerAnswerError)
  const { status } = thrown.details
  return status === 408 || status === 429 || status >= 500
}
