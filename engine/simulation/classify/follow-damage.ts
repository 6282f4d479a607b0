/** Follows one-cell changes beside the run that they were made in. */
import { countCells, type Size } from '../../lattice/size.ts'
import { createSplitMix64, type SplitMix64 } from '../../math/split-mix64.ts'
import { type ChangedSite, findDamage } from '../../metrics/damage/find-damage.ts'
import type { Simulation } from '../simulation.ts'
import type { MemberPlan } from './member-plan.ts'
import type { DamageCurves } from './member-report.ts'

/** Sets the draws of changed cells apart from those of soups. */
const SITE_SALT = 0x64616d616765n

/**
 * Changes one cell at random at the present tick, and compares what follows with what would have
 * followed; so many times, each from the same state. The simulation is left somewhere later.
 *
 * Undefined where the plan asks for none.
 */
export async function followDamage(
  simulation: Simulation,
  { damageTrials, damageTicks, seed }: MemberPlan,
): Promise<DamageCurves | undefined> {
  if (damageTrials === 0 || damageTicks === 0) return undefined
  const { size } = simulation.run
  const start = await simulation.takeSnapshot()
  const undamaged = await recordStates(simulation, damageTicks)
  const draws = createSplitMix64(BigInt(seed) ^ SITE_SALT)
  const states = simulation.rule.states
  const trials: number[][] = []
  const reach: number[] = []
  const box = simulation.extent()
  const cells = new Uint8Array(countCells(size))
  for (let trial = 0; trial < damageTrials; trial++) {
    const site = drawBelow(draws, cells.length)
    const shift = 1 + drawBelow(draws, states - 1)
    const changed = start.cells.slice()
    changed[site] = (changed[site]! + shift) % states
    await simulation.restore({ ...start, cells: changed })
    const curve = [1]
    let farthest = 0
    for (let tick = 0; tick < damageTicks; tick++) {
      await simulation.advance(1)
      await simulation.read(box, cells)
      const damage = findDamage(size, cells, undamaged[tick]!, siteOf(size, site), true)
      curve.push(damage.cells)
      farthest = Math.max(farthest, damage.distance)
      if (damage.cells === 0 && simulation.planes.length === 0) break
    }
    while (curve.length <= damageTicks) curve.push(0)
    trials.push(curve)
    reach.push(farthest)
  }
  return { trials, reach }
}

async function recordStates(simulation: Simulation, ticks: number): Promise<Uint8Array[]> {
  const box = simulation.extent()
  const states: Uint8Array[] = []
  for (let tick = 0; tick < ticks; tick++) {
    await simulation.advance(1)
    const cells = new Uint8Array(countCells(simulation.run.size))
    await simulation.read(box, cells)
    states.push(cells)
  }
  return states
}

/** A whole number below another; the bias of a draw of 32 bits is below what is seen. */
function drawBelow(draws: SplitMix64, below: number): number {
  draws.next()
  return draws.high % below
}

/** The place of a cell by its flat index. */
const siteOf = ({ x, y }: Size, cell: number): ChangedSite => [
  cell % x,
  Math.floor(cell / x) % y,
  Math.floor(cell / (x * y)),
]
