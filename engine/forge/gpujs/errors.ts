/** Errors that writing gpu.js kernels can raise. */
import { NamedError } from '../../named-error.ts'

/** A node of a program may have values, or need intermediates, that floats do not hold exactly. */
export class ExactRangeError extends NamedError {
  override readonly name = 'ExactRangeError'
  readonly code = 'forge/exact-range'
  readonly details: {
    /** The node as `printProgram` has it. */
    readonly node: string
    /** What may leave the range: the node's values or something on the way to them. */
    readonly what: string
    readonly low: number
    readonly high: number
    /** Largest size of an exact integer. */
    readonly limit: number
  }

  constructor(details: ExactRangeError['details']) {
    const { node, what, low, high, limit } = details
    super(
      `it needs exact integers within ±${limit}, but in "${node}" ${what} can be ${low} to ${high}`,
    )
    this.details = details
  }
}

/** A program wants something that no kernel of this kind can be written for. */
export class GpuJsLimitError extends NamedError {
  override readonly name = 'GpuJsLimitError'
  readonly code = 'forge/gpujs-limit'
  readonly details: {
    /** What is too many, with its unit: "sites looked at by a cell". */
    readonly limit: string
    readonly allowed: number
    readonly wanted: number
  }

  constructor(details: GpuJsLimitError['details']) {
    const { limit, allowed, wanted } = details
    super(`it wants ${wanted} ${limit}, and at most ${allowed} are possible`)
    this.details = details
  }
}
