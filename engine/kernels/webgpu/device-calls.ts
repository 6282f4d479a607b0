/**
 * Calls to a device whose failures come back as errors with a name.
 *
 * A device reports faults to whoever listens and goes on; a lost one answers everything with
 * silence. So every call is made inside error scopes, and work counts as done only once a number
 * that the device itself has copied comes back (`tick-runner.ts`).
 */
import { DeviceLostError, DeviceMemoryError } from './errors.ts'

export class DeviceCalls {
  readonly device: GPUDevice
  #loss: GPUDeviceLostInfo | undefined

  constructor(device: GPUDevice) {
    this.device = device
    void device.lost.then((loss) => {
      this.#loss = loss
    })
  }

  /**
   * Makes calls to the device and waits for what they promise.
   *
   * @param act makes its calls before it first waits.
   * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
   * @throws {Error} when the calls are at fault, which is a defect of ours.
   */
  async attempt<T>(act: (device: GPUDevice) => T | Promise<T>): Promise<T> {
    if (this.#loss !== undefined) throw this.#lostError()
    const { device } = this
    device.pushErrorScope('validation')
    device.pushErrorScope('out-of-memory')
    // Runs `act` up to where it first waits, and keeps what it throws.
    const outcome = (async () => act(device))()
    const scopes = [device.popErrorScope(), device.popErrorScope()]
    const [[settled], memory, validation] = await Promise.all([
      Promise.allSettled([outcome]),
      ...scopes.map((scope) => scope.catch(() => null)),
    ])
    if (memory) throw new DeviceMemoryError({ reason: memory.message })
    if (this.#loss !== undefined) throw this.#lostError()
    if (validation) throw new Error(`The graphics device refuses a call: ${validation.message}`)
    if (settled.status === 'fulfilled') return settled.value
    throw isInterruption(settled.reason) ? this.#lostError(settled.reason) : settled.reason
  }

  #lostError(cause?: Error): DeviceLostError {
    const reason = this.#loss?.message || cause?.message || 'it was destroyed.'
    return new DeviceLostError({ reason }, { cause })
  }
}

/** How waiting for a device ends that is going, before it says so itself. */
function isInterruption(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'OperationError')
}
