/** Errors of sweeps. Each carries the values that made it happen. */
import { NamedError } from '../../named-error.ts'
import { formatFault, type ScenarioFault } from '../../scenario/errors.ts'

/** A sweep breaks the schema or contradicts itself; the faults of all its parts are listed. */
export class SweepInvalidError extends NamedError {
  override readonly name = 'SweepInvalidError'
  readonly code = 'sweep/invalid'
  readonly details: { readonly faults: readonly ScenarioFault[] }

  constructor(faults: readonly ScenarioFault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(`The sweep has ${count}:\n${faults.map((each) => `  ${formatFault(each)}`).join('\n')}`)
    this.details = { faults }
  }
}

/** A scenario has no such place, or nothing there that could be given a value. */
export class ParameterError extends NamedError {
  override readonly name = 'ParameterError'
  readonly code = 'sweep/parameter'
  readonly details: { readonly parameter: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: ParameterError['details']) {
    super(`The parameter ${details.parameter} names no place of the scenario: ${details.problem}.`)
    this.details = details
  }
}

/** A run that was made again came to something else. */
export class RepeatError extends NamedError {
  override readonly name = 'RepeatError'
  readonly code = 'sweep/repeat'
  readonly details: { readonly repetition: number; readonly tick: string }

  constructor(details: RepeatError['details']) {
    const { repetition, tick } = details
    super(`Repetition ${repetition} of the run differs from the first one at tick ${tick}.`)
    this.details = details
  }
}
