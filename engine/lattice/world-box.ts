/** Boxes of sites in a world, which may have no end. */
import { countCells, type Size } from './size.ts'

/** A box of sites. In a world without an end its corner may lie on either side of 0. */
export interface WorldBox {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly size: Size
}

/** The whole of a bounded world. */
export function wholeOf(size: Size): WorldBox {
  return { x: 0, y: 0, z: 0, size }
}

/** The sites two boxes share; undefined where they share none. */
export function intersectBoxes(a: WorldBox, b: WorldBox): WorldBox | undefined {
  const along = (axis: 'x' | 'y' | 'z') => {
    const start = Math.max(a[axis], b[axis])
    const end = Math.min(a[axis] + a.size[axis], b[axis] + b.size[axis])
    return { start, cells: end - start }
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  if (x.cells <= 0 || y.cells <= 0 || z.cells <= 0) return undefined
  const size = { x: x.cells, y: y.cells, z: z.cells }
  return { x: x.start, y: y.start, z: z.start, size }
}

/**
 * Cuts a box into parts of at most so many cells that follow each other in its flat order, so that
 * what does not fit into memory at once can be worked through.
 *
 * @param maxCells at least 1.
 */
export function* splitBox(box: WorldBox, maxCells: number): Generator<WorldBox> {
  const { x, y, z, size } = box
  if (countCells(size) === 0) return
  if (countCells(size) <= maxCells) {
    yield box
  } else if (size.x * size.y <= maxCells && size.z > 1) {
    const layers = Math.floor(maxCells / (size.x * size.y))
    for (let at = 0; at < size.z; at += layers) {
      yield { x, y, z: z + at, size: { ...size, z: Math.min(layers, size.z - at) } }
    }
  } else if (size.z > 1) {
    for (let at = 0; at < size.z; at++) {
      yield* splitBox({ x, y, z: z + at, size: { ...size, z: 1 } }, maxCells)
    }
  } else if (size.x <= maxCells && size.y > 1) {
    const rows = Math.floor(maxCells / size.x)
    for (let at = 0; at < size.y; at += rows) {
      yield { x, y: y + at, z, size: { ...size, y: Math.min(rows, size.y - at) } }
    }
  } else if (size.y > 1) {
    for (let at = 0; at < size.y; at++) {
      yield* splitBox({ x, y: y + at, z, size: { ...size, y: 1 } }, maxCells)
    }
  } else {
    for (let at = 0; at < size.x; at += maxCells) {
      yield { x: x + at, y, z, size: { ...size, x: Math.min(maxCells, size.x - at) } }
    }
  }
}
