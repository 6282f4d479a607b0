/**
 * Finds which runs of two bands touch, each pair once, by words.
 *
 * Places are noted where a column of one band touches one of the other beside it. Those a step apart are
 * moved to where both runs have a column above each other, if they do. There all places of one pair lie on
 * a stretch that both runs share, and the carries of an addition tell which of them are not its first. What
 * could not be moved is where one run ends and the other begins, which no pair has twice.
 */
import { countOnes } from '../../math/word-bits.ts'
import type { Touch } from './band-plan.ts'
import type { Bands } from './bands.ts'

/** Finds pairs of runs of two bands; a list of them is kept until it is taken. */
export class BandTouches {
  readonly #bands: Bands
  /** A row for each dx of -1, 0 and 1, each with a word before and behind. */
  readonly #places: Int32Array
  readonly #left = 1
  readonly #above: number
  readonly #right: number
  #pairs = new Int32Array(4096)
  #found = 0

  constructor(bands: Bands) {
    this.#bands = bands
    this.#above = bands.bandWords + 3
    this.#right = 2 * bands.bandWords + 5
    this.#places = new Int32Array(3 * (bands.bandWords + 2))
  }

  /** Numbers of runs, two by two, as many as `found` says; overwritten when more are found. */
  get pairs(): Int32Array {
    return this.#pairs
  }

  get found(): number {
    return this.#found
  }

  /** Forgets all pairs. */
  clear(): void {
    this.#found = 0
  }

  /**
   * Adds the pairs of runs of two bands, given by their first words, that touch.
   *
   * @param touches of planes of the bands.
   */
  add(touches: readonly Touch[], band: number, other: number): void {
    this.#places.fill(0)
    let hasSides = false
    for (const touch of touches) {
      this.#note(touch, band, other)
      if (touch.dx !== 0) hasSides = true
    }
    if (hasSides) this.#move(band, other)
    this.#list(band, other)
  }

  /** Notes the places at which columns touch. */
  #note({ dx, own, other }: Touch, band: number, otherBand: number): void {
    const { planes, planeWords, bandWords, digits, plan } = this.#bands
    const places = this.#places
    const to = dx === 0 ? this.#above : dx < 0 ? this.#left : this.#right
    const from = own * planeWords + band
    const met = other * planeWords + otherBand
    for (let word = 0; word < bandWords; word++) {
      places[to + word]! |= planes[from + word]! & beside(planes, met + word, dx)
    }
    for (let digit = 0; digit < digits; digit++) {
      const plane = (plan.planes.length + digit) * planeWords
      for (let word = 0; word < bandWords; word++) {
        const here = planes[plane + band + word]!
        places[to + word]! &= ~(here ^ beside(planes, plane + otherBand + word, dx))
      }
    }
  }

  /** Moves places a step apart to where the same runs lie above each other. */
  #move(band: number, other: number): void {
    const { linked, bandWords } = this.#bands
    const places = this.#places
    const [left, above, right] = [this.#left, this.#above, this.#right]
    for (let word = 0; word < bandWords; word++) {
      const toLeft = places[left + word]!
      const toRight = places[right + word]!
      if ((toLeft | toRight) === 0) continue
      const ownLinked = linked[band + word]!
      const otherLinked = linked[other + word]!
      const ownNext = (ownLinked >>> 1) | (linked[band + word + 1]! << 31)
      const otherNext = (otherLinked >>> 1) | (linked[other + word + 1]! << 31)
      // Where the other run goes on to this column.
      const leftRest = toLeft & ~otherLinked
      const rightRest = toRight & ~otherNext
      // Where the own run goes on to the other's column.
      const leftMoved = leftRest & ownLinked
      const rightMoved = rightRest & ownNext
      places[above + word]! |=
        (toLeft & otherLinked) | (toRight & otherNext) | (leftMoved >>> 1) | (rightMoved << 1)
      places[above + word - 1]! |= leftMoved << 31
      places[above + word + 1]! |= rightMoved >>> 31
      places[left + word] = leftRest & ~leftMoved
      places[right + word] = rightRest & ~rightMoved
    }
  }

  /** Lists the pairs of the places that are left, those of one stretch once. */
  #list(band: number, other: number): void {
    const { linked, bandWords } = this.#bands
    const places = this.#places
    const [left, above, right] = [this.#left, this.#above, this.#right]
    let carry = 0
    for (let word = 0; word < bandWords; word++) {
      const touching = places[above + word]!
      const [atLeft, atRight] = [places[left + word]!, places[right + word]!]
      if ((touching | carry | atLeft | atRight) === 0) continue
      // Bit x: whether the stretch at column x goes on to the next.
      const here = linked[band + word]! & linked[other + word]!
      const next = linked[band + word + 1]! & linked[other + word + 1]!
      const goesOn = (here >>> 1) | (next << 31)
      const begun = goesOn & touching
      const sum = (goesOn + begun + carry) | 0
      const isLater = sum ^ goesOn ^ begun
      carry = (begun | (goesOn & ~sum)) >>> 31
      const firsts = touching & ~isLater
      if (firsts !== 0) this.#listPlaces(band, other, word, firsts, 0)
      if (atLeft !== 0) this.#listPlaces(band, other, word, atLeft, -1)
      if (atRight !== 0) this.#listPlaces(band, other, word, atRight, 1)
    }
  }

  #listPlaces(band: number, otherBand: number, at: number, places: number, dx: number): void {
    const { starts, runsBefore } = this.#bands
    if (this.#found + 64 > this.#pairs.length) {
      const wider = new Int32Array(2 * this.#pairs.length)
      wider.set(this.#pairs)
      this.#pairs = wider
    }
    const pairs = this.#pairs
    let end = this.#found
    const word = band + at
    const other = otherBand + at
    for (let rest = places; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest)
      const met = bit + dx
      const metWord = other + (met >> 5)
      pairs[end] = runsBefore[word]! - 1 + countOnes(starts[word]! & ((2 << bit) - 1))
      pairs[end + 1] =
        runsBefore[metWord]! - 1 + countOnes(starts[metWord]! & ((2 << (met & 31)) - 1))
      end += 2
    }
    this.#found = end
  }
}

/** The bits that lie `dx` of -1, 0 or 1 from those of a word. */
function beside(planes: Int32Array, word: number, dx: number): number {
  if (dx === 0) return planes[word]!
  if (dx < 0) return (planes[word]! << 1) | (planes[word - 1]! >>> 31)
  return (planes[word]! >>> 1) | (planes[word + 1]! << 31)
}
