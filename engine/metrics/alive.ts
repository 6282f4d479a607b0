/** How many cells live. */
import type { Metric } from './metric.ts'

/** Sums counts by state over all states but 0. */
export function countAlive(counts: Float64Array): number {
  let alive = 0
  for (let state = 1; state < counts.length; state++) alive += counts[state]!
  return alive
}

export const ALIVE: Metric = Object.freeze<Metric>({
  name: 'alive',
  unit: 'cells',
  definition: 'Cells that are not in state 0, and their share of all cells (`alive.ratio`).',
  source: "Golly's population; the ratio is the density of S. Wolfram, Rev. Mod. Phys. 55 (1983)",
  needs: [],
  measure({ counts, size }) {
    const alive = countAlive(counts)
    const cells = size.x * size.y * size.z
    return { alive, 'alive.ratio': cells === 0 ? 0 : alive / cells }
  },
})
