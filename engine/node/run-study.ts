/** Leads a study in Node: its record on disk, its trials in threads or by programs. */
import { stat } from 'node:fs/promises'
import type { Study } from '../search/study.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import { driveStudy, type StudyEnd } from '../studies/drive-study.ts'
import { StudyRecordError } from '../studies/errors.ts'
import { beginStudy, type ReplayedStudy, replayRecord } from '../studies/replay-record.ts'
import { describeStudy } from '../studies/study-identity.ts'
import type { StudyBudget, StudyPlan } from '../studies/study-plan.ts'
import {
  formatEntry,
  type GivenTrial,
  type RecordEntry,
  readRecord,
} from '../studies/study-record.ts'
import type { TrialEvaluator } from './evaluate-automaton.ts'
import { readFileBounded } from './files.ts'
import type { OpenStudy, TrialMaker } from './open-study.ts'
import { StudyRecordFile } from './study-record-file.ts'

export interface NodeStudyOptions {
  /** The file of the record. */
  readonly out: string
  /** Goes on with a record that is there. */
  readonly resumes: boolean
  /** Trials that a record begins with; one that is there already has its own. */
  readonly given?: readonly GivenTrial[] | undefined
  /** Trials at a time, each in a thread or by a program of its own; with 0 automata run here, one at a time. */
  readonly workers: number
  readonly budget: StudyBudget
  /** What makes trials here: who may not start programs has one that starts none. */
  readonly createEvaluator: (plan: StudyPlan, maker: TrialMaker, workers: number) => TrialEvaluator
  /** Milliseconds since 1970, for the record and the budget of time. */
  readonly now: () => number
  readonly signal: AbortSignal
  /** Is told of the study before the first trial and after each. */
  readonly onProgress: (study: Study) => void
}

export interface StudyOutcome {
  readonly study: Study
  readonly end: StudyEnd
  /** Trials that the record had before. */
  readonly resumed: number
}

/**
 * Leads a study to its end.
 *
 * @throws {StudyRecordError} where there is a record already, or what is to be gone on with is another's.
 * @throws {FileAccessError} where the record cannot be read or written.
 */
export async function runStudyInNode(
  { plan, id, maker }: OpenStudy,
  options: NodeStudyOptions,
): Promise<StudyOutcome> {
  const { workers, budget, now, signal, onProgress, createEvaluator } = options
  const { replayed, file } = await openRecord(plan, id, options)
  const { study, unfinished, spentMs } = replayed
  const resumed = study.trials.length
  const evaluator = createEvaluator(plan, maker, workers)
  try {
    onProgress(study)
    if (unfinished.length > 0 || resumed < budget.trials) {
      await file.append({ kind: 'session', engine: ENGINE_VERSION, workers, atMs: now() })
    }
    const end = await driveStudy({
      study,
      unfinished,
      evaluate: evaluator.evaluate,
      append: (entry) => file.append(entry),
      budget,
      workers,
      spentMs,
      now,
      signal,
      onTrial: () => onProgress(study),
    })
    return { study, end, resumed }
  } finally {
    await evaluator.close()
    await file.close()
  }
}

interface OpenRecord {
  readonly replayed: ReplayedStudy
  readonly file: StudyRecordFile
}

async function openRecord(
  plan: StudyPlan,
  id: string,
  { out, resumes, given = [] }: NodeStudyOptions,
): Promise<OpenRecord> {
  const found = await stat(out).catch(() => undefined)
  const bytes = found === undefined ? new Uint8Array(0) : await readFileBounded(out)
  const { entries, wholeBytes } = readRecord(bytes)
  if (entries.length > 0) {
    if (!resumes) {
      const trials = entries.filter(({ kind }) => kind === 'ask').length
      const problem = `${out} has ${trials} trials already, and --resume goes on with them`
      throw new StudyRecordError({ line: undefined, problem })
    }
    if (given.length > 0) {
      const problem = `${out} is there already, and only a new one begins with trials of others`
      throw new StudyRecordError({ line: undefined, problem })
    }
    const replayed = replayRecord(plan, id, entries)
    return { replayed, file: await StudyRecordFile.open(out, wholeBytes) }
  }
  const head = describeStudy(plan, id, given)
  if (!isTornHead(bytes, head)) {
    throw new StudyRecordError({ line: undefined, problem: `${out} is no record` })
  }
  const file = await StudyRecordFile.open(out, found === undefined ? undefined : 0)
  await file.append(head)
  return { replayed: { study: beginStudy(plan, given), unfinished: [], spentMs: 0 }, file }
}

/** Whether a program was killed before the first line was whole; any other file is not ours to write over. */
function isTornHead(bytes: Uint8Array, head: RecordEntry): boolean {
  return Buffer.from(formatEntry(head)).subarray(0, bytes.length).equals(bytes)
}
