/**
 * Reads and writes words of a device's buffers.
 *
 * Reading means a round trip, so a small read takes more than it was asked for: what follows is
 * likely wanted next, as when a box is read row by row. Windows are kept until ticks are made.
 */
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, MAP_READ, WORD_BYTES } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'

/** Words that one read gives, at most: 16 MiB. */
export const MAX_READ_WORDS = 2 ** 22

/** Words that are read at once where fewer are asked for. */
const WINDOW_WORDS = 2 ** 16

/** Windows that are kept, one for each plane of bits. */
const MAX_WINDOWS = 9

interface Window {
  readonly buffer: GPUBuffer
  readonly firstWord: number
  readonly words: Uint32Array
}

export class WordAccess {
  readonly #calls: DeviceCalls
  readonly #owned: OwnedBuffers
  #staging: GPUBuffer | undefined
  #windows: Window[] = []

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
    const known = this.#windows.find(
      (window) =>
        window.buffer === buffer &&
        window.firstWord <= firstWord &&
        firstWord + count <= window.firstWord + window.words.length,
    )
    const window = known ?? (await this.#fetch(buffer, firstWord, count))
    if (known === undefined && window.words.length <= WINDOW_WORDS) {
      this.#windows = [window, ...this.#windows].slice(0, MAX_WINDOWS)
    }
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
    for (const window of this.#windows) {
      const from = Math.max(firstWord, window.firstWord)
      const end = Math.min(firstWord + words.length, window.firstWord + window.words.length)
      if (window.buffer !== buffer || from >= end) continue
      window.words.set(words.subarray(from - firstWord, end - firstWord), from - window.firstWord)
    }
  }

  /** Forgets what was read: the device is about to change it. */
  forget(): void {
    this.#windows = []
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
