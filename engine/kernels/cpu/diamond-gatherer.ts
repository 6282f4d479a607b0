/**
 * Sums over |dx| + |dy| <= r around each cell, at a cost that does not depend on r.
 *
 * A diamond slides down one row by adding its new lower boundary, a V of two diagonal arms, and
 * taking away its old upper one. The sums along arms of r + 1 cells slide down as well: along its
 * own diagonal an arm gains the cell it moves onto and loses the one it leaves. Arms that lead are
 * r rows below the ones that trail, so both are kept.
 */
import type { Size } from '../../lattice/size.ts'
import { type CyclicRows, onRing, openCyclicRows } from './cyclic-rows.ts'
import type { RowGatherer } from './row-gatherer.ts'

/** Sums the diamond of this radius around each cell, itself included. */
export function createDiamondGatherer(
  size: Size,
  isTorus: boolean,
  radiusCells: number,
): RowGatherer {
  const rows = openCyclicRows(size, isTorus, radiusCells, radiusCells)
  const { period } = rows
  const leading = new DiagonalArms(rows, radiusCells)
  const trailing = new DiagonalArms(rows, radiusCells)
  const upper = new Uint8Array(period)
  const keys = new Int32Array(size.x)

  /** Takes the sums of row y - 1 to row y. */
  const slideDownTo = (plane: Uint8Array, y: number, z: number) => {
    leading.slideDownTo(plane, y + radiusCells, z)
    trailing.slideDownTo(plane, y - 1, z)
    rows.load(upper, plane, y - 1 - radiusCells, z)

    // The lower V at (x, y + r): both arms end there, and its tip is in both.
    const tips = leading.row
    let fall = leading.fallingIndex(0)
    let rise = leading.risingIndex(0)
    // The upper V at (x, y - 1 - r): its arms end r cells to either side, at row y - 1.
    let fallBefore = trailing.fallingIndex(radiusCells)
    let riseBefore = trailing.risingIndex(-radiusCells)
    for (let x = 0; x < size.x; x++) {
      const gained = leading.falling[fall]! + leading.rising[rise]! - tips[x]!
      const lost = trailing.falling[fallBefore]! + trailing.rising[riseBefore]! - upper[x]!
      keys[x] = keys[x]! + gained - lost
      if (++fall === period) fall = 0
      if (++rise === period) rise = 0
      if (++fallBefore === period) fallBefore = 0
      if (++riseBefore === period) riseBefore = 0
    }
  }
  return {
    countsSelf: true,
    gather(plane, y, z) {
      if (y === 0) {
        keys.fill(0)
        leading.reset()
        trailing.reset()
        for (let above = -2 * radiusCells; above < 0; above++) slideDownTo(plane, above, z)
      }
      slideDownTo(plane, y, z)
      return keys
    },
  }
}

/**
 * Sums along diagonals that end in the cells of one row: of (x - k, y - k), falling, and of
 * (x + k, y - k), rising, for k from 0 to r. They are stored by diagonal, so that sliding down
 * moves nothing.
 */
class DiagonalArms {
  readonly falling: Int32Array
  readonly rising: Int32Array
  /** The row the arms end in. */
  readonly row: Uint8Array
  readonly #left: Uint8Array
  readonly #rows: CyclicRows
  readonly #radiusCells: number
  #y = 0

  constructor(rows: CyclicRows, radiusCells: number) {
    this.#rows = rows
    this.#radiusCells = radiusCells
    this.falling = new Int32Array(rows.period)
    this.rising = new Int32Array(rows.period)
    this.row = new Uint8Array(rows.period)
    this.#left = new Uint8Array(rows.period)
  }

  /** Back to a world of dead rows. */
  reset(): void {
    this.falling.fill(0)
    this.rising.fill(0)
  }

  /** Where the falling arm that ends in column x is stored. */
  fallingIndex(x: number): number {
    return onRing(x - this.#y, this.#rows.period)
  }

  /** Where the rising arm that ends in column x is stored. */
  risingIndex(x: number): number {
    return onRing(x + this.#y, this.#rows.period)
  }

  /** Slides all arms from row y - 1 to row y. */
  slideDownTo(plane: Uint8Array, y: number, z: number): void {
    const { period } = this.#rows
    const { falling, rising, row } = this
    const left = this.#left
    this.#y = y
    this.#rows.load(row, plane, y, z)
    this.#rows.load(left, plane, y - this.#radiusCells - 1, z)

    let fall = this.fallingIndex(0)
    let rise = this.risingIndex(0)
    let behindFall = onRing(-this.#radiusCells - 1, period)
    let behindRise = onRing(this.#radiusCells + 1, period)
    for (let x = 0; x < period; x++) {
      falling[fall] = falling[fall]! + row[x]! - left[behindFall]!
      rising[rise] = rising[rise]! + row[x]! - left[behindRise]!
      if (++fall === period) fall = 0
      if (++rise === period) rise = 0
      if (++behindFall === period) behindFall = 0
      if (++behindRise === period) behindRise = 0
    }
  }
}
