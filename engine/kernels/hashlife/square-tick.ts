/**
 * Ticks of a square of 16x16 cells, held as `square-rows.ts` says.
 *
 * What lies around the square is not known, so with each tick the outermost ring of cells that was
 * still right is lost; after four the middle 8x8 are right.
 */
import { neighborCountsOf, type PlaneRule } from './plane-rule.ts'

/** Advances a square in place by one tick. */
export type SquareTick = (rows: Int32Array) => void

/** The fastest tick there is for a rule. */
export function createSquareTick(rule: PlaneRule): SquareTick {
  const counts = neighborCountsOf(rule)
  return counts === undefined
    ? createTableTick(rule)
    : createCountingTick(counts.birth, counts.survival)
}

/** All bits of a word where the condition holds, else none. */
const maskOf = (condition: number | undefined) => (condition === 1 ? -1 : 0)

/**
 * Counts all cells of a word at once, with adders on bits (carry-save), then picks from the nine
 * entries by the bits of the count.
 */
function createCountingTick(birth: readonly number[], survival: readonly number[]): SquareTick {
  const isAlive = createPicker(birth, survival)
  // Bit 0 and bit 1 of the sums of three cells in a row, with the rows before and after; then of
  // the two beside a cell.
  const threes0 = new Int32Array(10)
  const threes1 = new Int32Array(10)
  const twos0 = new Int32Array(8)
  const twos1 = new Int32Array(8)
  return (rows) => {
    for (let i = 0; i < 8; i++) {
      const row = rows[i]!
      // At the border of the halves a neighbor's bit slips in, on cells that are lost anyway.
      const left = row << 1
      const right = row >>> 1
      const two0 = left ^ right
      const two1 = left & right
      twos0[i] = two0
      twos1[i] = two1
      threes0[i + 1] = two0 ^ row
      threes1[i + 1] = two1 | (two0 & row)
    }
    // Row 8 follows row 7, in the other half of the first word.
    threes0[0] = threes0[8]! << 16
    threes1[0] = threes1[8]! << 16
    threes0[9] = threes0[1]! >>> 16
    threes1[9] = threes1[1]! >>> 16
    for (let i = 0; i < 8; i++) {
      const above = threes0[i]!
      const below = threes0[i + 2]!
      const beside = twos0[i]!
      const some = above ^ below
      const bit0 = some ^ beside
      const carry = (above & below) | (some & beside)
      const above1 = threes1[i]!
      const below1 = threes1[i + 2]!
      const beside1 = twos1[i]!
      const some1 = above1 ^ below1
      const sum1 = some1 ^ beside1
      const four = (above1 & below1) | (some1 & beside1)
      const alsoFour = sum1 & carry
      rows[i] = isAlive(rows[i]!, bit0, sum1 ^ carry, four ^ alsoFour, four & alsoFour)
    }
  }
}

/** Picks, cell by cell, the entry that own state and count name. */
type Picker = (own: number, bit0: number, bit1: number, bit2: number, bit3: number) => number

function createPicker(birth: readonly number[], survival: readonly number[]): Picker {
  const pickBirth = createCountPicker(birth)
  const pickSurvival = createCountPicker(survival)
  return (own, bit0, bit1, bit2, bit3) => {
    const born = pickBirth(bit0, bit1, bit2, bit3)
    return born ^ (own & (born ^ pickSurvival(bit0, bit1, bit2, bit3)))
  }
}

/** A tree of choices by one bit each, `a ^ (bit & (a ^ b))`; the lowest have fixed outcomes. */
function createCountPicker(entries: readonly number[]) {
  const [from0, from2, from4, from6, eight] = [0, 2, 4, 6, 8].map((i) => maskOf(entries[i]))
  const [to1, to3, to5, to7] = [0, 2, 4, 6].map((i) => maskOf(entries[i]) ^ maskOf(entries[i + 1]))
  return (bit0: number, bit1: number, bit2: number, bit3: number): number => {
    const of01 = from0! ^ (bit0 & to1!)
    const of23 = from2! ^ (bit0 & to3!)
    const of45 = from4! ^ (bit0 & to5!)
    const of67 = from6! ^ (bit0 & to7!)
    const of03 = of01 ^ (bit1 & (of01 ^ of23))
    const of47 = of45 ^ (bit1 & (of45 ^ of67))
    const of07 = of03 ^ (bit2 & (of03 ^ of47))
    return of07 ^ (bit3 & (of07 ^ eight!))
  }
}

/** Looks up four cells of a row at once, by the 3x6 cells in their midst. */
function createTableTick(rule: PlaneRule): SquareTick {
  const fours = buildFours(rule)
  // Each row one place to the left, with a row of zeros before and after.
  const shifted = new Int32Array(18)
  return (rows) => {
    for (let y = 0; y < 8; y++) {
      shifted[y + 1] = (rows[y]! & 0xffff) << 1
      shifted[y + 9] = (rows[y]! >>> 16) << 1
    }
    for (let y = 0; y < 8; y++) {
      rows[y] = nextRow(fours, shifted, y) | (nextRow(fours, shifted, y + 8) << 16)
    }
  }
}

function nextRow(fours: Uint8Array, shifted: Int32Array, y: number): number {
  const above = shifted[y]!
  const own = shifted[y + 1]!
  const below = shifted[y + 2]!
  let next = 0
  for (let x = 0; x < 16; x += 4) {
    const index =
      ((above >>> x) & 63) | (((own >>> x) & 63) << 6) | (((below >>> x) & 63) << 12)
    next |= fours[index]! << x
  }
  return next
}

/** Four cells of a row by the 18 cells around and in them, the row above first. */
function buildFours(rule: PlaneRule): Uint8Array {
  return Uint8Array.from({ length: 2 ** 18 }, (_, index) => {
    let next = 0
    for (let x = 0; x < 4; x++) {
      const above = (index >> x) & 7
      const own = (index >> (x + 6)) & 7
      const below = (index >> (x + 12)) & 7
      next |= rule[above | (own << 3) | (below << 6)]! << x
    }
    return next
  })
}
