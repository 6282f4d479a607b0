/**
 * The extended Wechsler format: a pattern of two states as a short text.
 *
 * Rows are taken five at a time. In such a strip a column of five cells is a character, 0 to v, of
 * which the topmost cell is the lowest bit; `z` ends a strip. Runs of empty columns are `0`, `w` (2),
 * `x` (3) and `y` with a character for 4 to 39 of them, longer ones several of these; those at the
 * end of a strip are left out. See https://conwaylife.com/wiki/Apgcode; for long runs the "greedy"
 * extension described there.
 */

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

const STRIP_ROWS = 5

/** The most empty columns that one `y` tells. */
const MAX_RUN = 39

/**
 * Writes cells of a box of so many columns and rows; empty where there is none.
 *
 * @param sites x and y of each cell, from 0.
 */
export function writeWechsler(sites: ArrayLike<number>, width: number, height: number): string {
  const strips = Math.ceil(height / STRIP_ROWS)
  const columns = new Uint8Array(width * strips)
  for (let i = 0; i < sites.length; i += 2) {
    const [x, y] = [sites[i]!, sites[i + 1]!]
    const column = x + width * Math.floor(y / STRIP_ROWS)
    columns[column] = columns[column]! | (1 << (y % STRIP_ROWS))
  }
  const texts: string[] = []
  for (let strip = 0; strip < strips; strip++) {
    texts.push(writeStrip(columns.subarray(width * strip, width * (strip + 1))))
  }
  return texts.join('z')
}

function writeStrip(columns: Uint8Array): string {
  let text = ''
  let empty = 0
  for (const column of columns) {
    if (column === 0) {
      empty++
      continue
    }
    text += writeEmpty(empty) + DIGITS[column]
    empty = 0
  }
  return text
}

function writeEmpty(columns: number): string {
  let text = ''
  let left = columns
  for (; left > MAX_RUN; left -= MAX_RUN) text += 'yz'
  if (left === 0) return text
  return text + (left < 4 ? ['0', 'w', 'x'][left - 1]! : `y${DIGITS[left - 4]}`)
}

/** The order in which codes are preferred: shorter ones, then by their characters, digits first. */
export function isBefore(a: string, b: string): boolean {
  return a.length < b.length || (a.length === b.length && a < b)
}
