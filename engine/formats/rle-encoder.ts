/** Cells as run-length encoded text, in lines of at most 70 characters. */
import type { CellList } from './pattern.ts'

const LINE_CHARS = 70

/** The letters of a state: `o` of two states; `A` to `X` and `pA` to `yO` of more. */
function stateTag(state: number, isTwoState: boolean): string {
  if (isTwoState) return 'o'
  const letter = String.fromCharCode(65 + ((state - 1) % 24))
  const prefix = Math.floor((state - 1) / 24)
  return prefix === 0 ? letter : String.fromCharCode(111 + prefix) + letter
}

/**
 * The lines of an RLE body, ending in `!`. Empty space at the ends of rows, layers and the whole
 * is left out. A list with one layer has no `/`.
 */
export function encodeRle(cells: CellList, isTwoState: boolean): string[] {
  const lines: string[] = []
  let line = ''
  const write = (count: number, tag: string) => {
    if (count === 0) return
    const token = count === 1 ? tag : `${count}${tag}`
    if (line.length + token.length > LINE_CHARS) {
      lines.push(line)
      line = ''
    }
    line += token
  }
  const dead = isTwoState ? 'b' : '.'
  const tags = Array.from({ length: 256 }, (_, state) => stateTag(state, isTwoState))
  let x = 0
  let y = 0
  let z = 0
  for (let i = 0; i < cells.states.length; ) {
    const length = lengthOfRun(cells, i)
    if (cells.z[i] !== z) {
      write(cells.z[i]! - z, '/')
      z = cells.z[i]!
      y = 0
      x = 0
    }
    if (cells.y[i] !== y) {
      write(cells.y[i]! - y, '$')
      y = cells.y[i]!
      x = 0
    }
    write(cells.x[i]! - x, dead)
    write(length, tags[cells.states[i]!]!)
    x = cells.x[i]! + length
    i += length
  }
  write(1, '!')
  return [...lines, line]
}

/** Cells from `i` on that follow each other in one row and share a state. */
function lengthOfRun({ x, y, z, states }: CellList, i: number): number {
  let end = i + 1
  while (
    end < states.length &&
    states[end] === states[i] &&
    x[end]! - x[i]! === end - i &&
    y[end] === y[i] &&
    z[end] === z[i]
  ) {
    end++
  }
  return end - i
}
