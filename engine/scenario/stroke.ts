/**
 * Strokes: acts of painting on a dense state, whether before the first tick or at a later one.
 */

import { flatIndexOf, type Size } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'

/** A box of cells that lies inside its world. */
export interface CellBox {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly size: Size
}

export type Stroke =
  /** Sets site `indices[i]` (flat) to `states[i]`; every other site stays as it is. */
  | { readonly kind: 'sites'; readonly indices: Uint32Array; readonly states: Uint8Array }
  | { readonly kind: 'fill'; readonly box: CellBox; readonly state: number }
  /** Sets every cell of the box at random; `density` is 0 to 255. */
  | { readonly kind: 'soup'; readonly box: CellBox; readonly density: number }

/** The world a stroke is painted on. */
export interface Canvas {
  /** One byte a cell in flat order; changed in place. */
  readonly cells: Uint8Array
  readonly size: Size
  /** States of the rule in force: a soup draws from all of them. */
  readonly states: number
  /** A u64; each soup starts its stream anew from it. */
  readonly seed: bigint
}

/** Paints one stroke in place. */
export function applyStroke(canvas: Canvas, stroke: Stroke): void {
  switch (stroke.kind) {
    case 'sites':
      for (let i = 0; i < stroke.indices.length; i++) {
        canvas.cells[stroke.indices[i]!] = stroke.states[i]!
      }
      return
    case 'fill':
      forEachRow(canvas.size, stroke.box, (start, end) => {
        canvas.cells.fill(stroke.state, start, end)
      })
      return
    case 'soup':
      fillSoup(canvas, stroke.box, stroke.density)
      return
    default:
      stroke satisfies never
  }
}

/**
 * Fills a box at random: one SplitMix64 draw a cell in flat order, alive where the top 8 bits are
 * below the density; with more than two states, state 1 + (bits 32 to 47) mod (states - 1).
 */
function fillSoup({ cells, size, states, seed }: Canvas, box: CellBox, density: number): void {
  const random = createSplitMix64(seed)
  const liveStates = states - 1
  forEachRow(size, box, (start, end) => {
    for (let i = start; i < end; i++) {
      random.next()
      const isAlive = random.high >>> 24 < density
      cells[i] = isAlive ? 1 + ((random.high & 0xffff) % liveStates) : 0
    }
  })
}

/** Visits the rows of a box in flat order, each as a half-open range of flat indices. */
function forEachRow(size: Size, box: CellBox, visit: (start: number, end: number) => void): void {
  for (let z = box.z; z < box.z + box.size.z; z++) {
    for (let y = box.y; y < box.y + box.size.y; y++) {
      const start = flatIndexOf(size, box.x, y, z)
      visit(start, start + box.size.x)
    }
  }
}
