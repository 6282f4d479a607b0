/** Reads inflated bytes piece by piece; no piece takes memory before its bytes have come. */
import { inflateChunks, joinChunks } from '../formats/gzip.ts'
import { isNamedError } from '../named-error.ts'
import { StateFileError } from './errors.ts'

export class SectionStream {
  readonly #chunks: AsyncGenerator<Uint8Array>
  /** Inflated, and not yet taken. */
  #rest: Uint8Array = new Uint8Array(0)

  constructor(deflated: Uint8Array) {
    this.#chunks = inflateChunks(deflated)
  }

  /**
   * The next `length` bytes, the caller's own.
   *
   * @throws {StateFileError} where there are fewer, or what is deflated is damaged.
   */
  async take(length: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    let missing = length
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const chunk = await this.#next()
        if (chunk === undefined) fail(`a file that lacks ${missing} bytes`, 'all are wanted')
        this.#rest = chunk
      }
      const piece = this.#rest.subarray(0, missing)
      pieces.push(piece)
      missing -= piece.length
      this.#rest = this.#rest.subarray(piece.length)
    }
    return joinChunks(pieces, length)
  }

  /** @throws {StateFileError} unless all bytes have been taken. */
  async assertEnd(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#next()) !== undefined) {
      fail('bytes after the last section', 'its end is wanted there')
    }
  }

  /** Stops inflating. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined)
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#chunks.next()
      return done === true ? undefined : value
    } catch (error) {
      if (!isNamedError(error)) throw error
      const details = { found: 'damaged gzip data', wanted: 'gzip data is wanted' }
      throw new StateFileError(details, { cause: error })
    }
  }
}

function fail(found: string, wanted: string): never {
  throw new StateFileError({ found, wanted })
}
