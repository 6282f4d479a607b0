/** Buffers of a device that live and end together, even when not all of them could be made. */
import type { DeviceCalls } from './device-calls.ts'
import { WORD_BYTES } from './gpu-numbers.ts'

export class OwnedBuffers {
  readonly #calls: DeviceCalls
  readonly #buffers: GPUBuffer[] = []

  constructor(calls: DeviceCalls) {
    this.#calls = calls
  }

  /**
   * Makes a buffer of zeros.
   *
   * @param usage a sum of BUFFER_USAGE.
   * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
   */
  async create(words: number, usage: number): Promise<GPUBuffer> {
    const size = words * WORD_BYTES
    return this.#calls.attempt((device) => {
      const buffer = device.createBuffer({ size, usage })
      this.#buffers.push(buffer)
      return buffer
    })
  }

  /** Frees one of them before the others. */
  free(buffer: GPUBuffer): void {
    const place = this.#buffers.indexOf(buffer)
    if (place >= 0) this.#buffers.splice(place, 1)
    buffer.destroy()
  }

  dispose(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy()
  }
}
