/** Buffers that come back after they have been drawn, for the next pictures. */

/** For each kind of buffer that comes with a picture one is drawn while the other is filled. */
const MAX_SPARE_BUFFERS = 8

export class BufferPool {
  readonly #spare: ArrayBuffer[] = []

  /** Takes a buffer back; the oldest makes room for it. */
  recycle(buffer: ArrayBuffer): void {
    if (this.#spare.length === MAX_SPARE_BUFFERS) this.#spare.shift()
    this.#spare.push(buffer)
  }

  /** A buffer of this length, with whatever was in it. */
  take(byteLength: number): ArrayBuffer {
    const found = this.#spare.findIndex((buffer) => buffer.byteLength === byteLength)
    const [spare] = found === -1 ? [] : this.#spare.splice(found, 1)
    return spare ?? new ArrayBuffer(byteLength)
  }

  /** Forgets the buffers, as when another world is loaded. */
  clear(): void {
    this.#spare.length = 0
  }
}
