/**
 * A study as a record has it, for whoever proposes its trials, weighs what they report, or sums it up.
 *
 * What a sampler proposes is a function of the trials before and of those that have ended. So the study is made of rows,
 * and needs no replay; `ends` says of each proposal which ends it knew of: the first so many on record.
 */
import type { TrialResource } from '../resources/trial.ts'
import type { Choice, Params } from '../search/parameter.ts'
import { holds, type Space } from '../search/space.ts'
import { fromJSON, type Proposal, type Study } from '../search/study.ts'
import type { TrialResult } from '../search/trial-result.ts'
import { StudyRecordError } from './errors.ts'
import { beginStudy } from './replay-record.ts'
import type { StudyPlan } from './study-plan.ts'

/** What a study is made of: a trial as it is on record. */
export type RecordedTrial = Pick<
  TrialResource,
  | 'number'
  | 'state'
  | 'parameters'
  | 'reports'
  | 'values'
  | 'measured'
  | 'claimed'
  | 'message'
  | 'end'
>

/** How far a record is: the first so many trials, and the first so many ends of trials, which are of those. */
export interface RecordPoint {
  readonly proposed: number
  readonly ended: number
}

/** Reads trials of a study on record, at most so many at once. */
export interface TrialReader {
  /** Trials from a number on, in their order. */
  readTrials(range: TrialRange): Promise<readonly RecordedTrial[]>
  /** Trials that have ended, from an end on, in the order of their ends. */
  readEnded(range: TrialRange): Promise<readonly RecordedTrial[]>
}

export interface TrialRange {
  readonly from: number
  readonly count: number
}

/** Rows that are read at once. */
const MAX_TOGETHER = 100

export class RecordedStudy {
  readonly plan: StudyPlan
  #study: Study
  #ends = 0

  /** A study of which nothing was read yet. */
  constructor(plan: StudyPlan) {
    this.plan = plan
    this.#study = beginStudy(plan)
  }

  get study(): Study {
    return this.#study
  }

  /** How many ends of trials it knows of. */
  get ends(): number {
    return this.#ends
  }

  /**
   * Reads on, so that it knows all trials and ends up to a point at least.
   *
   * @throws {StudyRecordError} where the record has less.
   * @throws {StudyError} where its trials are none of the study.
   */
  async catchUp({ proposed, ended }: RecordPoint, reader: TrialReader): Promise<void> {
    const known = this.#study.trials.length
    const more: object[] = []
    let ends = 0
    await readAll(known, proposed, reader.readTrials, (row) => {
      // The first reading takes the ends too; later ones are told in their order.
      const hasEnded = known === 0 && row.end !== undefined && row.end < ended
      if (hasEnded) ends++
      more.push(toTrial(this.plan.space, row, hasEnded))
    })
    if (more.length > 0) this.#append(more)
    this.#ends += ends
    await readAll(this.#ends, ended, reader.readEnded, (row) => this.#end(row))
  }

  /**
   * The study as if trials had failed: what it has come to without them. What it proposes is no matter of theirs: that is
   * a function of what was told when they ended.
   */
  without(numbers: readonly number[]): Study {
    if (numbers.length === 0) return this.#study
    const left = new Set(numbers)
    const known = this.#study.toJSON()
    const trials = known.trials.map((trial): object => {
      const { number, params, reports } = trial
      if (!left.has(number)) return trial
      return { number, params, reports, state: 'failed', reason: 'It came to something else.' }
    })
    return fromJSON({ ...known, trials })
  }

  /** Proposes the next trial. It is one of the study from then on, whether it comes on record or not. */
  ask(): Proposal {
    return this.#study.ask()
  }

  /** Whether a trial, by what it has reported, is worth going on with; one that it does not know is. */
  weigh({ number, reports }: Pick<RecordedTrial, 'number' | 'reports'>): boolean {
    if (this.#study.trials[number]?.state !== 'running') return true
    this.#report(number, reports)
    return !this.#study.shouldPrune(number)
  }

  #append(trials: readonly object[]): void {
    const known = this.#study.toJSON()
    this.#study = fromJSON({ ...known, trials: [...known.trials, ...trials] })
  }

  #end(row: RecordedTrial): void {
    this.#report(row.number, row.reports)
    this.#study.tell(row.number, resultOf(row))
    this.#ends++
  }

  #report(number: number, reports: RecordedTrial['reports']): void {
    this.#study.rerun(number)
    for (const { step, values } of reports) this.#study.report(number, step, values)
  }
}

async function readAll(
  from: number,
  until: number,
  read: TrialReader['readTrials'],
  take: (row: RecordedTrial) => void,
): Promise<void> {
  for (let at = from; at < until; ) {
    const rows = await read({ from: at, count: Math.min(MAX_TOGETHER, until - at) })
    if (rows.length === 0) {
      throw new StudyRecordError({ line: undefined, problem: `of ${until} trials it has ${at}` })
    }
    for (const row of rows) take(row)
    at += rows.length
  }
}

/** What a trial came to. A trial that says it was pruned and has reported nothing, as no worker leaves one, has failed. */
function resultOf({
  state,
  values,
  measured: here,
  // The sampler has learned from this, whatever was measured later.
  claimed: measured = here,
  reports,
  message,
}: RecordedTrial): Exclude<TrialResult, readonly number[]> {
  if (state === 'completed') {
    return { values, measured: Object.fromEntries(measured.map((each) => [each.name, each.value])) }
  }
  if (state === 'pruned' && reports.length > 0) return { pruned: true }
  return { failed: message ?? '' }
}

/** A row as `fromJSON` reads trials. */
function toTrial(space: Space, row: RecordedTrial, hasEnded: boolean): object {
  const { number, reports } = row
  const told = { number, params: readParams(space, row) }
  // It may begin again: what it has reported so far is told with its end.
  if (!hasEnded) return { ...told, reports: [], state: 'running' }
  const result = resultOf(row)
  if ('failed' in result) return { ...told, reports, state: 'failed', reason: result.failed }
  return {
    ...told,
    reports,
    ...('pruned' in result ? { state: 'pruned' } : { ...result, state: 'complete' }),
  }
}

/** The params of a trial; one that exists and was not told is null, which no event can tell. */
export function readParams(
  space: Space,
  { parameters }: Pick<RecordedTrial, 'parameters'>,
): Params {
  const told = new Map(parameters.map(({ name, value }) => [name, value]))
  const params: Record<string, Choice> = {}
  for (const { name, parameter } of space.dimensions) {
    if (holds(parameter.if, params)) params[name] = told.get(name) ?? null
  }
  return params
}

/** The same as an event tells it. */
export function tellParams(params: Params): RecordedTrial['parameters'] {
  return Object.entries(params).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  )
}
