/**
 * A state that goes on beyond its far faces, so that whoever looks a few cells ahead need not ask
 * what lies there.
 */

import { createSiteResolver } from '../lattice/site-resolver.ts'
import { countCells, flatIndexOf, type Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { MeasuredState } from './measured-state.ts'

export interface ExtendedCells {
  /** The world's and what was added. */
  readonly size: Size
  /** One byte a cell in flat order; 0 where nothing is. */
  readonly cells: Uint8Array
}

/** Whether every site beyond a face is one of the world's. At the corners of a sphere it is not. */
export function isJoined({ kind }: Topology): boolean {
  return kind !== 'box' && kind !== 'sphere'
}

/**
 * The cells of a state, and as many more along each axis as `margin` says: those that are met there in
 * a joined world, else 0.
 */
export function extendCells(
  { size, topology, cells }: Pick<MeasuredState, 'size' | 'topology' | 'cells'>,
  margin: Size,
): ExtendedCells {
  const isAsItIs = margin.x === 0 && margin.y === 0 && margin.z === 0
  if (isAsItIs) return { size, cells }
  const wide = { x: size.x + margin.x, y: size.y + margin.y, z: size.z + margin.z }
  const extended = new Uint8Array(countCells(wide))
  const isTorus = topology.kind === 'torus'
  const resolve = isJoined(topology) ? createSiteResolver(size, topology) : undefined
  for (let z = 0; z < wide.z; z++) {
    for (let y = 0; y < wide.y; y++) {
      const to = flatIndexOf(wide, 0, y, z)
      const isInside = y < size.y && z < size.z
      if (isInside || isTorus) {
        const from = flatIndexOf(size, 0, y % size.y, z % size.z)
        extended.set(cells.subarray(from, from + size.x), to)
      }
      if (isTorus) {
        for (let x = size.x; x < wide.x; x++) extended[to + x] = extended[to + x - size.x]!
        continue
      }
      for (let x = isInside ? size.x : 0; x < wide.x; x++) {
        if (resolve !== undefined) extended[to + x] = cells[resolve(x, y, z)]!
      }
    }
  }
  return { size: wide, cells: extended }
}
