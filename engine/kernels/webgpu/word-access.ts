/**
 * Reads and writes words of a device's buffers.
 *
 * Reading means a round trip, so a small read takes more than it was asked for: what follows is
 * likely wanted next, as when a box is read row by row. The window is kept until ticks are made.
 */
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, MAP_READ, WORD_BYTES } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'

/** Words that one read gives, at most: 16 MiB. */
export const MAX_READ_WORDS = 2 ** 22

/** Words that are read at once where fewer are asked for. */
const WINDOW_WORDS = 2 ** 16

interface Window {
  readonly buffer: GPUBuffer
  readonly firstWord: number
  readonly words: Uint32Array
}

export class WordAccess {
  readonly #calls: DeviceCalls
  readonly #owned: OwnedBuffers
  #staging: GPUBuffer | undefined
  #window: Window | undefined

  /** @param owned gets the buffer that reads go through, and frees it. */
  constructor(calls: DeviceCalls, owned: OwnedBuffers) {
    this.#calls = calls
    this.#owned = owned
  }

  /**
   * Words of a buffer, at most MAX_READ_WORDS of them, to be used before the next call.
   *
   * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
   */
  async read(buffer: GPUBuffer, firstWord: number, count: number): Promise<Uint32Array> {
    const known = this.#window
    const isKnown =
      known?.buffer === buffer &&
      known.firstWord <= firstWord &&
      firstWord + count <= known.firstWord + known.words.length
    const window = isKnown ? known : await this.#fetch(buffer, firstWord, count)
    this.#window = window
    const from = firstWord - window.firstWord
    return window.words.subarray(from, from + count)
  }

  /** Writes words of a buffer. */
  async write(
    buffer: GPUBuffer,
    firstWord: number,
    words: Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  ): Promise<void> {
    await this.#calls.attempt(({ queue }) =>
      queue.writeBuffer(buffer, firstWord * WORD_BYTES, words),
    )
    const window = this.#window
    if (window?.buffer !== buffer) return
    const from = Math.max(firstWord, window.firstWord)
    const end = Math.min(firstWord + words.length, window.firstWord + window.words.length)
    if (from >= end) return
    window.words.set(words.subarray(from - firstWord, end - firstWord), from - window.firstWord)
  }

  /** Forgets what was read: the device is about to change it. */
  forget(): void {
    this.#window = undefined
  }

  async #fetch(buffer: GPUBuffer, firstWord: number, count: number): Promise<Window> {
    const available = buffer.size / WORD_BYTES - firstWord
    const fetched = Math.min(available, Math.max(count, WINDOW_WORDS))
    const bytes = fetched * WORD_BYTES
    const staging = await this.#stagingOf(bytes)
    return this.#calls.attempt(async (device) => {
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(buffer, firstWord * WORD_BYTES, staging, 0, bytes)
      device.queue.submit([encoder.finish()])
      await staging.mapAsync(MAP_READ, 0, bytes)
      const words = new Uint32Array(staging.getMappedRange(0, bytes)).slice()
      staging.unmap()
      return { buffer, firstWord, words }
    })
  }

  async #stagingOf(bytes: number): Promise<GPUBuffer> {
    if (this.#staging !== undefined && this.#staging.size >= bytes) return this.#staging
    if (this.#staging !== undefined) this.#owned.free(this.#staging)
    this.#staging = undefined
    this.#staging = await this.#owned.create(
      bytes / WORD_BYTES,
      BUFFER_USAGE.mapRead | BUFFER_USAGE.copyTarget,
    )
    return this.#staging
  }
}
