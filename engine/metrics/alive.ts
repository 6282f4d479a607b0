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
  outputs: [
    {
      key: 'alive',
      unit: 'cells',
      definition: 'cells that are not in state 0; none where there is no end of them',
    },
    { key: 'alive.ratio', unit: '1', definition: 'their share of all cells' },
  ],
  source: "Golly's population; the ratio is the density of S. Wolfram, Rev. Mod. Phys. 55 (1983)",
  needs: ['counts'],
  measure({ background, counts, size }) {
    const alive = countAlive(counts)
    const cells = size.x * size.y * size.z
    const ratio = { 'alive.ratio': cells === 0 ? 0 : alive / cells }
    return background === 0 ? { alive, ...ratio } : ratio
  },
})
