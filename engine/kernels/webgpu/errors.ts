/** Errors of running on a graphics device. Each carries the values that made it happen. */
import { NamedError } from '../../named-error.ts'

/** The device has gone while a kernel used it; what it held is gone too. */
export class DeviceLostError extends NamedError {
  override readonly name = 'DeviceLostError'
  readonly code = 'kernel/device-lost'
  readonly details: {
    /** Why, in the device's own words. */
    readonly reason: string
  }

  constructor(details: DeviceLostError['details'], options?: ErrorOptions) {
    super(`The graphics device was lost: ${details.reason}`, options)
    this.details = details
  }
}

/** The device has no memory left for what a kernel asked of it. */
export class DeviceMemoryError extends NamedError {
  override readonly name = 'DeviceMemoryError'
  readonly code = 'kernel/device-memory'
  readonly details: {
    /** What the device said. */
    readonly reason: string
  }

  constructor(details: DeviceMemoryError['details']) {
    super(`The graphics device has no memory left: ${details.reason}`)
    this.details = details
  }
}

/** The machine has a graphics device and does not give it. */
export class DeviceRefusedError extends NamedError {
  override readonly name = 'DeviceRefusedError'
  readonly code = 'kernel/device-refused'
  readonly details: {
    /** Why, in the machine's own words. */
    readonly reason: string
  }

  constructor(details: DeviceRefusedError['details'], options?: ErrorOptions) {
    super(`The graphics device is there and was refused: ${details.reason}`, options)
    this.details = details
  }
}
