/** Which cells the border of a grid copies. */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { buildBorderRuns, type GridLayout } from '../../cpu/grid-layout.ts'

/**
 * The runs of `buildBorderRuns`: target, source and length of each. On a torus they are found row
 * by row, since there each row of the border is one row of the world all along.
 */
export function findBorderRuns(
  grid: GridLayout,
  reach: Reach,
  topology: Topology,
  edge: 'zero' | 'nearest' = 'zero',
): Int32Array {
  if (topology.kind !== 'torus') return buildBorderRuns(grid, reach, topology, edge)
  const { size, origin, strideY, strideZ } = grid
  const rows = (size.y + 2 * reach.y) * (size.z + 2 * reach.z)
  const runs = new Int32Array(3 * rows * countRunsOfRow(size.x, reach.x))
  let end = 0
  for (let z = -reach.z; z < size.z + reach.z; z++) {
    for (let y = -reach.y; y < size.y + reach.y; y++) {
      const target = origin + y * strideY + z * strideZ
      const source = origin + wrap(y, size.y) * strideY + wrap(z, size.z) * strideZ
      for (let x = -reach.x; x < size.x + reach.x; ) {
        const sourceX = wrap(x, size.x)
        const length = Math.min(size.x + reach.x - x, size.x - sourceX)
        // What lies inside the world is there already.
        if (target + x !== source + sourceX) {
          runs.set([target + x, source + sourceX, length], end)
          end += 3
        }
        x += length
      }
    }
  }
  return runs.slice(0, end)
}

/** How often a row of the border wraps, at most. */
function countRunsOfRow(width: number, reachCells: number): number {
  return 1 + 2 * Math.ceil(reachCells / width)
}

const wrap = (n: number, period: number) => ((n % period) + period) % period
