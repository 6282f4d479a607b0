/**
 * A study as the record has it, for whoever proposes its trials, weighs what they report, or sums it up.
 *
 * What a sampler proposes is a function of the trials before and of those that have ended. So the study is made of rows,
 * and needs no replay; `ends` says of each proposal which ends it knew of: the first so many on record.
 */
import type { Choice, Params } from '../../engine/search/parameter.ts'
import { holds, type Space } from '../../engine/search/space.ts'
import { fromJSON, type Proposal, type Study } from '../../engine/search/study.ts'
import type { TrialResult } from '../../engine/search/trial-result.ts'
import { beginStudy } from '../../engine/studies/replay-record.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import type { Queries } from '../storage/database.ts'
import { type StoredTrial, selectEndedTrials, selectTrials } from '../storage/trial-tables.ts'

/** Rows that are read at once. */
const MAX_TOGETHER = 500

export class RecordStudy {
  readonly plan: StudyPlan
  readonly #studyId: string
  #study: Study
  #ends = 0

  /** A study of which nothing was read yet. */
  constructor(studyId: string, plan: StudyPlan) {
    this.plan = plan
    this.#studyId = studyId
    this.#study = beginStudy(plan)
  }

  get study(): Study {
    return this.#study
  }

  /** How many ends of trials it knows of. */
  get ends(): number {
    return this.#ends
  }

  /** How many trials have no end, as far as it knows. */
  get open(): number {
    return this.#study.trials.length - this.#ends
  }

  /**
   * Reads on: what was proposed and has ended by now.
   *
   * @param proposed how many trials the record has.
   */
  async catchUp(queries: Queries, proposed: number): Promise<void> {
    // What was asked for here is there already; what others have proposed is read with all.
    if (proposed !== this.#study.trials.length) await this.#readAll(queries)
    for (;;) {
      const range = { from: this.#ends, count: MAX_TOGETHER }
      const ended = await selectEndedTrials(queries, this.#studyId, range)
      for (const trial of ended) this.#end(trial)
      if (ended.length < MAX_TOGETHER) return
      await turn()
    }
  }

  /** Proposes the next trial. It is forgotten with `forget` where it does not come on record. */
  ask(): Proposal {
    return this.#study.ask()
  }

  /** Makes the next `catchUp` read all anew. */
  forget(): void {
    this.#study = beginStudy(this.plan)
    this.#ends = 0
  }

  /** Whether a trial, by what it has reported, is worth going on with; one that it does not know is. */
  weigh({ number, reports }: StoredTrial): boolean {
    if (this.#study.trials[number]?.state !== 'running') return true
    this.#report(number, reports)
    return !this.#study.shouldPrune(number)
  }

  async #readAll(queries: Queries): Promise<void> {
    const rows: StoredTrial[] = []
    for (;;) {
      const range = { from: rows.length, count: MAX_TOGETHER }
      const more = await selectTrials(queries, this.#studyId, range)
      rows.push(...more)
      if (more.length < MAX_TOGETHER) break
      await turn()
    }
    const { space } = this.plan
    const trials = rows.map((row) => toTrial(space, row))
    this.#study = fromJSON({ ...beginStudy(this.plan).toJSON(), trials })
    this.#ends = rows.filter(({ state }) => state !== 'proposed').length
  }

  #end(row: StoredTrial): void {
    this.#ends++
    // What it has from all rows has ended there.
    if (this.#study.trials[row.number]?.state !== 'running') return
    this.#report(row.number, row.reports)
    this.#study.tell(row.number, resultOf(row))
  }

  #report(number: number, reports: StoredTrial['reports']): void {
    this.#study.rerun(number)
    for (const { step, values } of reports) this.#study.report(number, step, values)
  }
}

/** What a trial came to. A trial that says it was pruned and has reported nothing, as no worker leaves one, has failed. */
function resultOf({ state, values, measured, reports, message }: StoredTrial): TrialResult {
  if (state === 'completed') {
    return { values, measured: Object.fromEntries(measured.map((each) => [each.name, each.value])) }
  }
  if (state === 'pruned' && reports.length > 0) return { pruned: true }
  return { failed: message ?? '' }
}

/** A row as `fromJSON` reads trials. */
function toTrial(space: Space, row: StoredTrial): object {
  const { number, state, reports, values, measured, message } = row
  const hasReports = reports.length > 0
  const known = state === 'pruned' && !hasReports ? 'failed' : state
  const told = { number, params: readParams(space, row), reports }
  switch (known) {
    case 'proposed':
      // It may begin again: what it has reported so far is told with its end.
      return { ...told, reports: [], state: 'running' }
    case 'completed': {
      const beside = Object.fromEntries(measured.map((each) => [each.name, each.value]))
      return { ...told, state: 'complete', values, measured: beside }
    }
    case 'pruned':
      return { ...told, state: 'pruned' }
    case 'failed':
      return { ...told, state: 'failed', reason: message ?? '' }
    default:
      return known satisfies never
  }
}

/** The params of a trial; one that exists and was not told is null, which no event can tell. */
export function readParams(space: Space, { parameters }: Pick<StoredTrial, 'parameters'>): Params {
  const told = new Map(parameters.map(({ name, value }) => [name, value]))
  const params: Record<string, Choice> = {}
  for (const { name, parameter } of space.dimensions) {
    if (holds(parameter.if, params)) params[name] = told.get(name) ?? null
  }
  return params
}

/** The same as an event tells it. */
export function tellParams(params: Params): StoredTrial['parameters'] {
  return Object.entries(params).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  )
}

/** Lets others have their turn. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
