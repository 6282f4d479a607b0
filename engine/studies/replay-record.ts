/** From the record of a study to the study as it stood, so that it goes on as if nothing had happened. */
import { isNamedError } from '../named-error.ts'
import type { Params } from '../search/parameter.ts'
import { createStudy, fromJSON, type Proposal, type Study } from '../search/study.ts'
import { StudyRecordError } from './errors.ts'
import type { StudyPlan } from './study-plan.ts'
import type { GivenTrial, RecordEntry } from './study-record.ts'

/** A study as its record has it. */
export interface ReplayedStudy {
  readonly study: Study
  /** Trials that were asked for and have not ended, by number: they are run again. */
  readonly unfinished: readonly Proposal[]
  /** How long programs have worked on it, in milliseconds. */
  readonly spentMs: number
}

/**
 * The study of a plan.
 *
 * @param given trials that it begins with.
 * @throws {StudyError} where they are none of it.
 */
export function beginStudy(plan: StudyPlan, given: readonly GivenTrial[] = []): Study {
  const { space, objectives, constraints, sampler, pruner, repeat, seed } = plan
  const study = createStudy({
    space: space.parameters,
    directions: objectives.map(({ direction }) => direction),
    sampler,
    pruner,
    seed,
    constraints,
    lag: repeat,
  })
  if (given.length === 0) return study
  const trials = given.map((trial, number) => ({ number, ...trial }))
  return fromJSON({ ...study.toJSON(), trials })
}

/**
 * Replays a record: each trial is proposed again, and has to be the one that was.
 *
 * @param id the hash of the plan.
 * @throws {StudyRecordError} where the record is of another study, or of a program that proposes others.
 */
export function replayRecord(
  plan: StudyPlan,
  id: string,
  entries: readonly RecordEntry[],
): ReplayedStudy {
  const [head, ...rest] = entries
  if (head?.kind !== 'study') throw refuse(1, 'it does not begin with a study')
  if (head.id !== id) {
    throw refuse(
      1,
      `it is of another study, ${head.name} (${head.id.slice(0, 16)}, not ${id.slice(0, 16)})`,
    )
  }
  const study = beginGiven(plan, head.given)
  for (const [i, entry] of rest.entries()) {
    try {
      applyEntry(study, entry)
    } catch (error) {
      if (error instanceof StudyRecordError) throw refuse(i + 2, error.details.problem)
      if (!isNamedError(error)) throw error
      throw refuse(i + 2, error.message.replace(/\.$/, ''))
    }
  }
  const unfinished = study.trials.filter(({ state }) => state === 'running')
  return {
    study,
    unfinished: unfinished.map(({ number, params }) => ({ number, params })),
    spentMs: measureSpent(rest),
  }
}

/** What is given is told of as the first line. */
function beginGiven(plan: StudyPlan, given: readonly GivenTrial[] | undefined): Study {
  try {
    return beginStudy(plan, given)
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw refuse(1, error.message.replace(/\.$/, ''))
  }
}

/**
 * Does to a study what an entry behind the first tells.
 *
 * @throws {StudyRecordError} where it cannot follow those before it, or proposes another trial.
 * @throws {TrialError | TrialWaitsError} where it is of a trial that cannot be told of.
 */
export function applyEntry(study: Study, entry: RecordEntry): void {
  switch (entry.kind) {
    case 'study':
      throw refuse(undefined, 'a study begins here')
    case 'session':
      return
    case 'ask': {
      const { number, params } = study.ask()
      if (number !== entry.trial) throw refuse(undefined, `trial ${number} is missing before it`)
      if (!isSame(params, entry.params)) {
        throw refuse(undefined, `trial ${number} is proposed otherwise by this version`)
      }
      return
    }
    case 'again':
      study.rerun(entry.trial)
      return
    case 'report':
      study.report(entry.trial, entry.step, entry.values)
      return
    case 'tell':
      study.tell(entry.trial, entry.result)
      return
    default:
      entry satisfies never
  }
}

function isSame(a: Params, b: Params): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  )
}

/** How long programs have worked on a study, in milliseconds: from the first to the last line of each session. */
export function measureSpent(entries: readonly RecordEntry[]): number {
  let spentMs = 0
  let lastMs: number | undefined
  for (const entry of entries) {
    if (entry.kind === 'study') continue
    // Clocks that were set back take nothing off.
    if (entry.kind !== 'session') spentMs += Math.max(0, entry.atMs - (lastMs ?? entry.atMs))
    lastMs = entry.atMs
  }
  return spentMs
}

const refuse = (line: number | undefined, problem: string) =>
  new StudyRecordError({ line, problem })
