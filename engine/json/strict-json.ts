/**
 * A reader of JSON (RFC 8259) that refuses whatever two readers may understand in two ways.
 *
 * Beside what the grammar forbids it refuses a key that comes twice in one object, lone
 * surrogates, and numbers that would be others when written again. So what it reads has one
 * canonical JSON, and that says just what the text said.
 */
import { StrictJsonError } from './errors.ts'
import { completeLimits, type JsonLimits, type JsonValue } from './json-value.ts'
import { isKeptNumber } from './kept-number.ts'

/**
 * Reads one JSON value that is the whole text.
 *
 * Objects are plain, with `__proto__` as a member like any other. Numbers have to be what they
 * say: the value, written by ECMAScript, must be the same decimal number. Refused are integers
 * and other numbers beyond ±(2^53 − 1), 1e400, 1e-400, and decimals of more digits than a double
 * keeps (0.1 is taken, 0.1000000000000000055 is not); 1.0, 1e2 and -0 are taken.
 *
 * @throws {StrictJsonError} for any other text, and for more characters or levels than the limits
 *   allow. It says where.
 */
export function parseStrictJson(text: string, limits: Partial<JsonLimits> = {}): JsonValue {
  const { maxChars, maxDepth } = completeLimits(limits)
  if (text.length > maxChars) refuse(text, maxChars, `it is longer than ${maxChars} characters`)
  if (!text.isWellFormed()) refuse(text, findLoneSurrogate(text), LONE_SURROGATE)
  return new StrictReader(text, maxDepth).read()
}

/**
 * The text of bytes in UTF-8.
 *
 * @throws {StrictJsonError} for bytes that are no UTF-8, and for a byte order mark in front.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const before = decodeValidStart(bytes)
    return refuse(before, before.length, 'there are bytes that are not UTF-8')
  }
  if (text.startsWith('\ufeff')) refuse(text, 0, 'it begins with a byte order mark')
  return text
}

const LONE_SURROGATE = 'there is a surrogate without its other half'
const WHITE_SPACE = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON wants just these escaped.
const PLAIN_CHARS = /[^"\\\u0000-\u001f]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const FOUR_HEX = /^[0-9a-fA-F]{4}$/
const WORDS = new Map([
  ['t', { word: 'true', value: true }],
  ['f', { word: 'false', value: false }],
  ['n', { word: 'null', value: null }],
])
const ESCAPES = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
)

class StrictReader {
  readonly #text: string
  readonly #maxDepth: number
  #at = 0

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  read(): JsonValue {
    const value = this.#readValue(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#refuse('there is more behind the value')
    return value
  }

  #readValue(depth: number): JsonValue {
    this.#skipSpace()
    const char = this.#text.charAt(this.#at)
    if (char === '"') return this.#readString()
    if (char === '{' || char === '[') {
      if (depth >= this.#maxDepth) this.#refuse(`it is nested deeper than ${this.#maxDepth} levels`)
      this.#at++
      return char === '{' ? this.#readObject(depth) : this.#readList(depth)
    }
    const known = WORDS.get(char)
    if (known === undefined) return this.#readNumber()
    if (!this.#text.startsWith(known.word, this.#at)) this.#refuse('a value is wanted')
    this.#at += known.word.length
    return known.value
  }

  #readList(depth: number): JsonValue {
    const list: JsonValue[] = []
    if (this.#take(']')) return list
    do list.push(this.#readValue(depth + 1))
    while (this.#take(','))
    if (!this.#take(']')) this.#refuse('a comma or ] is wanted')
    return list
  }

  #readObject(depth: number): JsonValue {
    const record: Record<string, JsonValue> = {}
    if (this.#take('}')) return record
    do {
      this.#skipSpace()
      const start = this.#at
      if (this.#text.charAt(start) !== '"') this.#refuse('a key in quotes is wanted')
      const key = this.#readString()
      if (Object.hasOwn(record, key)) this.#refuse('the key comes twice in its object', start)
      if (!this.#take(':')) this.#refuse('a colon is wanted')
      setMember(record, key, this.#readValue(depth + 1))
    } while (this.#take(','))
    if (!this.#take('}')) this.#refuse('a comma or } is wanted')
    return record
  }

  #readNumber(): number {
    const start = this.#at
    const literal = this.#match(NUMBER)
    if (literal === '') this.#refuse('a value is wanted')
    const value = Number(literal)
    if (!isKeptNumber(literal, value)) {
      this.#refuse('the number would be another when written again', start)
    }
    return value
  }

  #readString(): string {
    const start = this.#at
    this.#at++
    let value = this.#match(PLAIN_CHARS)
    while (!this.#text.startsWith('"', this.#at)) {
      if (this.#at >= this.#text.length) this.#refuse('a string does not end', start)
      if (this.#text.charAt(this.#at) !== '\\') this.#refuse('a control character is not escaped')
      value += this.#readEscape() + this.#match(PLAIN_CHARS)
    }
    this.#at++
    if (!value.isWellFormed()) this.#refuse(LONE_SURROGATE, start)
    return value
  }

  #readEscape(): string {
    const letter = this.#text.charAt(this.#at + 1)
    const char = ESCAPES.get(letter)
    if (char !== undefined) {
      this.#at += 2
      return char
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6)
    if (letter !== 'u' || !FOUR_HEX.test(digits)) this.#refuse('there is no such escape')
    this.#at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  /** Takes what the pattern finds here, which may be nothing. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #skipSpace(): void {
    this.#match(WHITE_SPACE)
  }

  /** Takes a character if it is the next one behind white space. */
  #take(char: string): boolean {
    this.#skipSpace()
    const isNext = this.#text.startsWith(char, this.#at)
    if (isNext) this.#at++
    return isNext
  }

  #refuse(problem: string, offset = this.#at): never {
    return refuse(this.#text, offset, problem)
  }
}

/** Sets a member of its own, where an assignment to `__proto__` would set the prototype. */
function setMember(record: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') record[key] = value
  else {
    const property = { value, configurable: true, enumerable: true, writable: true }
    Object.defineProperty(record, key, property)
  }
}

function refuse(text: string, offset: number, problem: string): never {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  throw new StrictJsonError({ offset, line, column: offset - lineStart + 1, problem })
}

/** Where the first surrogate without its other half stands. */
function findLoneSurrogate(text: string): number {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)!.index
}

/** The text of the bytes before the first that are not UTF-8. */
function decodeValidStart(bytes: Uint8Array): string {
  let text = ''
  let [valid, invalid] = [0, bytes.length + 1]
  while (invalid - valid > 1) {
    const length = Math.floor((valid + invalid) / 2)
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      // A character that only begins at the end is no fault yet.
      text = decoder.decode(bytes.subarray(0, length), { stream: true })
      valid = length
    } catch {
      invalid = length
    }
  }
  return text
}
