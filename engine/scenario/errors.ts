/** Errors a scenario or a run description can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** One thing that is wrong with a document: where, what was found, what is wanted. */
export interface ScenarioFault {
  /** Where in the document, as a reader would write it: `world.size[1]`; empty for the whole. */
  readonly field: string
  /** What is there, shortened JSON; `nothing` where the field is missing. */
  readonly value: string
  /** What is wanted instead. */
  readonly problem: string
}

/** A fault as text: one line, or more where it points into what was found. */
export function formatFault(fault: ScenarioFault): string {
  const field = fault.field === '' ? 'document' : fault.field
  const showsFound = fault.problem.includes('\n')
  return `${field}: ${fault.problem}${showsFound ? '' : ` (found ${fault.value})`}`
}

/** A scenario document breaks the schema or contradicts itself; the faults of all its parts are listed. */
export class ScenarioInvalidError extends NamedError {
  override readonly name = 'ScenarioInvalidError'
  readonly code = 'scenario/invalid'
  readonly details: { readonly faults: readonly ScenarioFault[] }

  constructor(faults: readonly ScenarioFault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(`The scenario has ${count}:\n${faults.map((f) => `  ${formatFault(f)}`).join('\n')}`)
    this.details = { faults }
  }
}

/** The text of a scenario, or of another document, is not YAML or JSON at all, or goes beyond the limits for such text. */
export class ScenarioSyntaxError extends NamedError {
  override readonly name = 'ScenarioSyntaxError'
  readonly code = 'scenario/syntax'
  readonly details: {
    readonly reason: string
    /** What it was to be: `scenario`, `study`. */
    readonly of: string
    /** 1-based; undefined where the whole text is at fault. */
    readonly line: number | undefined
    readonly column: number | undefined
  }

  constructor(details: ScenarioSyntaxError['details'], options?: ErrorOptions) {
    const where =
      details.line === undefined ? '' : ` at line ${details.line}, column ${details.column}`
    super(`The ${details.of} cannot be read${where}: ${details.reason}.`, options)
    this.details = details
  }
}

/** A file that a scenario refers to is missing, unreadable or outside the scenario's folder. */
export class ScenarioFileError extends NamedError {
  override readonly name = 'ScenarioFileError'
  readonly code = 'scenario/file'
  readonly details: { readonly path: string; readonly reason: string }

  constructor(details: ScenarioFileError['details'], options?: ErrorOptions) {
    super(`The file ${JSON.stringify(details.path)} cannot be used: ${details.reason}.`, options)
    this.details = details
  }
}

/** The parts of a run do not fit each other, or one is missing. */
export class RunSetupError extends NamedError {
  override readonly name = 'RunSetupError'
  readonly code:
    | 'run/unbounded'
    | 'run/no-rule'
    | 'run/rule-file'
    | 'run/rule'
    | 'run/option'
    | 'run/state'
    | 'run/limit'
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: RunSetupError['code'],
    message: string,
    details: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.details = details
  }
}
