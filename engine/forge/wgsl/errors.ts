/** Errors that writing a shader can raise. */
import { NamedError } from '../../named-error.ts'

/** A program in its world wants more than a device gives. */
export class DeviceLimitError extends NamedError {
  override readonly name = 'DeviceLimitError'
  readonly code = 'forge/device-limit'
  readonly details: {
    /** Name of the limit, as WebGPU has it. */
    readonly limit: string
    readonly allowed: number
    readonly wanted: number
  }

  constructor(details: DeviceLimitError['details']) {
    const { limit, allowed, wanted } = details
    super(`it wants ${limit} of ${wanted}, and the device allows ${allowed}`)
    this.details = details
  }
}
