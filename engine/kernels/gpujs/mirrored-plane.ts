/**
 * A plane of numbers that is on the host, on the device, or on both; it is copied from one to the
 * other only when somebody asks for it there.
 */
import type { DevicePlane } from './gpujs-runtime.ts'

export class MirroredPlane {
  readonly #upload: (values: Float32Array) => DevicePlane
  readonly #host: Int32Array
  #isHostCurrent = true
  /** Undefined while only the host has the numbers. */
  #device: DevicePlane | undefined

  constructor(length: number, upload: (values: Float32Array) => DevicePlane) {
    this.#host = new Int32Array(length)
    this.#upload = upload
  }

  get length(): number {
    return this.#host.length
  }

  /** The numbers as they are now; valid until the plane changes. */
  read(): Int32Array {
    if (!this.#isHostCurrent && this.#device !== undefined) {
      this.#host.set(this.#device.read())
      this.#isHostCurrent = true
    }
    return this.#host
  }

  /** Copies numbers in, from a place on. */
  write(values: ArrayLike<number>, first: number): void {
    if (values.length < this.#host.length) this.read()
    this.#host.set(values, first)
    this.#isHostCurrent = true
    this.#device?.dispose()
    this.#device = undefined
  }

  /** The numbers on the device; the plane stays their owner. */
  onDevice(): DevicePlane {
    this.#device ??= this.#upload(Float32Array.from(this.#host))
    return this.#device
  }

  /** Takes over what the device has computed in place of what was. */
  replace(device: DevicePlane): void {
    this.#device?.dispose()
    this.#device = device
    this.#isHostCurrent = false
  }

  dispose(): void {
    this.#device?.dispose()
    this.#device = undefined
  }
}
