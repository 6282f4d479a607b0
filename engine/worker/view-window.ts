/**
 * Which part of a world a picture shows.
 *
 * Of a bounded world that is all of it. Of one without an end it is a window around what is alive:
 * its edges lie on a coarse grid and it only grows, so that the picture keeps still while things
 * move in it; it shrinks when it has become far too large, and is cut where it would be too large
 * to be drawn.
 */
import { countCells, isUnbounded, type Size } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox, wholeOf } from '../lattice/world-box.ts'

/** Edges of a window lie on multiples of this. */
const GRID_CELLS = 32

/** The most cells a window without an end has: a picture larger than that cannot be drawn well. */
const MAX_WINDOW_CELLS = 2 ** 24

/** A window this many times larger than it need be is made anew. */
const MAX_SLACK = 16

/** The longest side of a window that is cut, by the axes without an end. */
const CUT_CELLS = { 1: 4096, 2: 4096, 3: 256 } as const

export interface View {
  readonly box: WorldBox
  /** Tells whether something alive lies outside the box. */
  readonly isClipped: boolean
}

export class ViewWindow {
  readonly #size: Size
  #window: WorldBox | undefined

  /** @param size that of the world; an axis of 0 has no end. */
  constructor(size: Size) {
    this.#size = size
  }

  /** The window for a state that lives in this box. */
  follow(extent: WorldBox): View {
    if (!isUnbounded(this.#size)) return { box: wholeOf(this.#size), isClipped: false }
    const needed = this.#roundOut(extent)
    let window = this.#window === undefined ? needed : union(this.#window, needed)
    if (countCells(window.size) > MAX_SLACK * countCells(needed.size)) window = needed
    const box = countCells(window.size) > MAX_WINDOW_CELLS ? this.#cut(needed) : window
    this.#window = window
    const isEmpty = countCells(extent.size) === 0
    const shown = isEmpty ? undefined : intersectBoxes(extent, box)
    const shownCells = shown === undefined ? 0 : countCells(shown.size)
    return { box, isClipped: shownCells < countCells(extent.size) }
  }

  /** The box with its edges on the grid along the axes that have no end. */
  #roundOut(extent: WorldBox): WorldBox {
    const along = (axis: 'x' | 'y' | 'z') => {
      const bounded = this.#size[axis]
      if (bounded > 0) return { start: 0, cells: bounded }
      const start = Math.floor(extent[axis] / GRID_CELLS) * GRID_CELLS
      const end = Math.ceil((extent[axis] + Math.max(1, extent.size[axis])) / GRID_CELLS)
      return { start, cells: end * GRID_CELLS - start }
    }
    return boxOf(along('x'), along('y'), along('z'))
  }

  /** The middle of a box that is too large to be drawn. */
  #cut(box: WorldBox): WorldBox {
    const endless = [this.#size.x, this.#size.y, this.#size.z].filter((cells) => cells === 0)
    const longest = CUT_CELLS[Math.min(3, Math.max(1, endless.length)) as 1 | 2 | 3]
    const along = (axis: 'x' | 'y' | 'z') => {
      const cells = Math.min(longest, box.size[axis])
      return { start: box[axis] + Math.floor((box.size[axis] - cells) / 2), cells }
    }
    return boxOf(along('x'), along('y'), along('z'))
  }
}

interface Span {
  readonly start: number
  readonly cells: number
}

function boxOf(x: Span, y: Span, z: Span): WorldBox {
  return { x: x.start, y: y.start, z: z.start, size: { x: x.cells, y: y.cells, z: z.cells } }
}

function union(a: WorldBox, b: WorldBox): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const start = Math.min(a[axis], b[axis])
    const end = Math.max(a[axis] + a.size[axis], b[axis] + b.size[axis])
    return { start, cells: end - start }
  }
  return boxOf(along('x'), along('y'), along('z'))
}
