/**
 * How the number of living cells around one is written in bits.
 *
 * What a rule asks of a count is cheaper to decide in some ways of writing it than in others: life's
 * 3 and 4 of nine cells are 6 and 7 with three added, which differ in one bit only. Adders take in
 * a constant 1 for nothing, and the complements of cells are as easily added up as the cells.
 */
export interface CountCode {
  /** Whether the cell itself is counted too. */
  readonly countsSelf: boolean
  /** Whether the cells that are not alive are counted instead. */
  readonly countsDead: boolean
  /** What is added to the count. */
  readonly extra: number
}

/** More cannot be added for nothing where three numbers are added up. */
export const MAX_EXTRA = 2

/** The count as it is. */
export const plainCount = (countsSelf: boolean): CountCode => ({
  countsSelf,
  countsDead: false,
  extra: 0,
})

/**
 * How many living neighbors a written number stands for; below 0 or above their number where it
 * never occurs.
 *
 * @param own 1 where the cell itself is alive.
 */
export function readCount(
  { countsSelf, countsDead, extra }: CountCode,
  neighbors: number,
  own: number,
  written: number,
): number {
  const counted = written - extra
  const alive = countsDead ? neighbors + Number(countsSelf) - counted : counted
  return countsSelf ? alive - own : alive
}

/** Bits of the greatest number that is written. */
export function countBitsOf({ countsSelf, extra }: CountCode, neighbors: number): number {
  return 32 - Math.clz32(neighbors + Number(countsSelf) + extra)
}
