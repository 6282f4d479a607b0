/**
 * Canonical JSON (RFC 8785, "JCS"): equal data, equal characters, whoever writes them.
 *
 * Keys come in the order of their UTF-16 code units, numbers and strings as ECMAScript writes
 * them, and there is no white space. What `JSON.stringify` would leave out or alter without a
 * word is refused: a hash must not cover less than its reader believes.
 */
import { CanonicalJsonError, shorten } from './errors.ts'
import { completeLimits, type JsonLimits } from './json-value.ts'

export type { JsonValue } from './json-value.ts'

/**
 * The canonical JSON of plain data.
 *
 * @throws {CanonicalJsonError} for whatever is no plain data: undefined (of a property or in a
 *   list too), holes of lists, functions, symbols, bigints, numbers that are not finite, numbers
 *   beyond ±(2^53 − 1) (all of those are integers that others may round), lone surrogates in
 *   strings and keys, members of objects that are computed or have symbols for keys, objects of
 *   a class (Date, Map, typed arrays); for more levels or characters than the limits allow, and so for
 *   data that holds itself.
 */
export function canonicalJson(value: unknown, limits: Partial<JsonLimits> = {}): string {
  return new CanonicalWriter(completeLimits(limits)).write(value)
}

/** A string in quotes, as RFC 8785 section 3.2.2.2 has it; undefined if it has lone surrogates. */
export function quoteJson(text: string): string | undefined {
  if (!NEEDS_CARE.test(text)) return `"${text}"`
  return text.isWellFormed() ? JSON.stringify(text) : undefined
}

/** What a string may hold that is not written as it is, or not written at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes just these.
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/

class CanonicalWriter {
  readonly #limits: JsonLimits
  /** The keys and indices on the way to the value that is being written. */
  readonly #path: (string | number)[] = []
  #text = ''

  constructor(limits: JsonLimits) {
    this.#limits = limits
  }

  write(value: unknown): string {
    this.#writeValue(value, 0)
    return this.#text
  }

  #writeValue(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#text += this.#quote(value, depth)
    else if (typeof value === 'number') this.#writeNumber(value, depth)
    else if (typeof value === 'boolean' || value === null) this.#text += value
    else if (typeof value !== 'object') this.#refuse(depth, `is of the type ${typeof value}`)
    else if (depth >= this.#limits.maxDepth) this.#refuse(depth, 'is nested too deep')
    else if (Array.isArray(value)) this.#writeList(value, depth)
    else this.#writeObject(value as Readonly<Record<string, unknown>>, depth)
    if (this.#text.length > this.#limits.maxChars) {
      this.#refuse(depth, `ends beyond ${this.#limits.maxChars} characters`)
    }
  }

  #writeNumber(value: number, depth: number): void {
    // Not a number at all fails here as well.
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
      this.#refuse(depth, `is ${value}, and no number from -(2^53 - 1) to 2^53 - 1`)
    }
    this.#text += value
  }

  #writeList(list: readonly unknown[], depth: number): void {
    if (Object.getPrototypeOf(list) !== Array.prototype) {
      this.#refuse(depth, 'is a list of a class')
    }
    this.#text += '['
    for (let i = 0; i < list.length; i++) {
      if (i > 0) this.#text += ','
      this.#path[depth] = i
      this.#writeValue(list[i], depth + 1)
    }
    this.#text += ']'
    // A hole that a prototype filled, or members beside the items.
    if (Reflect.ownKeys(list).length !== list.length + 1) {
      this.#refuse(depth, 'is a list with holes or with properties')
    }
  }

  #writeObject(record: Readonly<Record<string, unknown>>, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(record)
    if (prototype !== Object.prototype && prototype !== null) {
      this.#refuse(depth, 'is an object of a class')
    }
    const keys = Object.keys(record)
    if (!isSorted(keys)) keys.sort()
    this.#text += '{'
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!
      this.#path[depth] = key
      this.#text += `${(i > 0 ? ',' : '') + this.#quote(key, depth + 1)}:`
      const property = Object.getOwnPropertyDescriptor(record, key)!
      if (!('value' in property)) this.#refuse(depth + 1, 'is computed when it is read')
      this.#writeValue(property.value, depth + 1)
    }
    this.#text += '}'
    if (Object.getOwnPropertySymbols(record).length > 0) {
      this.#refuse(depth, 'has a symbol for a key')
    }
  }

  #quote(text: string, depth: number): string {
    return quoteJson(text) ?? this.#refuse(depth, 'has a surrogate without its other half')
  }

  #refuse(depth: number, problem: string): never {
    const path = this.#path.slice(0, depth).map(escapeStep).join('')
    throw new CanonicalJsonError({ path, problem })
  }
}

/** Tells whether keys are in the order of their UTF-16 code units, as those of read texts are. */
function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return false
  return true
}

/** A step of a JSON pointer (RFC 6901, section 3); a long one is cut off. */
const escapeStep = (step: string | number): string =>
  `/${shorten(String(step)).replaceAll('~', '~0').replaceAll('/', '~1')}`
