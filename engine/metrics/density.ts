/** How much of each zone lives. */
import type { MeasuredState, MeasuredZones } from './measured-state.ts'
import type { Metric } from './metric.ts'
import { runsOfZones } from './zone-runs.ts'

export const DENSITY: Metric = Object.freeze<Metric>({
  name: 'density',
  outputs: [
    {
      key: 'density.zone.NAME',
      unit: '1',
      definition:
        'the share of the cells of a zone that are not in state 0; of worlds with zones of their own',
    },
    { key: 'density', unit: '1', definition: 'the same of all cells, in any world' },
  ],
  source: 'S. Wolfram, Statistical mechanics of cellular automata, Rev. Mod. Phys. 55 (1983)',
  needs: ['counts', 'cells'],
  measure(state) {
    const { size, zones } = state
    const cells = size.x * size.y * size.z
    const alive = cells - (state.counts[0] ?? 0)
    const whole = cells === 0 ? {} : { density: alive / cells }
    return zones === undefined ? whole : { ...whole, ...densitiesOf(state, zones) }
  },
})

function densitiesOf({ cells }: MeasuredState, { map, names }: MeasuredZones) {
  const densities: Record<string, number> = {}
  const { runs, zones } = runsOfZones(map)
  for (const [zone, name] of names.entries()) {
    let alive = 0
    let all = 0
    for (let run = zones[zone]!; run < zones[zone + 1]!; run++) {
      const first = runs[2 * run]!
      const end = first + runs[2 * run + 1]!
      all += end - first
      // 1 for every state but 0, without a branch.
      for (let cell = first; cell < end; cell++) alive += (cells[cell]! + 255) >> 8
    }
    if (all > 0) densities[`density.zone.${name}`] = alive / all
  }
  return densities
}
