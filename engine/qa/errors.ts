/** Errors of suites and their baselines. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'
import { formatFault, type ScenarioFault } from '../scenario/errors.ts'

/** A suite breaks the schema or contradicts itself; the faults of all its parts are listed. */
export class SuiteInvalidError extends NamedError {
  override readonly name = 'SuiteInvalidError'
  readonly code = 'qa/suite'
  readonly details: { readonly faults: readonly ScenarioFault[] }

  constructor(faults: readonly ScenarioFault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(`The suite has ${count}:\n${faults.map((each) => `  ${formatFault(each)}`).join('\n')}`)
    this.details = { faults }
  }
}

/** A file of suites is no YAML or JSON document, or no baseline. */
export class QaFileError extends NamedError {
  override readonly name = 'QaFileError'
  readonly code = 'qa/file'
  readonly details: { readonly file: 'suite' | 'baseline'; readonly reason: string }

  constructor(details: QaFileError['details'], options?: ErrorOptions) {
    super(`The ${details.file} cannot be read: ${details.reason}.`, options)
    this.details = details
  }
}

/** An entry's run has no end, or is to be looked at where it does not come. */
export class PlanError extends NamedError {
  override readonly name = 'PlanError'
  readonly code = 'qa/plan'
  readonly details: {
    /** How far it goes; undefined where nobody says. */
    readonly ticks: number | undefined
    /** The probe that lies beyond. */
    readonly probe: number | undefined
  }

  constructor(details: PlanError['details']) {
    const { ticks, probe } = details
    super(
      ticks === undefined
        ? 'Neither the entry nor its scenario says how far it goes: it needs ticks.'
        : `Its probe at tick ${probe} lies beyond the scenario's ${ticks} ticks.`,
    )
    this.details = details
  }
}

/** A scenario took longer than its suite allows. */
export class TimeLimitError extends NamedError {
  override readonly name = 'TimeLimitError'
  readonly code = 'qa/time-limit'
  readonly details: {
    readonly limitSeconds: number
    /** How far it came; undefined where nobody knows. */
    readonly tick: number | undefined
  }

  constructor(details: TimeLimitError['details']) {
    const { limitSeconds, tick } = details
    const where = tick === undefined ? '' : `, at tick ${tick}`
    super(`It took longer than the ${limitSeconds} s that it has${where}.`)
    this.details = details
  }
}

/** The thread of a scenario ended before it had a result. */
export class ThreadEndedError extends NamedError {
  override readonly name = 'ThreadEndedError'
  readonly code = 'qa/thread'
  readonly details: { readonly reason: string }

  constructor(details: ThreadEndedError['details'], options?: ErrorOptions) {
    super(`Its thread ended without a result: ${details.reason}`, options)
    this.details = details
  }
}

/** A filter leaves nothing of a suite. */
export class NothingSelectedError extends NamedError {
  override readonly name = 'NothingSelectedError'
  readonly code = 'qa/filter'
  readonly details: { readonly filter: string; readonly names: readonly string[] }

  constructor(details: NothingSelectedError['details']) {
    super(
      `No scenario of the suite is called ${JSON.stringify(details.filter)}; there are ` +
        `${details.names.join(', ')}.`,
    )
    this.details = details
  }
}
