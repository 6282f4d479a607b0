/** Reads apgcodes, independently of what writes them. */
import { buildCellSet, type CellSet } from '../metrics/census/cell-set.ts'

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** The cells of the pattern that stands after the underscore of a code. */
export function readApgcode(code: string): CellSet {
  const sites: number[] = []
  let [x, y] = [0, 0]
  const text = code.slice(code.indexOf('_') + 1)
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === 'z') [x, y] = [0, y + 5]
    else if (char === 'y') x += 4 + DIGITS.indexOf(text[++i]!)
    else if (char === 'x' || char === 'w') x += char === 'x' ? 3 : 2
    else {
      for (let row = 0; row < 5; row++) {
        if (((DIGITS.indexOf(char) >> row) & 1) === 1) sites.push(x, y + row, 0)
      }
      x++
    }
  }
  return buildCellSet(sites, new Array<number>(sites.length / 3).fill(1))
}
