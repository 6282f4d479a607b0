/**
 * Reports of the quality gate as files that anybody may hand in: recognized by their head, and read
 * through the schema of reports, which is fetched when the first one comes.
 */
import type { SuiteReport } from '../../engine/qa/report-schema.ts'
import { FileTooLargeError, ReportInvalidError } from './errors.ts'

/** A suite has at most some thousand entries; with all their probes they stay far below. */
export const MAX_REPORT_BYTES = 32 * 1024 * 1024
/** More entries than a suite may have. */
const MAX_ENTRIES = 10_000
/** The kind is the first member that the gate writes; other writers may put some before it. */
export const REPORT_HEAD_BYTES = 4096

/** Tells whether a text opens like a report of the gate. */
export function isReportHead(head: string): boolean {
  return /^\s*\{[\s\S]*"kind"\s*:\s*"thunderline-qa-report"/.test(head.slice(0, REPORT_HEAD_BYTES))
}

/**
 * A report, checked.
 *
 * @throws {FileTooLargeError} where it is too long to be looked at.
 * @throws {ReportInvalidError} at its first fault, by name.
 */
export async function parseReport(text: string, fileName: string): Promise<SuiteReport> {
  if (text.length > MAX_REPORT_BYTES) {
    throw new FileTooLargeError({ fileName, bytes: text.length, maxBytes: MAX_REPORT_BYTES })
  }
  const document = parseJson(text)
  const entries = (document as { readonly scenarios?: unknown } | null)?.scenarios
  if (Array.isArray(entries) && entries.length > MAX_ENTRIES) {
    const problem = `has ${entries.length} entries, and may have ${MAX_ENTRIES}`
    throw new ReportInvalidError({ part: 'scenarios', problem })
  }
  const [{ reportSchema }, { checkSchema }] = await Promise.all([
    import('../../engine/qa/report-schema.ts'),
    import('../../engine/scenario/check-schema.ts'),
  ])
  const checked = checkSchema(reportSchema, document)
  if (checked.success) return checked.data
  const [issue] = checked.issues
  const part = issue?.path.join('.') || 'the document'
  throw new ReportInvalidError({ part, problem: issue?.message ?? 'is none' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ReportInvalidError({ part: 'the text', problem: 'is no JSON' }, { cause })
  }
}
