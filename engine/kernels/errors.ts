/** Errors a kernel can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'
import { cutRuleText } from '../rules/cut-rule-text.ts'

/** A back end of this name is not there. */
export class KernelUnavailableError extends NamedError {
  override readonly name = 'KernelUnavailableError'
  readonly code = 'kernel/unavailable'
  readonly details: {
    readonly backend: string
    readonly available: readonly string[]
    /** Why each of the others is not there, a clause without its full stop. */
    readonly missing: Readonly<Record<string, string>>
  }

  constructor(details: KernelUnavailableError['details']) {
    const { backend, available, missing } = details
    const { [backend]: reason, ...others } = missing
    const listed = Object.entries(others).map(([name, why]) => `${name} (${why})`)
    super(
      `There is no back end ${JSON.stringify(backend)} for this${reason ? `: ${reason}` : ''}; ` +
        `choose one of ${available.join(', ')}.` +
        `${listed.length > 0 ? ` Nor are there ${listed.join(', ')}.` : ''}`,
    )
    this.details = details
  }
}

/** A back end cannot run what it is asked to. */
export class KernelUnsupportedError extends NamedError {
  override readonly name = 'KernelUnsupportedError'
  readonly code = 'kernel/unsupported'
  readonly details: {
    readonly backend: string
    readonly rule: string
    /** Why, a sentence without its full stop. */
    readonly reason: string
  }

  constructor(details: KernelUnsupportedError['details']) {
    super(
      `The ${details.backend} back end cannot run the rule ${cutRuleText(details.rule)}: ` +
        `${details.reason}.`,
    )
    this.details = details
  }
}

/** Cells handed to a kernel do not fit its world. */
export class CellsError extends NamedError {
  override readonly name = 'CellsError'
  readonly code = 'kernel/cells'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: CellsError['details']) {
    super(`The cells do not fit the world: found ${details.found}, wanted ${details.wanted}.`)
    this.details = details
  }
}

/** A kernel's program has no plane of this name, or the numbers do not fit it. */
export class PlaneError extends NamedError {
  override readonly name = 'PlaneError'
  readonly code = 'kernel/plane'
  readonly details: { readonly kind: string; readonly name: string }

  constructor({ kind, name }: PlaneError['details']) {
    super(`The rule has no ${kind} plane ${JSON.stringify(name)} of this length.`)
    this.details = { kind, name }
  }
}

/** A thread has failed amid ticks, and what it worked on is the state of no tick any more. */
export class KernelThreadError extends NamedError {
  override readonly name = 'KernelThreadError'
  readonly code = 'kernel/thread-failed'
  readonly details = {}

  constructor(options?: ErrorOptions) {
    super(
      'A thread of the kernel has failed amid a tick, and with it this state; load the run anew, ' +
        'or run it with one thread.',
      options,
    )
  }
}

/** An unbounded world has outgrown the memory it may take. */
export class KernelMemoryError extends NamedError {
  override readonly name = 'KernelMemoryError'
  readonly code = 'kernel/memory'
  readonly details: { readonly backend: string; readonly maxBytes: number; readonly tick: number }

  constructor(details: KernelMemoryError['details']) {
    const { backend, maxBytes, tick } = details
    super(
      `The world has outgrown the ${Math.round(maxBytes / 2 ** 20)} MiB that the ${backend} back ` +
        `end may take; it stands at tick ${tick}.`,
    )
    this.details = details
  }
}

/** A rule cannot be compiled for a world: there is none told, or it is none of the rule. */
export class CompileWorldError extends NamedError {
  override readonly name = 'CompileWorldError'
  readonly code = 'kernel/compile-world'
  readonly details: { readonly rule: string; readonly problem: string }

  constructor(details: CompileWorldError['details']) {
    super(`The world for ${details.rule.slice(0, 80)} cannot be: ${details.problem}.`)
    this.details = details
  }
}
