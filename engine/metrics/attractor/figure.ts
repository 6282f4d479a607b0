/** Figures: blocks of cells that may be turned, mirrored and moved, and compared. */
import { countCells, type Size } from '../../lattice/size.ts'
import { type Orientation, turnOffset, type Vector } from '../orientation.ts'

/** The cells of a world that wraps around, or of the smallest box that holds all but background. */
export interface Figure {
  readonly size: Size
  /** One byte a cell, in flat order. */
  readonly cells: Uint8Array
  /** Whether the opposite faces of the size meet, so that a figure may be moved around in it. */
  readonly wraps: boolean
  /** The state of all that lies outside; of no matter to a figure that wraps. */
  readonly background: number
}

/**
 * A figure that wraps, turned; undefined where an orientation does not take its torus to itself: where
 * going around along an axis is then no going around.
 */
export function turnAround(figure: Figure, orientation: Orientation): Figure | undefined {
  const { size, cells } = figure
  const lengths = [size.x, size.y, size.z]
  const fits = orientation.every(
    (factor, at) => (factor * lengths[at % 3]!) % lengths[Math.floor(at / 3)]! === 0,
  )
  if (!fits) return undefined
  const turned = new Uint8Array(cells.length)
  const around = (value: number, length: number) => ((value % length) + length) % length
  eachCell(size, (x, y, z, from) => {
    const [tx, ty, tz] = turnOffset(orientation, [x, y, z])
    const row = around(ty, size.y) + size.y * around(tz, size.z)
    turned[around(tx, size.x) + size.x * row] = cells[from]!
  })
  return { ...figure, cells: turned }
}

/** Whether one figure that does not wrap is another one turned, wherever it lies. */
export function isTurned(of: Figure, figure: Figure, orientation: Orientation): boolean {
  if (of.background !== figure.background) return false
  const places: Vector[] = []
  const states: number[] = []
  eachCell(of.size, (x, y, z, at) => {
    if (of.cells[at] === of.background) return
    places.push(turnOffset(orientation, [x, y, z]))
    states.push(of.cells[at]!)
  })
  const low = [0, 1, 2].map((axis) =>
    places.reduce((least, at) => Math.min(least, at[axis]!), Infinity),
  )
  const { size, cells } = figure
  const isThere = places.every(([px, py, pz], i) => {
    const [x, y, z] = [px - low[0]!, py - low[1]!, pz - low[2]!]
    if (x >= size.x || y >= size.y || z >= size.z) return false
    return cells[x + size.x * (y + size.y * z)] === states[i]
  })
  if (!isThere) return false
  return countLive(figure) === places.length
}

/** How many cells of a figure are not background. */
export function countLive({ cells, background }: Figure): number {
  let count = 0
  for (const state of cells) if (state !== background) count++
  return count
}

type VisitCell = (x: number, y: number, z: number, at: number) => void

function eachCell(size: Size, visit: VisitCell): void {
  for (let z = 0, at = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++, at++) visit(x, y, z, at)
    }
  }
}

/** The smallest box of a figure that holds all cells but background, cut out. */
export function cutFigure({ size, cells, background }: Figure): Figure {
  const low = [size.x, size.y, size.z]
  const high = [-1, -1, -1]
  for (let z = 0, i = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++, i++) {
        if (cells[i] === background) continue
        for (const [axis, at] of [x, y, z].entries()) {
          if (at < low[axis]!) low[axis] = at
          if (at > high[axis]!) high[axis] = at
        }
      }
    }
  }
  const lengthOf = (axis: number) => Math.max(0, high[axis]! - low[axis]! + 1)
  const cut = { x: lengthOf(0), y: lengthOf(1), z: lengthOf(2) }
  const out = new Uint8Array(countCells(cut))
  for (let z = 0, to = 0; z < cut.z; z++) {
    for (let y = 0; y < cut.y; y++, to += cut.x) {
      const from = low[0]! + size.x * (low[1]! + y + size.y * (low[2]! + z))
      out.set(cells.subarray(from, from + cut.x), to)
    }
  }
  return { size: cut, cells: out, wraps: false, background }
}

/** Whether two lists of bytes are the same. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Whether two sizes are the same. */
export function isSameSize(a: Size, b: Size): boolean {
  return a.x === b.x && a.y === b.y && a.z === b.z
}
