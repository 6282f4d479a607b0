/** Writes a study as a journal that Optuna and its dashboard open. */
import type { Parameter } from '../parameter.ts'
import type { Study } from '../study.ts'
import type { Trial } from '../trial.ts'
import {
  CONSTRAINTS_ATTR,
  DIRECTIONS,
  MEASURED_ATTR,
  OPERATIONS,
  REASON_ATTR,
  REPORTS_ATTR,
  SETTINGS_ATTR,
  STATES,
  writeDistribution,
} from './journal-format.ts'

/** When a trial began and ended; milliseconds since 1970. */
export interface TrialTimes {
  readonly startMs: number
  readonly endMs: number
}

export interface JournalOptions {
  /** The name of the study in Optuna. */
  readonly name: string
  /** Optuna wants times, and a study has none: without, each trial is at its number in seconds since 1970. */
  readonly timesOf?: ((number: number) => TrialTimes) | undefined
}

const WORKER = 'thunderline'

/**
 * The whole journal: lines of JSON, each with its end.
 *
 * Values, params, states and constraints are Optuna's own; what it has no place for (conditions of the space, the sampler,
 * reports of several objectives, reasons) stands in attributes, by which {@link readOptunaJournal} makes the same study again.
 */
export function writeOptunaJournal(
  study: Study,
  { name, timesOf = countSeconds }: JournalOptions,
): string {
  const { trials, ...settings } = study.toJSON()
  const parameters = new Map(settings.space.map((parameter) => [parameter.name, parameter]))
  const lines: object[] = [
    {
      ...{ op_code: OPERATIONS.createStudy, worker_id: WORKER, study_name: name },
      directions: settings.directions.map((direction) => DIRECTIONS[direction]),
    },
    {
      ...{ op_code: OPERATIONS.setStudyUserAttr, worker_id: WORKER, study_id: 0 },
      user_attr: { [SETTINGS_ATTR]: settings },
    },
    ...trials.map((trial) => describeTrial(trial, parameters, timesOf(trial.number))),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

const countSeconds = (number: number): TrialTimes => ({
  startMs: number * 1000,
  endMs: number * 1000 + 1000,
})

/** A trial as one that is copied from another study: all of it at once. */
function describeTrial(
  trial: Trial,
  parameters: ReadonlyMap<string, Parameter>,
  { startMs, endMs }: TrialTimes,
): object {
  const { state, values, reports } = trial
  const names = Object.keys(trial.params)
  const isOne = values?.length === 1
  return {
    ...{ op_code: OPERATIONS.createTrial, worker_id: WORKER, study_id: 0, state: STATES[state] },
    datetime_start: formatTime(startMs),
    ...(state !== 'running' && { datetime_complete: formatTime(endMs) }),
    value: isOne ? values[0] : null,
    values: isOne ? null : (values ?? null),
    distributions: Object.fromEntries(
      names.map((name) => [name, writeDistribution(parameters.get(name)!)]),
    ),
    params: Object.fromEntries(
      names.map((name) => [name, toInternal(parameters.get(name)!, trial)]),
    ),
    user_attrs: describeRest(trial),
    system_attrs:
      trial.violations === undefined ? {} : { [CONSTRAINTS_ATTR]: Object.values(trial.violations) },
    // Optuna has one value a step, for one objective alone.
    intermediate_values: Object.fromEntries(
      reports
        .filter(({ values: told }) => told.length === 1)
        .map(({ step, values: told }) => [step, told[0]]),
    ),
  }
}

function describeRest({ reports, measured, reason }: Trial): object {
  return {
    ...(reports.some(({ values }) => values.length > 1) && { [REPORTS_ATTR]: reports }),
    ...(measured !== undefined && { [MEASURED_ATTR]: measured }),
    ...(reason !== undefined && { [REASON_ATTR]: reason }),
  }
}

/** Numbers are themselves, choices are their places. */
function toInternal(parameter: Parameter, { params }: Trial): number {
  const value = params[parameter.name]!
  return parameter.type === 'categorical' ? parameter.choices.indexOf(value) : Number(value)
}

/** Microseconds and zone, as Python's `isoformat` has them. */
const formatTime = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000+00:00`
