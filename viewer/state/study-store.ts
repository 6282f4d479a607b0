/** Studies that are kept, and the one that is looked at. */
import { create } from 'zustand'
import type { Failure } from '../../engine/protocol/result.ts'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import type {
  StudyEntry,
  StudyFacts,
  StudyInput,
  StudyStanding,
  SummaryNews,
  TrialRow,
} from '../../engine/worker/search-api.ts'
import { readDraft } from '../session/kept-draft.ts'

/** What is looked at. */
export type SearchView =
  /** A study that is being written. */
  | { readonly kind: 'draft' }
  | { readonly kind: 'study'; readonly id: string }
  /** Studies of the server, and of them one; undefined until one is chosen. */
  | { readonly kind: 'server'; readonly id: string | undefined }

export interface StudyState {
  /** Undefined until the browser has told. */
  readonly entries: readonly StudyEntry[] | undefined
  readonly view: SearchView
  /** The study that is written, as it stands. */
  readonly draft: StudyInput
  /** What is wrong with it; undefined where nothing is, or nothing is known. */
  readonly draftFailure: Failure | undefined
  /** Undefined until the study that is looked at is open. */
  readonly facts: StudyFacts | undefined
  /** Why it could not be opened. */
  readonly failure: Failure | undefined
  /** By number. */
  readonly trials: readonly TrialRow[]
  readonly summary: SummaryNews | undefined
  readonly standing: StudyStanding
  /** The study as the server tells of it; undefined where it is one of this browser. */
  readonly served: StudyOverview | undefined
  readonly note: string | undefined
  /** When it began in this visit, and how many trials had ended then; undefined while it stands. */
  readonly since: { readonly atMs: number; readonly ended: number } | undefined
  /** The trial that is looked at. */
  readonly chosen: number | undefined
  /** The objectives of the front's axes. */
  readonly axes: readonly [x: number, y: number]
  /** What was deleted last, and can be brought back. */
  readonly removed: { readonly id: string; readonly name: string } | undefined
}

/** What belongs to the study that is looked at alone. */
export const NO_STUDY = Object.freeze({
  facts: undefined,
  failure: undefined,
  trials: [],
  summary: undefined,
  standing: 'idle',
  served: undefined,
  note: undefined,
  since: undefined,
  chosen: undefined,
  axes: [0, 1],
} satisfies Partial<StudyState>)

export const useStudyStore = create<StudyState>(() => ({
  ...NO_STUDY,
  entries: undefined,
  view: { kind: 'draft' },
  draft: readDraft(),
  draftFailure: undefined,
  removed: undefined,
}))

/** Looks at a trial. */
export function chooseTrial(chosen: number | undefined): void {
  useStudyStore.setState({ chosen })
}
