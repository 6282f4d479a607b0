/** What there is at a site. Looking never changes a run. */
import { PARAMETERS, THUNDERBIT_ATTRIBUTES } from '../bits/thunderbit-attributes.ts'
import { flatIndexOf, isUnbounded, type Size } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox, wholeOf } from '../lattice/world-box.ts'
import type { BitReport, NamedNumber, Site, SiteReport } from '../protocol/inspect-api.ts'
import { formatPlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import { OutsideWorldError } from './errors.ts'
import { fieldNumber, ruleName } from './inspect-region.ts'
import type { Simulation } from './simulation.ts'

/**
 * Looks at one site.
 *
 * @throws {OutsideWorldError} when it is none of the world.
 */
export async function inspectSite(simulation: Simulation, site: Site): Promise<SiteReport> {
  const { run, tick, planes } = simulation
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
  return {
    tick,
    site: { x, y, z },
    state: state[0]!,
    zone: zone?.name,
    rule: ruleName(simulation, ruleNumber),
    fields: of(['channel']).map(({ name, value: raw }) => fieldNumber(simulation, name, raw)),
    components: of(['component']),
    parameters: of(['parameter']).map(asAttribute),
    planes: numbers.map(({ plane, raw }) => ({ name: formatPlane(plane), value: raw })),
    bit: await reportBit(simulation, flatIndexOf(run.size, x, y, z)),
  }
}

/** A physics parameter by the name and in the numbers of the contract, as a bit's are told. */
function asAttribute(plane: NamedNumber): NamedNumber {
  const known = PARAMETERS.find(({ parameter }) => parameter === plane.name)
  if (known === undefined) return plane
  const { contractName } = THUNDERBIT_ATTRIBUTES[known.attribute]
  return { name: contractName, value: known.fromRaw(plane.value) }
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
    isTraced: bit.traceEnabled,
    trace: bit.trace.map((entry) => ({
      tick: entry.tick,
      stateHash: entry.stateHash.toString(16).padStart(16, '0'),
      rulesVersion: entry.rulesVersion,
    })),
  }
}

/**
 * The part of a box that lies in the world.
 *
 * @throws {OutsideWorldError} when none of it does.
 */
export function assertInside(box: WorldBox, size: Size): WorldBox {
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
