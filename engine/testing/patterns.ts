/** Random patterns for property tests, and a plain way to compare them. */
import fc from 'fast-check'
import { cellListFromDense } from '../formats/cell-list.ts'
import type { CellList, Pattern } from '../formats/pattern.ts'
import type { PatternSource } from '../formats/pattern-source.ts'
import type { Dimensions, Size } from '../lattice/size.ts'

export interface PatternShape {
  readonly dimensions: Dimensions
  /** Number of states, 2 to 256. */
  readonly states: number
  /** Cells along the longest possible axis. */
  readonly maxAxisCells: number
}

/** Any pattern of a shape, from empty to full. */
export function anyPattern({ dimensions, states, maxAxisCells }: PatternShape) {
  const axis = fc.integer({ min: 1, max: maxAxisCells })
  const one = fc.constant(1)
  return fc
    .record({ x: axis, y: dimensions > 1 ? axis : one, z: dimensions > 2 ? axis : one })
    .chain((size) => {
      const length = size.x * size.y * size.z
      const state = fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: states - 1 }) },
      )
      return fc
        .array(state, { minLength: length, maxLength: length })
        .map((cells) => patternOf(Uint8Array.from(cells), size, dimensions))
    })
}

/** A pattern that fills a dense world in flat order. */
export function patternOf(cells: Uint8Array, size: Size, dimensions: Dimensions): PatternSource {
  return { cells: cellListFromDense(cells, size), size, dimensions }
}

/** The cells as `x,y,z:state`, in the list's order. */
export function listCells({ x, y, z, states }: CellList): string[] {
  return Array.from(states, (state, i) => `${x[i]},${y[i]},${z[i]}:${state}`)
}

/** The cells moved to the corner of their bounding box, as `listCells` writes them. */
export function listCroppedCells(cells: CellList): string[] {
  const least = (values: Int32Array) => values.reduce((min, value) => Math.min(min, value), 2 ** 30)
  const [dx, dy, dz] = [least(cells.x), least(cells.y), least(cells.z)]
  return listCells({
    x: cells.x.map((x) => x - dx),
    y: cells.y.map((y) => y - dy),
    z: cells.z.map((z) => z - dz),
    states: cells.states,
  })
}

/** What a pattern says besides its cells, for comparison. */
export function notesOf({ name, comments, ruleText, generation, world }: Pattern) {
  return { name, comments, ruleText, generation, world }
}

/** A macrocell of 2^level cells a side with the same glider, eight cells wide, in its four corners. */
export function glidersInCorners(level: number): string {
  const lines = ['[M2] (test)', '#R B3/S23', '.*$..*$***$$$$$$']
  const corners = [1, 1, 1, 1]
  for (let at = 4; at < level; at++) {
    for (let quarter = 0; quarter < 4; quarter++) {
      const four = [0, 0, 0, 0]
      four[quarter] = corners[quarter]!
      lines.push(`${at} ${four.join(' ')}`)
      corners[quarter] = lines.length - 2
    }
  }
  return [...lines, `${level} ${corners.join(' ')}`, ''].join('\n')
}
