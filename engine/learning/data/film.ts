/** Films of a world, and examples of what cells became. */
import { buildNeighborhood, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { Examples } from './examples.ts'

/** States of all cells, tick after tick, a byte a cell in flat order. */
export interface Film {
  readonly size: Size
  readonly topology: Topology
  /** How many states a cell may have. */
  readonly states: number
  readonly frames: readonly Uint8Array[]
}

/** Makes an example of a cell and the tick after `tick`. */
export interface FilmReader {
  /** Inputs of an example. */
  readonly width: number
  /** What is seen of `cells` at a tick: the cell itself and then its neighbors, a number for each state but 0. */
  read(tick: number, cells: ArrayLike<number>): Examples
}

/** A reader of what a neighborhood shows. Sites outside the world read as state 0. */
export function createFilmReader(film: Film, neighborhood: NeighborhoodSpec): FilmReader {
  const { size, states, frames } = film
  const { offsets, oddOffsets } = buildNeighborhood(neighborhood)
  const siteOf = createSiteResolver(size, film.topology)
  const shown = states - 1
  const width = (offsets.length / 3 + 1) * shown
  const show = (inputs: Float64Array, at: number, state: number) => {
    if (state > 0) inputs[at + state - 1] = 1
  }
  return {
    width,
    read(tick, cells) {
      const [now, next] = [frames[tick]!, frames[tick + 1]!]
      const inputs = new Float64Array(cells.length * width)
      const targets = new Float64Array(cells.length)
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i]!
        const x = cell % size.x
        const y = Math.floor(cell / size.x) % size.y
        const z = Math.floor(cell / (size.x * size.y))
        show(inputs, i * width, now[cell]!)
        const around = (x + y + z) % 2 === 1 ? (oddOffsets ?? offsets) : offsets
        for (let n = 0; n < around.length / 3; n++) {
          const site = siteOf(x + around[3 * n]!, y + around[3 * n + 1]!, z + around[3 * n + 2]!)
          const state = site === OUTSIDE ? 0 : now[site]!
          show(inputs, i * width + (n + 1) * shown, state)
        }
        targets[i] = next[cell]!
      }
      return { count: cells.length, width, inputs, targets }
    },
  }
}

/** The numbers of all cells of a world. */
export function listCells(size: Size): Int32Array {
  return Int32Array.from({ length: countCells(size) }, (_, cell) => cell)
}
