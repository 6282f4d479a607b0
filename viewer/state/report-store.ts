/** The report of the quality gate that is open, and which of its entries is looked at. */
import { create } from 'zustand'
import type { SuiteReport } from '../../engine/qa/report-schema.ts'
import type { NamedBytes } from '../session/open-input.ts'

export interface ReportState {
  /** Undefined while none is open. */
  readonly report: SuiteReport | undefined
  /** What was handed in with it. */
  readonly files: readonly NamedBytes[]
  /** Place in the report of the entry whose scenario runs; undefined until one is chosen. */
  readonly chosen: number | undefined
  /** The entry that was to be opened last and lacks files; undefined where it was opened. */
  readonly lack: EntryLack | undefined
}

interface EntryLack {
  /** Its place in the report. */
  readonly place: number
  /** What it lacks and what to do, for people. */
  readonly message: string
}

const NONE: ReportState = { report: undefined, files: [], chosen: undefined, lack: undefined }

export const useReportStore = create<ReportState>(() => NONE)

/** Opens a report in the place of the one before. */
export function showReport(report: SuiteReport, files: readonly NamedBytes[]): void {
  useReportStore.setState({ ...NONE, report, files })
}

/** Puts the report away; what runs goes on. */
export function closeReport(): void {
  useReportStore.setState(NONE)
}
