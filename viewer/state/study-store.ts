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
import { isSameValue, type ValueFilter } from './value-filter.ts'

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
  /** Trials that are held beside each other, in the order in which they came in; fewer than two are none. */
  readonly compared: readonly number[]
  /** The trial under the pointer, on whichever plot. */
  readonly hovered: number | undefined
  /** What trials have to have for the plots and the table to show them. */
  readonly filters: readonly ValueFilter[]
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
  compared: [],
  hovered: undefined,
  filters: [],
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

/** As many as have room beside each other, and as many small worlds as run at once. */
export const MAX_COMPARED = 4

/** Looks at a trial, and at no other. */
export function chooseTrial(chosen: number | undefined): void {
  useStudyStore.setState({ chosen, compared: [] })
}

/** Takes a trial in beside those that are chosen, or away from them; of too many the first goes. */
export function toggleTrial(trial: number): void {
  const { chosen, compared } = useStudyStore.getState()
  const before = compared.length > 0 || chosen === undefined ? compared : [chosen]
  const after = before.includes(trial)
    ? before.filter((each) => each !== trial)
    : [...before, trial].slice(-MAX_COMPARED)
  useStudyStore.setState({ compared: after.length > 1 ? after : [], chosen: after.at(-1) })
}

/** As a pointer does it: with Ctrl, Cmd or Shift held, beside what is chosen. */
export function pickTrial(
  trial: number,
  { ctrlKey, metaKey, shiftKey }: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>,
): void {
  if (ctrlKey || metaKey || shiftKey) toggleTrial(trial)
  else chooseTrial(trial)
}

/** Tells which trial is under the pointer. */
export function hoverTrial(hovered: number | undefined): void {
  if (useStudyStore.getState().hovered !== hovered) useStudyStore.setState({ hovered })
}

/** Filters by a value, in the place of what filtered by it before. */
export function setFilters(...filters: readonly ValueFilter[]): void {
  const kept = useStudyStore
    .getState()
    .filters.filter((each) => !filters.some((other) => isSameValue(each, other)))
  useStudyStore.setState({ filters: [...kept, ...filters] })
}

/** Filters by this no more. */
export function dropFilter(filter: ValueFilter): void {
  const { filters } = useStudyStore.getState()
  useStudyStore.setState({ filters: filters.filter((each) => !isSameValue(each, filter)) })
}

/** Filters by nothing. */
export function dropFilters(): void {
  useStudyStore.setState({ filters: [] })
}
