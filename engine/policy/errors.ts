/** Errors that policies can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** One thing that is wrong with a text of policies. */
export interface PolicyFault {
  /** The policy's id; undefined where the text could not be cut into policies. */
  readonly policy: string | undefined
  /** 1-based, in the text as it was given; undefined where the fault has no place. */
  readonly line: number | undefined
  readonly column: number | undefined
  /** What was found and what is wanted, without a full stop. */
  readonly problem: string
}

/** Policies are malformed, or speak of what the schema does not know. */
export class PolicyInvalidError extends NamedError {
  override readonly name = 'PolicyInvalidError'
  readonly code = 'policy/invalid'
  readonly details: { readonly faults: readonly PolicyFault[] }

  constructor(faults: readonly PolicyFault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(
      `The policies have ${count}:\n${faults.map((f) => `  ${formatPolicyFault(f)}`).join('\n')}`,
    )
    this.details = { faults }
  }
}

/** Policies ask for more than is read. */
export class PolicyLimitError extends NamedError {
  override readonly name = 'PolicyLimitError'
  readonly code = 'policy/limit'
  readonly details: {
    /** What there is too much of, in the plural. */
    readonly what: string
    readonly found: number
    readonly limit: number
  }

  constructor(details: PolicyLimitError['details']) {
    const { what, found, limit } = details
    super(`The policies have ${found} ${what}, and at most ${limit} are read.`)
    this.details = details
  }
}

/** Cedar itself failed or could not be loaded; an instance that has failed once is not used again. */
export class PolicyEngineError extends NamedError {
  override readonly name = 'PolicyEngineError'
  readonly code = 'policy/engine'
  readonly details: { readonly reason: string }

  constructor(details: PolicyEngineError['details'], options?: ErrorOptions) {
    super(`Cedar cannot decide about policies: ${details.reason}.`, options)
    this.details = details
  }
}

/** A zone is given a capacity, or a count of bits, that it cannot have. */
export class ZoneCountError extends NamedError {
  override readonly name = 'ZoneCountError'
  readonly code = 'policy/zone-count'
  readonly details: { readonly zoneId: string | undefined; readonly found: number }

  constructor(details: ZoneCountError['details']) {
    const zone = details.zoneId === undefined ? 'Every zone' : `Zone ${show(details.zoneId)}`
    super(`${zone} would hold ${details.found} bits; a whole number of at least 0 is wanted.`)
    this.details = details
  }
}

/** The head of a chain of verdicts could not be signed, or its batch not kept. */
export class VerdictChainError extends NamedError {
  override readonly name = 'VerdictChainError'
  readonly code = 'policy/verdict-chain'
  readonly details: { readonly firstVerdict: number; readonly reason: string }

  constructor(details: VerdictChainError['details'], options?: ErrorOptions) {
    super(
      `The verdicts from number ${details.firstVerdict} on are not signed and kept: ${details.reason}.`,
      options,
    )
    this.details = details
  }
}

/** A fault in words: the policy, its line and column in the text, and what is wrong. */
export function formatPolicyFault({ policy, line, column, problem }: PolicyFault): string {
  const place = line === undefined ? undefined : `line ${line}, column ${column}`
  const subject = [policy === undefined ? undefined : show(policy), place].filter(Boolean)
  return `${subject.join(' at ') || 'text'}: ${problem}`
}

function show(text: string): string {
  return JSON.stringify(text)
}
