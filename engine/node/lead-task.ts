/**
 * What is thought of studies on record: which trial is next, whether one is worth going on with, and what all have come
 * to. An answer is a function of the document and of the trials on record, which are asked for; studies that are kept
 * from one question to the next save reading them again, and nothing rests on it.
 */
import { TrialWaitsError } from '../search/errors.ts'
import type { Proposal } from '../search/study.ts'
import {
  RecordedStudy,
  type RecordedTrial,
  type RecordPoint,
  type TrialRange,
} from '../studies/recorded-study.ts'
import { type StudyGains, sumUpStudy } from '../studies/study-gains.ts'
import { TaskNeedError } from './errors.ts'
import { mountStudy } from './mount-study.ts'

/** A study as it is on record. */
export interface LedStudy extends RecordPoint {
  readonly studyId: string
  /** The hash of its document. */
  readonly sha256: string
  /** Under which it is kept. What was proposed under another one, and is on record otherwise or not at all, is forgotten. */
  readonly key: string
  /** The numbers of trials whose values are not as they were claimed: in fronts they have failed. */
  readonly differing: readonly number[]
}

export type LeadQuestion =
  | { readonly kind: 'propose' | 'sum-up' | 'best'; readonly study: LedStudy }
  | { readonly kind: 'weigh'; readonly study: LedStudy; readonly trial: WeighedTrial }

export type WeighedTrial = Pick<RecordedTrial, 'number' | 'reports'>

export type LeadAnswer =
  /** The next trial, and of how many ends it is a function. */
  | { readonly kind: 'proposal'; readonly proposal: Proposal; readonly ends: number }
  /** Others have to end before the next is known. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'gains'; readonly gains: StudyGains; readonly ends: number }
  | { readonly kind: 'best'; readonly numbers: readonly number[] }
  | { readonly kind: 'weighed'; readonly isWorthGoingOn: boolean }

/** What is asked for to answer. */
export type LeadNeed =
  | { readonly kind: 'document'; readonly sha256: string }
  | { readonly kind: 'trials' | 'ended'; readonly studyId: string; readonly range: TrialRange }

/** What is told of it; nothing where it could not be read. */
export interface LeadNeedMet {
  readonly value?: unknown
}

/** An answer takes no longer, beside the time for what it needs, or is given up. */
const LIMIT_SECONDS = 60
/** Trials of all studies that are kept, each about a kilobyte. */
const MAX_KEPT_TRIALS = 100_000

/**
 * Answers questions.
 *
 * @throws {TaskNeedError} where what it asks for is not to be had.
 * @throws what `mountStudy`, `RecordedStudy` and a sampler throw.
 */
export function openLeadTasks() {
  /** The newest last. */
  const kept = new Map<string, RecordedStudy>()
  return async (
    question: LeadQuestion,
    onLimit: (seconds: number) => void,
    askAny: (need: unknown) => Promise<unknown>,
  ): Promise<LeadAnswer> => {
    const { study } = question
    const ask = async <T>(need: LeadNeed): Promise<T> => {
      onLimit(Number.POSITIVE_INFINITY)
      const { value } = (await askAny(need)) as LeadNeedMet
      onLimit(LIMIT_SECONDS)
      if (value === undefined) throw new TaskNeedError({ need: need.kind })
      return value as T
    }
    onLimit(LIMIT_SECONDS)
    const before = kept.get(study.key)
    // A proposal of which nothing is on record never was.
    const isAhead = question.kind === 'propose' && before && isBehind(study, before)
    const found = isAhead ? undefined : before
    // It is kept again when all has gone well.
    kept.delete(study.key)
    const known =
      found ??
      new RecordedStudy(mountStudy(await ask({ kind: 'document', sha256: study.sha256 })).plan)
    const { studyId } = study
    await known.catchUp(study, {
      readTrials: (range) => ask({ kind: 'trials', studyId, range }),
      readEnded: (range) => ask({ kind: 'ended', studyId, range }),
    })
    const answer = answerBy(known, question)
    kept.set(study.key, known)
    dropOldest(kept)
    return answer
  }
}

const isBehind = ({ proposed }: RecordPoint, { study }: RecordedStudy) =>
  proposed < study.trials.length

function answerBy(known: RecordedStudy, question: LeadQuestion): LeadAnswer {
  const { plan, ends } = known
  const { differing } = question.study
  switch (question.kind) {
    case 'propose':
      return propose(known)
    case 'weigh':
      return { kind: 'weighed', isWorthGoingOn: known.weigh(question.trial) }
    case 'best':
      return {
        kind: 'best',
        numbers: known
          .without(differing)
          .bestTrials()
          .map(({ number }) => number),
      }
    case 'sum-up':
      return { kind: 'gains', gains: sumUpStudy(known.without(differing), plan.objectives), ends }
    default:
      return question satisfies never
  }
}

function propose(known: RecordedStudy): LeadAnswer {
  const { ends } = known
  try {
    return { kind: 'proposal', proposal: known.ask(), ends }
  } catch (error) {
    if (error instanceof TrialWaitsError) return { kind: 'waits' }
    throw error
  }
}

/** The newest stays, however large it is. */
function dropOldest(kept: Map<string, RecordedStudy>): void {
  let trials = 0
  for (const { study } of kept.values()) trials += study.trials.length
  for (const [key, { study }] of kept) {
    if (trials <= MAX_KEPT_TRIALS || kept.size === 1) return
    kept.delete(key)
    trials -= study.trials.length
  }
}
