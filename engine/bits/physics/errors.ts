/** What can be wrong with the physics of bits. */
import { NamedError } from '../../named-error.ts'

/** A setting that the dynamics of bits cannot have. */
export class PhysicsError extends NamedError {
  override readonly name = 'PhysicsError'
  readonly code = 'bits/physics'
  readonly details: {
    readonly setting: string
    readonly found: number
    readonly low: number
    readonly high: number
  }

  constructor(details: PhysicsError['details']) {
    const { setting, found, low, high } = details
    super(
      `The physics of bits cannot have a ${setting} of ${found}: a whole number from ${low} to ` +
        `${high} is wanted.`,
    )
    this.details = details
  }
}

/** Checks a setting. @throws {PhysicsError} unless it is a whole number within its bounds. */
export function assertSetting(setting: string, found: number, low: number, high: number): void {
  if (Number.isInteger(found) && found >= low && found <= high) return
  throw new PhysicsError({ setting, found, low, high })
}
