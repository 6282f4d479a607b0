/**
 * Writes Golly's macrocell: equal squares once, small ones before large ones.
 *
 * The tree is built level by level from the cells up. The root's center is the corner of the cell
 * at (0, 1) of Golly's plane, so a pattern keeps its place in a bounded world.
 */
import { UnrepresentablePatternError } from './errors.ts'
import { MAX_MACROCELL_NODES } from './limits.ts'
import { BIT_LEAF_LEVEL, CENTER_Y, STATE_LEAF_LEVEL } from './macrocell-tree.ts'
import type { CellList } from './pattern.ts'
import {
  assertPlanar,
  commentLine,
  commentLinesOf,
  cornerOnPlane,
  encodeLines,
  nameLineOf,
  type PatternSource,
  statesOf,
} from './pattern-source.ts'
import { suffixedRuleOf } from './write-rle.ts'

/**
 * @throws {UnrepresentablePatternError} where there are layers, more squares than can be read, or
 * cells further from the origin than any world reaches.
 */
export function writeMacrocell(source: PatternSource): Uint8Array {
  assertPlanar(source, 'macrocell')
  const { cells, generation } = source
  const corner = cornerOnPlane(source)
  const isTwoState = statesOf(source) === 2
  const leafLevel = isTwoState ? BIT_LEAF_LEVEL : STATE_LEAF_LEVEL
  const rootLevel = levelAround(source, corner, leafLevel + 1)
  if (2 ** rootLevel > KEY_BASE) {
    throw new UnrepresentablePatternError({
      format: 'macrocell',
      found: `a pattern at ${corner.x}, ${corner.y}`,
      expected: `squares of at most ${KEY_BASE} cells a side around the origin`,
    })
  }
  const half = 2 ** (rootLevel - 1)
  const place = { x: corner.x + half, y: corner.y + half - CENTER_Y }
  const lines: string[] = []
  const leaves = isTwoState ? bitLeavesOf(cells, place) : stateLeavesOf(cells, place)
  let squares = new Map<number, number>()
  const numberOf = new Map<string, number>()
  const number = (line: string) => {
    let found = numberOf.get(line)
    if (found === undefined) {
      found = lines.push(line)
      if (found > MAX_MACROCELL_NODES) throw tooManySquares()
      numberOf.set(line, found)
    }
    return found
  }
  for (const [key, line] of leaves) squares.set(key, number(line))
  for (let level = leafLevel + 1; level <= rootLevel; level++) {
    const parents = gatherQuarters(squares)
    squares = new Map()
    for (const [key, quarters] of parents)
      squares.set(key, number(`${level} ${quarters.join(' ')}`))
  }
  const name = nameLineOf(source)
  const rule = suffixedRuleOf(source)
  return encodeLines([
    '[M2] (thunderline)',
    ...(rule === undefined ? [] : [`#R ${rule}`]),
    ...(generation === undefined ? [] : [`#G ${generation}`]),
    ...(name === undefined ? [] : [`#N ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('#C', text)),
    ...(lines.length === 0 ? [`${rootLevel} 0 0 0 0`] : lines),
  ])
}

/** The least level whose square around the origin holds the whole pattern. */
function levelAround(
  { size }: PatternSource,
  corner: { readonly x: number; readonly y: number },
  leastLevel: number,
): number {
  const reach = Math.max(-corner.x, CENTER_Y - corner.y, corner.x + size.x, corner.y + size.y)
  let level = leastLevel
  while (2 ** (level - 1) < reach) level++
  return level
}

/**
 * Squares of one level are kept under a single number, in the order of their first cells. Both
 * places stay below 2^26, so the number is exact.
 */
const KEY_BASE = 2 ** 26

const keyOf = (x: number, y: number) => x * KEY_BASE + y

/** The 8x8 leaves in which there are cells, each as its line. */
function bitLeavesOf(
  { x, y, states }: CellList,
  place: { readonly x: number; readonly y: number },
): Map<number, string> {
  const rowsOf = new Map<number, Uint8Array>()
  for (let i = 0; i < states.length; i++) {
    const column = x[i]! + place.x
    const row = y[i]! + place.y
    const key = keyOf(Math.floor(column / 8), Math.floor(row / 8))
    let rows = rowsOf.get(key)
    if (rows === undefined) {
      if (rowsOf.size >= MAX_MACROCELL_NODES) throw tooManySquares()
      rows = new Uint8Array(8)
      rowsOf.set(key, rows)
    }
    rows[row % 8]! |= 1 << (column % 8)
  }
  const lines = new Map<number, string>()
  for (const [key, rows] of rowsOf) lines.set(key, Array.from(rows, rowLine).join(''))
  return lines
}

/** A row of a leaf: `.` and `*` up to its last cell, then `$`. */
function rowLine(bits: number): string {
  let text = ''
  for (let rest = bits; rest !== 0; rest >>= 1) text += rest & 1 ? '*' : '.'
  return `${text}$`
}

/** The 2x2 leaves in which there are cells, each as its line. */
function stateLeavesOf(
  { x, y, states }: CellList,
  place: { readonly x: number; readonly y: number },
): Map<number, string> {
  const cells = new Map<number, number>()
  for (let i = 0; i < states.length; i++) {
    if (i >= MAX_MACROCELL_NODES) throw tooManySquares()
    cells.set(keyOf(x[i]! + place.x, y[i]! + place.y), states[i]!)
  }
  const lines = new Map<number, string>()
  for (const [key, quarters] of gatherQuarters(cells)) {
    lines.set(key, `${STATE_LEAF_LEVEL} ${quarters.join(' ')}`)
  }
  return lines
}

/** From squares of one level to those of the next: nw, ne, sw, se, 0 where there is nothing. */
function gatherQuarters(squares: ReadonlyMap<number, number>): Map<number, number[]> {
  const parents = new Map<number, number[]>()
  for (const [key, square] of squares) {
    const x = Math.floor(key / KEY_BASE)
    const y = key % KEY_BASE
    const parent = keyOf(Math.floor(x / 2), Math.floor(y / 2))
    let quarters = parents.get(parent)
    if (quarters === undefined) {
      quarters = [0, 0, 0, 0]
      parents.set(parent, quarters)
    }
    quarters[(x % 2) + 2 * (y % 2)] = square
  }
  return parents
}

function tooManySquares(): UnrepresentablePatternError {
  return new UnrepresentablePatternError({
    format: 'macrocell',
    found: 'a pattern with so many different squares',
    expected: `at most ${MAX_MACROCELL_NODES} squares`,
  })
}
