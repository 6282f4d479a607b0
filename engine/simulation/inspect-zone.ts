/** What a zone is and holds. Looking never changes a run. */
import { toNumber } from '../fields/fixed-point.ts'
import { ZONE_METRICS_BY_NAME } from '../forge/meta-rules/zone-metrics.ts'
import { isStepping } from '../lattice/zone-clock.ts'
import { DEFAULT_ACTOR } from '../policy/policy-schema.ts'
import type { NamedNumber, Settlement, ZoneReport } from '../protocol/inspect-api.ts'
import { isSamePlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import type { BitOrders } from './bit-orders.ts'
import { addStates, populationOf } from './count-states.ts'
import { NoSuchFieldError, StateTooLargeError } from './errors.ts'
import {
  listCounts,
  MAX_INSPECTED_CELLS,
  type Region,
  regionOfZone,
  ruleName,
  spreadFields,
} from './inspect-region.ts'
import type { Simulation } from './simulation.ts'
import { ACTIVITY } from './zone-meter.ts'

/**
 * Looks at a zone.
 *
 * @throws {NoSuchFieldError} when the run has none of that name.
 * @throws {StateTooLargeError} when it has too many cells to be looked at.
 */
export async function inspectZone(simulation: Simulation, name: string): Promise<ZoneReport> {
  const { run, tick, bits } = simulation
  const known = run.living?.zones ?? []
  const zone = known.findIndex((each) => each.name === name)
  if (run.living === undefined || zone === -1) {
    throw new NoSuchFieldError({ name, known: known.map((each) => each.name) })
  }
  const { zoneMap } = run.living
  const { rule, clock, isSettled } = known[zone]!
  const { policies } = run.living
  const cells = zoneMap.countCells(zone)
  if (cells > MAX_INSPECTED_CELLS) {
    throw new StateTooLargeError({ size: run.size, maxCells: MAX_INSPECTED_CELLS })
  }
  const region = regionOfZone(zoneMap, zone)
  const counts = await countRegion(simulation, region)
  const population = populationOf(counts)
  return {
    tick,
    name,
    rule: ruleName(simulation, rule),
    clock,
    isStepping: isStepping(clock, tick),
    isSettled,
    cells,
    counts: listCounts(counts),
    fields: await spreadFields(simulation, region),
    metrics: [
      { name: 'population', value: population },
      { name: 'density', value: cells === 0 ? 0 : population / cells },
      ...(await readActivity(simulation, region)),
    ],
    settlement: isSettled && bits ? describeBits(bits, zone, policies?.actor) : undefined,
  }
}

function describeBits(bits: BitOrders, zone: number, actor = DEFAULT_ACTOR): Settlement {
  const { trial, ...room } = bits.describeZone(zone, actor)
  if (trial === undefined) return { ...room, trial }
  const { x, y, z } = trial.site
  const { decision, reason } = trial.verdict
  return { ...room, trial: { site: { x, y, z }, actor, decision, reason } }
}

const ACTIVITY_PLANE: LatticePlaneName = Object.freeze({ kind: 'metric', name: ACTIVITY })

/** Part of the state where meta-rules look at it, the same number at all cells; else nobody knows. */
async function readActivity(simulation: Simulation, { layers }: Region): Promise<NamedNumber[]> {
  const first = layers[0]?.[0]?.[0]
  const isThere = simulation.planes.some((plane) => isSamePlane(plane, ACTIVITY_PLANE))
  if (first === undefined || !isThere) return []
  const value = new Int32Array(1)
  await simulation.readPlane(ACTIVITY_PLANE, value, first)
  const { fractionBits } = ZONE_METRICS_BY_NAME.get(ACTIVITY)!
  return [{ name: ACTIVITY, value: toNumber(value[0]!, fractionBits) }]
}

/** Cells by state. */
async function countRegion(simulation: Simulation, { layers }: Region): Promise<Float64Array> {
  const { x: width, y: height } = simulation.run.size
  const counts = new Float64Array(256)
  for (const layer of layers) {
    const [[first], [last]] = [layer[0]!, layer.at(-1)!]
    const [row, lastRow] = [Math.floor(first / width), Math.floor(last / width)]
    const size = { x: width, y: lastRow - row + 1, z: 1 }
    const cells = new Uint8Array(size.x * size.y)
    const box = { x: 0, y: row % height, z: Math.floor(row / height), size }
    await simulation.read(box, cells)
    const start = row * width
    for (const [at, count] of layer)
      addStates(counts, cells.subarray(at - start, at - start + count))
  }
  return counts
}
