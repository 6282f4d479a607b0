/**
 * The content hash of plain data: equal data, equal hashes, on every machine.
 *
 * What is hashed is a text in which every value begins with its kind and every list with its
 * length, so that no two values have the same; keys come in one order, and members that are
 * undefined count as absent. Typed arrays go in as bytes, the lowest first.
 */

import { type Numbers, toLittleEndian } from './little-endian.ts'
import { createSha256, type Sha256 } from './sha256.ts'

/** SHA-256 of data made of records, lists, typed arrays and what JSON has beside, 64 hex digits. */
export async function hashContent(value: unknown): Promise<string> {
  const sha = await createSha256()
  const writer = new ContentWriter(sha)
  writer.write(value)
  writer.flush()
  return sha.digestHex()
}

/** Text is handed over in pieces of about this many characters. */
const PIECE_CHARS = 2 ** 14

class ContentWriter {
  readonly #sha: Sha256
  readonly #encoder = new TextEncoder()
  #text = ''

  constructor(sha: Sha256) {
    this.#sha = sha
  }

  flush(): void {
    this.#sha.update(this.#encoder.encode(this.#text))
    this.#text = ''
  }

  write(value: unknown): void {
    if (isNumbers(value)) {
      this.#put(`${value.constructor.name} ${value.length} `)
      this.flush()
      this.#sha.update(toLittleEndian(value))
    } else if (Array.isArray(value)) {
      this.#put(`list ${value.length} `)
      for (const item of value) this.write(item)
    } else if (typeof value === 'object' && value !== null) {
      this.#writeRecord(value)
    } else {
      // Only JSON tells a text's characters apart that UTF-8 does not have.
      const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
      this.#put(`${typeof value} ${Object.is(value, -0) ? '-0' : text} `)
    }
  }

  #writeRecord(record: object): void {
    const parent: unknown = Object.getPrototypeOf(record)
    if (parent !== Object.prototype && parent !== null) {
      throw new Error(`a ${record.constructor.name} has no content hash`)
    }
    const members = Object.entries(record)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    this.#put(`record ${members.length} `)
    for (const [key, member] of members) {
      this.#put(`${JSON.stringify(key)} `)
      this.write(member)
    }
  }

  #put(text: string): void {
    this.#text += text
    if (this.#text.length >= PIECE_CHARS) this.flush()
  }
}

function isNumbers(value: unknown): value is Numbers {
  return (
    value instanceof Uint8Array ||
    value instanceof Uint16Array ||
    value instanceof Uint32Array ||
    value instanceof Int32Array
  )
}
