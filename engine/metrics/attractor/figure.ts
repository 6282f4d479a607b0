/** Figures: blocks of cells that may be turned, mirrored and moved, and compared. */
import { countCells, type Size } from '../../lattice/size.ts'

/** The cells of a world that wraps around, or of the smallest box that holds all but background. */
export interface Figure {
  readonly size: Size
  /** One byte a cell, in flat order. */
  readonly cells: Uint8Array
  /** Whether the opposite faces of the size meet, so that a figure may be moved around in it. */
  readonly wraps: boolean
}

/** A turn or mirror image of a figure: coordinate i of a cell comes from `axes[i]`, turned round or not. */
export interface Orientation {
  readonly axes: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2]
  readonly flips: readonly [boolean, boolean, boolean]
}

export type Vector = readonly [x: number, y: number, z: number]

const AXES = ['x', 'y', 'z'] as const

/** An orientation as the place that a cell at x, y, z goes to: `-y,x`. */
export function formatOrientation({ axes, flips }: Orientation, dimensions: number): string {
  const parts = axes.map((axis, i) => `${flips[i] ? '-' : ''}${AXES[axis]}`)
  return parts.slice(0, dimensions).join(',')
}

/** Where an orientation takes an offset. */
export function turnOffset({ axes, flips }: Orientation, offset: Vector): Vector {
  const along = (i: 0 | 1 | 2) => (flips[i] ? -offset[axes[i]] || 0 : offset[axes[i]])
  return [along(0), along(1), along(2)]
}

/** The orientations of the first axes: 2 of one axis, 8 of two and 48 of three, as it is first. */
export function listOrientations(dimensions: number): Orientation[] {
  const orders = [
    [0, 1, 2],
    [1, 0, 2],
    [0, 2, 1],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const
  const isWithin = (axes: Orientation['axes']) =>
    axes.every((axis, i) => i < dimensions || axis === i)
  return orders.filter(isWithin).flatMap((axes) =>
    Array.from({ length: 2 ** dimensions }, (_, bits) => {
      const flips = [(bits & 1) !== 0, (bits & 2) !== 0, (bits & 4) !== 0] as const
      return Object.freeze({ axes, flips })
    }),
  )
}

/** The figure turned. */
export function turnFigure(figure: Figure, { axes, flips }: Orientation): Figure {
  const from = [figure.size.x, figure.size.y, figure.size.z] as const
  const strides = [1, from[0], from[0] * from[1]] as const
  const lengths = axes.map((axis) => from[axis]) as [number, number, number]
  const steps = axes.map((axis, i) => (flips[i] ? -strides[axis] : strides[axis]))
  const starts = axes.map((axis, i) => (flips[i] ? (from[axis] - 1) * strides[axis] : 0))
  const first = starts[0]! + starts[1]! + starts[2]!
  const cells = new Uint8Array(figure.cells.length)
  let to = 0
  for (let z = 0; z < lengths[2]; z++) {
    for (let y = 0; y < lengths[1]; y++) {
      let at = first + z * steps[2]! + y * steps[1]!
      for (let x = 0; x < lengths[0]; x++, at += steps[0]!) cells[to++] = figure.cells[at]!
    }
  }
  return { size: { x: lengths[0], y: lengths[1], z: lengths[2] }, cells, wraps: figure.wraps }
}

/** The smallest box of a figure that holds all cells but those of one state, cut out. */
export function cutFigure({ size, cells }: Figure, background: number): Figure {
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
  return { size: cut, cells: out, wraps: false }
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
