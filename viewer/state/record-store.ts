/** What is looked at of a server's record. The server's answers themselves are kept by whoever shows them. */
import { create } from 'zustand'
import { openPanel, togglePanel } from './panel-store.ts'

/** The parts of the record, in the order of their tabs. */
export type RecordTab = 'runs' | 'events' | 'lineage' | 'ledger' | 'policies' | 'dead-letters'

/** How the server stands to whoever looks. */
export type RecordAccess =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open' }
  /** `refused` where it knows nobody by this token, or there is none. */
  | { readonly kind: 'absent' | 'refused' | 'unreachable'; readonly message: string }

export interface RecordState {
  readonly tab: RecordTab
  readonly access: RecordAccess
  /** Grows with everything that makes answers stale: another token, a command, a wish to look again. */
  readonly looks: number
  /** The run that is looked at; undefined until one is chosen. */
  readonly runId: string | undefined
  /** The run of a link that is to be watched as soon as the record is there; undefined for none. */
  readonly linked: string | undefined
  /** The node whose lineage is shown; undefined until one is chosen. */
  readonly node: string | undefined
  /** The verdict that is looked at; undefined until one is chosen. */
  readonly verdictId: string | undefined
  /** The place of the ledger's entry that is looked at; undefined until one is chosen. */
  readonly sequence: number | undefined
}

export const useRecordStore = create<RecordState>(() => ({
  tab: 'runs',
  access: { kind: 'unknown' },
  looks: 0,
  runId: undefined,
  linked: undefined,
  node: undefined,
  verdictId: undefined,
  sequence: undefined,
}))

/** Changes what is looked at. */
export const setRecord = useRecordStore.setState

/** Opens the record, or puts it away. */
export function toggleRecord(): void {
  togglePanel('record')
}

/** Has everything asked for again. */
export function lookAgain(): void {
  setRecord(({ looks }) => ({ looks: looks + 1 }))
}

/** Goes to a run of the server. */
export function showRun(runId: string): void {
  setRecord({ tab: 'runs', runId })
  openPanel('record')
}

/** Goes to a run of the server, and has it watched where it goes on. */
export function followRun(runId: string): void {
  setRecord({ tab: 'runs', runId, linked: runId })
  openPanel('record')
}

/** Goes to the lineage of a node. */
export function showLineage(node: string): void {
  setRecord({ tab: 'lineage', node })
  openPanel('record')
}

/** Goes to a verdict. */
export function showVerdict(verdictId: string): void {
  setRecord({ tab: 'policies', verdictId })
  openPanel('record')
}

/** Goes to an entry of the ledger. */
export function showEntry(sequence: number): void {
  setRecord({ tab: 'ledger', sequence })
  openPanel('record')
}
