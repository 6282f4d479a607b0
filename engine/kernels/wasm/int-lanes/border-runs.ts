/** Which cells the border of a grid copies. */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { buildBorderRuns, type GridLayout } from '../../cpu/grid-layout.ts'

/**
 * The runs of `buildBorderRuns`: target, source and length of each. On a torus they are found row
 * by row, since there each row of the border is one row of the world all along.
 */
export function findBorderRuns(grid: GridLayout, reach: Reach, topology: Topology): Int32Array {
  if (topology.kind !== 'torus') return buildBorderRuns(grid, reach, topology)
  const { size, origin, strideY, strideZ } = grid
  const runs: number[] = []
  for (let z = -reach.z; z < size.z + reach.z; z++) {
    for (let y = -reach.y; y < size.y + reach.y; y++) {
      const target = origin + y * strideY + z * strideZ
      const source = origin + wrap(y, size.y) * strideY + wrap(z, size.z) * strideZ
      const add = (fromX: number, toX: number) => addRow(runs, target, source, size.x, fromX, toX)
      if (target !== source) add(-reach.x, size.x + reach.x)
      else {
        add(-reach.x, 0)
        add(size.x, size.x + reach.x)
      }
    }
  }
  return Int32Array.from(runs)
}

/** Adds a stretch of a row, split where it wraps. */
function addRow(
  runs: number[],
  target: number,
  source: number,
  width: number,
  fromX: number,
  toX: number,
): void {
  for (let x = fromX; x < toX; ) {
    const sourceX = wrap(x, width)
    const length = Math.min(toX - x, width - sourceX)
    runs.push(target + x, source + sourceX, length)
    x += length
  }
}

const wrap = (n: number, period: number) => ((n % period) + period) % period
