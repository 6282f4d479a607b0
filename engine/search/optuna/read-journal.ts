/** Reads a study from a journal of Optuna. */
import { z } from 'zod'
import { checkSpace } from '../check-space.ts'
import { JournalError } from '../errors.ts'
import type { Choice, Params } from '../parameter.ts'
import { holds, type Space } from '../space.ts'
import { fromJSON, type Study } from '../study.ts'
import type { StudyOptions } from '../study-settings.ts'
import { inferSpace } from './infer-space.ts'
import {
  CONSTRAINTS_ATTR,
  DIRECTIONS,
  MEASURED_ATTR,
  REASON_ATTR,
  REPORTS_ATTR,
  SETTINGS_ATTR,
  STATES,
} from './journal-format.ts'
import { type JournalStudy, type JournalTrial, replayJournal } from './replay-journal.ts'

export interface ReadJournalOptions {
  /** The name of the study; not needed where there is one. */
  readonly name?: string | undefined
  /** With what a study goes on whose journal says nothing of it: those that Optuna wrote. */
  readonly sampler: StudyOptions['sampler']
  readonly seed: StudyOptions['seed']
}

export interface JournalReading {
  readonly study: Study
  /** Numbers, in the journal, of trials that ended or stopped before they had asked for all parameters: no study has such. */
  readonly leftOut: readonly number[]
}

/**
 * Makes a study of a journal: the same one where {@link writeOptunaJournal} wrote it. Of a journal by Optuna the space is
 * put together from its trials. A trial without a finite value for each objective is a failed one, as is one that waits.
 *
 * @throws {JournalError | StudyError | SearchSpaceError | SeedError} where the text is no journal, or no study of ours.
 */
export function readOptunaJournal(text: string, options: ReadJournalOptions): JournalReading {
  const journal = chooseStudy(replayJournal(text), options.name)
  const written = journal.attrs.get(SETTINGS_ATTR)
  const settings = (written ?? inferSettings(journal, options)) as { readonly space: unknown }
  const space = checkSpace(settings?.space)
  const trials: object[] = []
  const leftOut: number[] = []
  for (const [number, trial] of journal.trials.entries()) {
    const params = readParams(space, trial)
    if (params === undefined) leftOut.push(number)
    else {
      const constraints = written === undefined ? readConstraints(trial.attrs) : undefined
      trials.push({ ...describeEnd(trial, constraints), number: trials.length, params })
    }
  }
  return { study: fromJSON({ ...settings, trials }), leftOut }
}

/** Undefined where a parameter is missing. */
function readParams({ dimensions }: Space, { params }: JournalTrial): Params | undefined {
  const read: Record<string, Choice> = {}
  for (const { name, parameter } of dimensions) {
    if (!holds(parameter.if, read)) continue
    const value = params.get(name)
    if (value === undefined) return undefined
    read[name] = parameter.type === 'categorical' ? (parameter.choices[value ?? -1] ?? null) : value
  }
  return read
}

function chooseStudy(
  all: readonly (JournalStudy | undefined)[],
  name: string | undefined,
): JournalStudy {
  const studies = all.filter((study) => study !== undefined)
  const names = studies.map((study) => study.name).join(', ')
  const chosen = studies.filter((study) => name === undefined || study.name === name)
  if (chosen.length === 1) return chosen[0]!
  const problem =
    studies.length === 0 ? 'it has no study' : `one of its studies is wanted: ${names}`
  throw new JournalError({ line: 0, problem })
}

function inferSettings(study: JournalStudy, { sampler, seed }: ReadJournalOptions): object {
  const directions = study.directions.map((direction) =>
    direction === DIRECTIONS.maximize ? 'maximize' : 'minimize',
  )
  const names = study.trials.map(({ attrs }) => readConstraints(attrs)?.length ?? 0)
  const constraints = Array.from({ length: Math.max(0, ...names) }, (_, i) => ({
    ...{ name: nameConstraint(i), atMost: 0 },
  }))
  const space = inferSpace(study.trials)
  return {
    version: 1,
    space,
    directions,
    sampler: named(sampler),
    seed: `${seed}`,
    constraints,
    pruner: { name: 'none' },
  }
}

const named = (sampler: StudyOptions['sampler']) =>
  typeof sampler === 'string' ? { name: sampler } : sampler

/** How a trial ended, in our JSON. */
function describeEnd(trial: JournalTrial, constraints: readonly number[] | undefined): object {
  const { attrs } = trial
  const reports = (attrs.get(REPORTS_ATTR) ?? readReports(trial)) as readonly unknown[]
  const values = trial.values?.every((value) => value !== null) ? trial.values : undefined
  const measured = attrs.get(MEASURED_ATTR) ?? nameConstraints(constraints)
  if (trial.state === STATES.running) return { reports, state: 'running' }
  if (trial.state === STATES.complete && values !== undefined) {
    return { reports, state: 'complete', values, ...(measured !== undefined && { measured }) }
  }
  if (trial.state === STATES.pruned && reports.length > 0) return { reports, state: 'pruned' }
  const reason = attrs.get(REASON_ATTR) ?? attrs.get('fail_reason') ?? 'it failed in Optuna'
  return { reports, state: 'failed', reason: String(reason) }
}

/** Optuna's steps may come in any order, with values that are not finite. */
function readReports({ intermediate }: JournalTrial): readonly object[] {
  return [...intermediate]
    .filter(([step, value]) => step >= 0 && value !== null)
    .sort(([a], [b]) => a - b)
    .map(([step, value]) => ({ step, values: [value] }))
}

function readConstraints(attrs: ReadonlyMap<string, unknown>): readonly number[] | undefined {
  const checked = z.array(z.number()).safeParse(attrs.get(CONSTRAINTS_ATTR))
  return checked.success ? checked.data : undefined
}

const nameConstraint = (place: number) => `constraint ${place}`

function nameConstraints(values: readonly number[] | undefined): object | undefined {
  return values && Object.fromEntries(values.map((value, i) => [nameConstraint(i), value]))
}
