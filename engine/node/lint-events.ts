/** Whether the lines of a file are events: each an envelope of a type and version that is registered. */
import { CloudEventError } from '../telemetry/errors.ts'
import type { EventType } from '../telemetry/event-type.ts'
import { MAX_ENVELOPE_BYTES, parseCloudEvent } from '../telemetry/parse-cloud-event.ts'
import type { ReadLine } from './read-lines.ts'

/** A line that is no event. */
export interface LintFault {
  /** From 1. */
  readonly line: number
  /** A path: `data.measurements.tick`; empty where it is the line as a whole. */
  readonly field: string
  readonly problem: string
}

export interface LintReport {
  readonly file: string
  /** Lines that are not empty. */
  readonly lines: number
  readonly faultyLines: number
  /** The first of them, MAX_FAULTS at most. */
  readonly faults: readonly LintFault[]
}

/** So many faults of a file are told. */
const MAX_FAULTS = 100

/** Reads a file to its end. */
export async function lintEvents(
  file: string,
  read: AsyncIterable<ReadLine>,
  schemas: ReadonlyMap<string, EventType>,
): Promise<LintReport> {
  const faults: LintFault[] = []
  let lines = 0
  let faultyLines = 0
  for await (const each of read) {
    lines++
    const fault = findFault(each, schemas)
    if (fault === undefined) continue
    faultyLines++
    if (faults.length < MAX_FAULTS) faults.push(fault)
  }
  return { file, lines, faultyLines, faults }
}

function findFault(
  { line, text, problem }: ReadLine,
  schemas: ReadonlyMap<string, EventType>,
): LintFault | undefined {
  if (text === undefined) {
    const isLong = problem === 'long'
    const what = isLong ? `it has more than ${MAX_ENVELOPE_BYTES} bytes` : 'it is not UTF-8'
    return { line, field: '', problem: what }
  }
  try {
    parseCloudEvent(text, schemas)
    return undefined
  } catch (error) {
    if (!(error instanceof CloudEventError)) throw error
    return { line, ...error.details }
  }
}
