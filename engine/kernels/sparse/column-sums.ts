/**
 * The digest of a state (`math/digest-terms.ts`), kept up to date by what changes in it.
 *
 * A column's value is a sum of powers of t, one for each of its rows that is 1, and adding is XOR:
 * so a cell that turns takes the same power in or out. Only columns in which something has turned
 * are mixed anew, and a tick costs what happens in it. Columns stand in strips of 32, as wide as
 * the bits of a word.
 */
import { KEY_STEP, mix64, planeSeed } from '../../math/digest-terms.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'

/** Columns side by side, that are turned by the bits of a word. */
export const STRIP_COLUMNS = 32

const WORD = 2 ** 32

/** One bit of 32 columns side by side; all numbers of 64 bits are kept in two halves. */
export interface Strip {
  readonly place: number
  readonly low: Uint32Array
  readonly high: Uint32Array
  readonly keyLow: Uint32Array
  readonly keyHigh: Uint32Array
  /** What the columns add to the sum now. */
  readonly termLow: Uint32Array
  readonly termHigh: Uint32Array
  /** The columns in which something has turned since they were added up. */
  turned: number
}

export class ColumnSums {
  readonly #mixer = createSplitMix64(0n)
  readonly #seed: bigint
  readonly #strips = new Map<number, Strip>()
  /** Strips in which something has turned. */
  #turned: Strip[] = []
  #sumLow = 0
  #sumHigh = 0

  /** Begins with columns of zeros. @param bit which bit of a byte they are of. */
  constructor(bit: number) {
    this.#seed = planeSeed(0, bit)
  }

  /** The strip whose columns begin at `STRIP_COLUMNS * place`; good until the next `sum`. */
  strip(place: number): Strip {
    let strip = this.#strips.get(place)
    if (strip === undefined) {
      strip = buildStrip(place, this.#seed)
      this.#strips.set(place, strip)
    }
    return strip
  }

  /** Turns the cells of a row that are 1 in `bits`; the row's power of t comes in two halves. */
  turn(strip: Strip, bits: number, powerLow: number, powerHigh: number): void {
    if (strip.turned === 0) this.#turned.push(strip)
    strip.turned |= bits
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const column = 31 - Math.clz32(rest & -rest)
      strip.low[column]! ^= powerLow
      strip.high[column]! ^= powerHigh
    }
  }

  /** The sum of the terms of all columns, a u64. */
  sum(): bigint {
    for (const strip of this.#turned) {
      this.#addUp(strip)
      if (strip.low.every(isZero) && strip.high.every(isZero)) this.#strips.delete(strip.place)
    }
    this.#turned = []
    return (BigInt(this.#sumHigh >>> 0) << 32n) | BigInt(this.#sumLow)
  }

  #addUp(strip: Strip): void {
    const mixer = this.#mixer
    for (let rest = strip.turned; rest !== 0; rest &= rest - 1) {
      const column = 31 - Math.clz32(rest & -rest)
      const high = strip.high[column]! ^ strip.keyHigh[column]!
      mixer.mix(high, strip.low[column]! ^ strip.keyLow[column]!)
      const low = this.#sumLow + mixer.low - strip.termLow[column]!
      const carry = Math.floor(low / WORD)
      this.#sumLow = low - carry * WORD
      this.#sumHigh = (this.#sumHigh + mixer.high - strip.termHigh[column]! + carry) | 0
      strip.termLow[column] = mixer.low
      strip.termHigh[column] = mixer.high
    }
    strip.turned = 0
  }
}

const isZero = (value: number) => value === 0

/** Columns of zeros, which add nothing: their terms count from what a key alone is mixed to. */
function buildStrip(place: number, seed: bigint): Strip {
  const halves = () => new Uint32Array(STRIP_COLUMNS)
  const strip = {
    place,
    low: halves(),
    high: halves(),
    keyLow: halves(),
    keyHigh: halves(),
    termLow: halves(),
    termHigh: halves(),
    turned: 0,
  }
  for (let column = 0; column < STRIP_COLUMNS; column++) {
    const key = mix64(seed + BigInt(STRIP_COLUMNS * place + column) * KEY_STEP)
    const mixed = mix64(key)
    strip.keyLow[column] = Number(key & 0xffffffffn)
    strip.keyHigh[column] = Number(key >> 32n)
    strip.termLow[column] = Number(mixed & 0xffffffffn)
    strip.termHigh[column] = Number(mixed >> 32n)
  }
  return strip
}
