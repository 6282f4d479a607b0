/** The cells of a moment, kept to be compared with those of the next. */
import { countCells, flatIndexOf } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox } from '../lattice/world-box.ts'
import type { DenseState } from './readable-state.ts'

/** A state as bytes, and what lies around it in a world without an end. */
export interface KeptMoment extends DenseState {
  readonly tick: number
  readonly background: number
}

/** The cells of a kept moment in another box: what it does not hold was background. */
export function cellsInBox(moment: KeptMoment, box: WorldBox): Uint8Array {
  if (isSameBox(moment.box, box)) return moment.cells
  const cells = new Uint8Array(countCells(box.size)).fill(moment.background)
  eachSharedRow(moment.box, box, (from, to, length) => {
    cells.set(moment.cells.subarray(from, from + length), to)
  })
  return cells
}

/** How many cells are not what they were, anywhere; undefined where those are infinitely many. */
export function countChanged(before: KeptMoment, now: KeptMoment): number | undefined {
  if (before.background !== now.background) return undefined
  if (isSameBox(before.box, now.box)) return countDifferences(before.cells, now.cells)
  // Outside the present box all is background now, so what was not has changed.
  let shared = 0
  eachSharedRow(before.box, now.box, (from, _, length) => {
    shared += countOthers(before.cells.subarray(from, from + length), now.background)
  })
  const left = countOthers(before.cells, now.background) - shared
  return left + countDifferences(cellsInBox(before, now.box), now.cells)
}

function isSameBox(a: WorldBox, b: WorldBox): boolean {
  return AXES.every((axis) => a[axis] === b[axis] && a.size[axis] === b.size[axis])
}

const AXES = ['x', 'y', 'z'] as const

/** Rows of cells that two boxes have in common, by their place in each. */
function eachSharedRow(
  one: WorldBox,
  other: WorldBox,
  visit: (inOne: number, inOther: number, length: number) => void,
): void {
  const shared = intersectBoxes(one, other)
  if (shared === undefined) return
  const placeIn = (box: WorldBox, y: number, z: number) =>
    flatIndexOf(box.size, shared.x - box.x, shared.y - box.y + y, shared.z - box.z + z)
  for (let z = 0; z < shared.size.z; z++) {
    for (let y = 0; y < shared.size.y; y++) {
      visit(placeIn(one, y, z), placeIn(other, y, z), shared.size.x)
    }
  }
}

function countOthers(cells: Uint8Array, background: number): number {
  let others = 0
  for (let cell = 0; cell < cells.length; cell++) if (cells[cell] !== background) others++
  return others
}

/** Four cells at a time where all of them are the same. */
function countDifferences(before: Uint8Array, now: Uint8Array): number {
  const words = before.byteOffset % 4 === 0 && now.byteOffset % 4 === 0 ? now.length >> 2 : 0
  const [wordsBefore, wordsNow] = [before, now].map(
    (cells) => new Uint32Array(cells.buffer, words === 0 ? 0 : cells.byteOffset, words),
  ) as [Uint32Array, Uint32Array]
  let differences = 0
  for (let word = 0; word < words; word++) {
    const other = wordsBefore[word]! ^ wordsNow[word]!
    if (other === 0) continue
    // A byte that is not 0 has its highest bit set by this, whatever the others are.
    const marks = (((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other) & 0x80808080
    differences += Math.imul(marks >>> 7, 0x01010101) >>> 24
  }
  for (let cell = 4 * words; cell < now.length; cell++) {
    if (before[cell] !== now[cell]) differences++
  }
  return differences
}
