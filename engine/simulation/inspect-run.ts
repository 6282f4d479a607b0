/** What there is at a site, or in a box of sites. Looking never changes a run. */
import { fractionBitsOf } from '../fields/channel.ts'
import { toNumber } from '../fields/fixed-point.ts'
import { countCells, flatIndexOf, isUnbounded, type Size } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox, wholeOf } from '../lattice/world-box.ts'
import type {
  BitReport,
  BoxReport,
  FieldNumber,
  FieldSpread,
  NamedNumber,
  Site,
  SiteReport,
} from '../protocol/inspect-api.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import { policyNameOf } from '../scenario/living-run.ts'
import { countStates } from './count-states.ts'
import { OutsideWorldError, StateTooLargeError } from './errors.ts'
import type { Simulation } from './simulation.ts'

/** A box to be looked at has at most so many cells. */
const MAX_INSPECTED_CELLS = 2 ** 26

/**
 * Looks at one site.
 *
 * @throws {OutsideWorldError} when it is none of the world.
 */
export async function inspectSite(simulation: Simulation, site: Site): Promise<SiteReport> {
  const { run, tick, planes, rule } = simulation
  const { x, y, z } = site
  const one = { x, y, z, size: { x: 1, y: 1, z: 1 } }
  assertInside(one, run.size)
  const state = new Uint8Array(1)
  await simulation.read(one, state)
  const value = new Int32Array(1)
  const numbers: { plane: LatticePlaneName; raw: number }[] = []
  for (const plane of planes) {
    await simulation.readPlane(plane, value, flatIndexOf(run.size, x, y, z))
    numbers.push({ plane, raw: value[0]! })
  }
  const of = (kinds: readonly LatticePlaneName['kind'][]): NamedNumber[] =>
    numbers
      .filter(({ plane }) => kinds.includes(plane.kind))
      .map(({ plane, raw }) => ({ name: plane.name === '' ? plane.kind : plane.name, value: raw }))
  const zone = run.living?.zones[run.living.zoneMap.zoneOfSite(x, y, z)]
  const ruleNumber = of(['rule'])[0]?.value ?? zone?.rule ?? 0
  const named = run.living?.rules[ruleNumber]
  return {
    tick,
    site: { x, y, z },
    state: state[0]!,
    zone: zone?.name,
    rule: named === undefined ? rule.canonical : policyNameOf(named),
    fields: of(['channel']).map(({ name, value: raw }) => fieldNumber(simulation, name, raw)),
    components: of(['component']),
    parameters: of(['parameter']),
    bit: await reportBit(simulation, flatIndexOf(run.size, x, y, z)),
  }
}

async function reportBit(simulation: Simulation, cell: number): Promise<BitReport | undefined> {
  const bit = await simulation.viewBit(cell)
  if (bit === undefined) return undefined
  const { id, status, presence, tickCount, insertedAt, channelId, routeTags, rulesVersion } = bit
  const { phiPhase, sigmaFlow, lambdaSensitivity, trustScore } = bit
  return {
    ...{ id, status, presence, tickCount, insertedAt, channelId, routeTags },
    ...{ phiPhase, sigmaFlow, lambdaSensitivity, trustScore },
    // A version is 256 times the list's number, and the rule's.
    metaRules: simulation.run.living?.metaLists[Math.floor(rulesVersion / 256) - 1],
    trace: bit.trace.map((entry) => ({
      tick: entry.tick,
      stateHash: entry.stateHash.toString(16).padStart(16, '0'),
      rulesVersion: entry.rulesVersion,
    })),
  }
}

/**
 * Looks at a box of sites; what of it lies outside the world is left out.
 *
 * @throws {OutsideWorldError} when all of it does.
 * @throws {StateTooLargeError} when it has too many cells to be looked at.
 */
export async function inspectBox(simulation: Simulation, wanted: WorldBox): Promise<BoxReport> {
  const { run, tick, planes } = simulation
  const box = assertInside(wanted, run.size)
  if (countCells(box.size) > MAX_INSPECTED_CELLS) {
    throw new StateTooLargeError({ size: box.size, maxCells: MAX_INSPECTED_CELLS })
  }
  const cells = new Uint8Array(countCells(box.size))
  await simulation.read(box, cells)
  const fields: FieldSpread[] = []
  for (const plane of planes) {
    if (plane.kind !== 'channel') continue
    fields.push(await spreadOf(simulation, plane, box))
  }
  const counts = [...countStates(cells)]
    .map((count, state) => ({ state, cells: count }))
    .filter((entry) => entry.cells > 0)
  return { tick, box, counts, fields }
}

async function spreadOf(
  simulation: Simulation,
  plane: LatticePlaneName,
  { x, y, z, size }: WorldBox,
): Promise<FieldSpread> {
  const world = simulation.run.size
  // One read a layer: a graphics device answers each no faster than a large one.
  const layer = new Int32Array(world.x * (size.y - 1) + size.x)
  let sum = 0
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let dz = 0; dz < size.z; dz++) {
    await simulation.readPlane(plane, layer, flatIndexOf(world, x, y, z + dz))
    for (let row = 0; row < layer.length; row += world.x) {
      for (const raw of layer.subarray(row, row + size.x)) {
        sum += raw
        least = Math.min(least, raw)
        greatest = Math.max(greatest, raw)
      }
    }
  }
  const number = (raw: number) => fieldNumber(simulation, plane.name, raw)
  const { name, unit, value: mean } = number(sum / countCells(size))
  return { name, unit, mean, least: number(least).value, greatest: number(greatest).value }
}

/** Numbers of plain automata's fields have no unit and stand for themselves. */
function fieldNumber({ run }: Simulation, name: string, raw: number): FieldNumber {
  const channel = run.living?.channels.find((each) => each.name === name)
  if (channel === undefined) return { name, unit: '', value: raw }
  return { name, unit: channel.unit, value: toNumber(raw, fractionBitsOf(channel)) }
}

/** The part of a box that lies in the world. */
function assertInside(box: WorldBox, size: Size): WorldBox {
  const isWhole = [box.x, box.y, box.z, ...Object.values(box.size)].every(Number.isSafeInteger)
  const bounded = { x: size.x || FAR, y: size.y || FAR, z: size.z || FAR }
  const world = isUnbounded(size)
    ? {
        x: size.x ? 0 : -FAR / 2,
        y: size.y ? 0 : -FAR / 2,
        z: size.z ? 0 : -FAR / 2,
        size: bounded,
      }
    : wholeOf(size)
  const inside = isWhole ? intersectBoxes(box, world) : undefined
  if (inside === undefined) throw new OutsideWorldError({ box, size })
  return inside
}

/** Stands for an axis without an end. */
const FAR = 2 ** 52
