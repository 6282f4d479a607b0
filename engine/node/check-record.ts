/** Whether the record of a search can be taken: all of it is what the study proposes, and all of it goes on record. */
import { createHash } from 'node:crypto'
import { ClaimedTrials, describeEntry } from '../studies/claimed-trials.ts'
import { StudyRecordError } from '../studies/errors.ts'
import { replayRecord } from '../studies/replay-record.ts'
import type { StudyPlan } from '../studies/study-plan.ts'
import { type RecordEntry, readRecord } from '../studies/study-record.ts'
import type { StudyOfTrials } from '../studies/trial-facts.ts'
import { EventRefusedError } from '../telemetry/errors.ts'
import { buildRegistry, checkEvent } from '../telemetry/event-registry.ts'
import { TRIAL_TYPES } from '../telemetry/types/trial-types.ts'
import { StudyLimitError } from './errors.ts'

/** What is to be known of a record. */
export interface RecordFacts {
  /** The hash of its lines. */
  readonly sha256: string
  /** How many trials it has. */
  readonly trials: number
  /** How many of them have ended. */
  readonly ends: number
  /** How long programs have worked on it, in milliseconds. */
  readonly spentMs: number
}

export interface RecordLimits {
  readonly trials: number
  /** Of one trial each time that it runs, and of all together. */
  readonly reports: number
  readonly allReports: number
}

/** How often a trial runs, and all together are begun again: after each kill some are. */
const MAX_ATTEMPTS = 100
const MAX_AGAIN = 10_000

/**
 * Proposes each trial of a record again: what another sampler or another seed has made is found out.
 *
 * @param id the hash of the plan.
 * @throws {StudyRecordError} where the record is of another study, of a program that proposes others, or holds what
 * cannot go on record.
 * @throws {StudyLimitError} where it is larger than what a server takes.
 */
export function checkRecord(
  plan: StudyPlan,
  id: string,
  text: string,
  limits: RecordLimits,
): RecordFacts {
  const bytes = new TextEncoder().encode(text)
  const { entries, wholeBytes } = readRecord(bytes)
  const fail = (problem: string, line?: number) => new StudyRecordError({ line, problem })
  if (wholeBytes !== bytes.length) throw fail('its last line has no end')
  const [head] = entries
  if (head?.kind === 'study' && head.given !== undefined) {
    throw fail('it begins with trials that no sampler of it has proposed', 1)
  }
  const count = (kind: RecordEntry['kind']) => entries.filter((each) => each.kind === kind).length
  const trials = count('ask')
  if (trials === 0) throw fail('it has no trial')
  refuse('trials in its record', trials, limits.trials)
  refuse('reports in its record', count('report'), limits.allReports)
  refuse('trials begun again in its record', count('again'), MAX_AGAIN)
  for (const [trial, runs] of countReports(entries)) {
    refuse(`runs of trial ${trial} in its record`, runs.length, MAX_ATTEMPTS)
    refuse(`reports of trial ${trial} in its record`, Math.max(...runs), limits.reports)
  }
  const { spentMs } = replayRecord(plan, id, entries)
  checkEvents(entries)
  if (!Number.isSafeInteger(Math.ceil(spentMs))) throw fail('its times are too far apart')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { sha256, trials, ends: count('tell'), spentMs: Math.ceil(spentMs) }
}

/** How many reports each trial has, by the times that it ran. */
function countReports(entries: readonly RecordEntry[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const entry of entries) {
    if (entry.kind === 'ask') found.set(entry.trial, [0])
    // What was never asked for is found out where it is proposed.
    if (entry.kind === 'again') found.get(entry.trial)?.push(0)
    const runs = entry.kind === 'report' ? found.get(entry.trial) : undefined
    if (runs !== undefined) runs[runs.length - 1]!++
  }
  return found
}

/** Ids as long as they may be: what is taken here is taken by the record, whatever the study is called. */
const ANY_STUDY: StudyOfTrials = {
  ...{ study_id: 's'.repeat(96), sampler: 's'.repeat(40), seed: '1'.repeat(20) },
  ...{ document_sha256: '0'.repeat(64), event_id: 'e'.repeat(40), correlation_id: 'c'.repeat(40) },
}

/** @throws {StudyRecordError} where an event that a line leaves is none. */
function checkEvents(entries: readonly RecordEntry[]): void {
  const registry = buildRegistry(TRIAL_TYPES)
  const trials = new ClaimedTrials()
  for (const [place, entry] of entries.entries()) {
    try {
      const event = describeEntry(ANY_STUDY, entry, trials.knownOf(entry))
      if (event !== undefined) checkEvent(registry, event)
    } catch (error) {
      if (!(error instanceof EventRefusedError)) throw error
      throw new StudyRecordError({ line: place + 1, problem: error.message.replace(/\.$/, '') })
    }
    trials.pass(entry)
  }
}

function refuse(what: string, found: number, most: number): void {
  if (found > most) throw new StudyLimitError({ what, found, most })
}
