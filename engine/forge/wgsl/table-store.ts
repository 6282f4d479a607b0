/** The numbers that a shader looks up, gathered into one buffer. */
import { intLiteral, wordLiteral } from './shader.ts'

/** A table in the store, or small enough to be part of the code. */
export interface StoredTable {
  readonly length: number
  /** An expression for the entry at an index, itself an expression of u32 within the table. */
  entryAt(index: string): string
}

/** Tables of so many bits are one literal. */
const MAX_LITERAL_BITS = 32

/** Longer tables are stored without asking whether they are there already. */
const MAX_COMPARED_ENTRIES = 4096

/** Collects tables while code is written. */
export class TableStore {
  readonly #parts: Int32Array[] = []
  readonly #known = new Map<string, StoredTable>()
  #words = 0

  /** Stores whole numbers of i32, as bytes where they are; short ones are kept once. */
  add(values: ArrayLike<number>): StoredTable {
    if (values.length > MAX_COMPARED_ENTRIES) return this.#store(values)
    const key = Array.prototype.join.call(values)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const table = this.#store(values)
    this.#known.set(key, table)
    return table
  }

  /** First word of numbers that are stored as words, whatever they are. */
  addWords(values: Int32Array): number {
    const first = this.#words
    this.#parts.push(values)
    this.#words += values.length
    return first
  }

  /** All that was stored, at least one word. */
  toWords(): Int32Array<ArrayBuffer> {
    const words = new Int32Array(Math.max(1, this.#words))
    let at = 0
    for (const part of this.#parts) {
      words.set(part, at)
      at += part.length
    }
    return words
  }

  #store(values: ArrayLike<number>): StoredTable {
    const { length } = values
    const fits = (limit: number) => Array.prototype.every.call(values, (n) => n >= 0 && n < limit)
    if (length === 1) return { length, entryAt: () => intLiteral(values[0]!) }
    if (length <= MAX_LITERAL_BITS && fits(2)) {
      let bits = 0
      for (let i = 0; i < length; i++) bits |= values[i]! << i
      return { length, entryAt: (index) => `i32((${wordLiteral(bits)} >> (${index})) & 1u)` }
    }
    if (fits(256)) {
      const bytes = new Uint8Array(Math.ceil(length / 4) * 4)
      bytes.set(Uint8Array.from(values))
      const first = this.addWords(wordsOfBytes(bytes))
      return { length, entryAt: (index) => `table_byte(${first}u, ${index})` }
    }
    const first = this.addWords(Int32Array.from(values))
    return { length, entryAt: (index) => `table_word(${first}u + ${index})` }
  }
}

/** Bytes as words whose lowest byte is the first, whatever this machine's order. */
function wordsOfBytes(bytes: Uint8Array): Int32Array {
  return Int32Array.from({ length: bytes.length / 4 }, (_, word) => {
    const at = 4 * word
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  })
}
