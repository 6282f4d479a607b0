/** What a loaded run is, in the words of the protocol. */
import { type ChannelSpec, fractionBitsOf } from '../fields/channel.ts'
import { directionsOf } from '../fields/directions.ts'
import { toNumber } from '../fields/fixed-point.ts'
import { buildNeighborhood } from '../lattice/neighborhood.ts'
import type { Site } from '../protocol/inspect-api.ts'
import type { ChannelInfo, DirectionInfo, LivingInfo } from '../protocol/living-info.ts'
import type { RuleInfo, RunInfo } from '../protocol/simulation-api.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'
import { formatPlane, isSamePlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Run } from '../scenario/run.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** The rule in force, as the other side of the boundary is told of it. */
export function describeRule({ rule, run }: Simulation): RuleInfo {
  const { canonical, name, family, colors } = rule
  // In a living world other rules may have more states than the scenario's own.
  const states = run.living?.lattice.states ?? rule.states
  const info = { canonical, name, family, states, dimensions: run.dimensions }
  return colors === undefined ? info : { ...info, colors }
}

/** Cells that are not 0, as a number people can read; undefined where they are infinitely many. */
export async function countPopulation(simulation: Simulation): Promise<number | undefined> {
  const population = await simulation.population()
  return population === undefined ? undefined : Number(population)
}

/** The run at its first tick. */
export async function describeRun(simulation: Simulation): Promise<RunInfo> {
  const { run, backend, backendReason } = simulation
  const { size, topology } = run
  return {
    title: run.title,
    about: run.about,
    rule: describeRule(simulation),
    size,
    topology,
    patternAt: findPatternSite(run),
    seed: run.seed.toString(),
    backend,
    backendReason,
    suggestedTicks: run.ticks,
    suggestedTicksPerSecond: run.ticksPerSecond,
    population: await countPopulation(simulation),
    living: describeLiving(simulation),
  }
}

/** Runs of pattern files paint one pattern, and nothing else. */
function findPatternSite({ initial }: Run): Site | undefined {
  const [stroke, ...others] = initial
  if (stroke?.kind !== 'sites' || others.length > 0) return undefined
  const { x, y, z } = stroke
  return { x, y, z }
}

function describeLiving({ run, bits, planes }: Simulation): LivingInfo | undefined {
  const { living } = run
  if (living === undefined) return undefined
  const { channels, rules, zones, zoneMap, lattice } = living
  const [first] = bits?.refusals ?? []
  return {
    ...(first && { refused: { count: bits!.refusalCount, first: first.failure.message } }),
    channels: channels.map((channel) => describeChannel(channel, run)),
    planes: planes
      .filter(({ kind }) => kind !== 'channel')
      .map((plane) => describePlane(plane, lattice))
      .filter(({ name }) => channels.every((channel) => channel.name !== name)),
    zones: zones.map(({ name, clock, rule, isSettled }, i) => {
      return { name, clock, rule: rules[rule]!.name, cells: zoneMap.countCells(i), isSettled }
    }),
    rules: rules.map(({ name }) => name),
  }
}

function describeChannel(channel: ChannelSpec, run: Run): ChannelInfo {
  const { name, unit, about, dynamic } = channel
  const fractionBits = fractionBitsOf(channel)
  const low = toNumber(channel.low, fractionBits)
  const high = toNumber(channel.high, fractionBits)
  const info = { name, unit, about, low, high, fractionBits, kind: dynamic.kind }
  if (dynamic.kind !== 'uphill') return info
  return { ...info, directions: describeDirections(dynamic.neighborhood, run) }
}

const ABOUT_PLANES: Readonly<Record<LatticePlaneName['kind'], string>> = {
  component: 'A further number of each cell that its rule reads and writes.',
  channel: 'A field.',
  parameter: 'A parameter of each bit, as a raw number.',
  rule: 'Which rule each cell follows, by number.',
  memory: 'What the dynamics of each bit remember from tick to tick, as a raw number.',
  status: 'Whether a bit is at each site, and its status, by number.',
  presence: 'How present the bit at each site is, by number.',
  previous: 'A wave as it was one tick before, as raw numbers.',
  zone: 'Which zone each site belongs to, by number.',
  meta: 'Which list of meta-rules each bit has, by number.',
  writes: 'How many writes to fields each cell made in the last tick.',
  metric: "A metric of each cell's zone, as its meta-rules see it.",
}

function describePlane(plane: LatticePlaneName, { planes }: LatticeProgram): ChannelInfo {
  const about = ABOUT_PLANES[plane.kind]
  // What the passes do not know, as how present a bit is, are small numbers from 0 on.
  const { low, high } = planes.find((each) => isSamePlane(each.plane, plane)) ?? {
    low: 0,
    high: 255,
  }
  return { name: formatPlane(plane), unit: '', about, low, high, fractionBits: 0, kind: 'static' }
}

/** As the pass of the fields takes them: the channel's own, else those of the first rule. */
function describeDirections(
  own: Parameters<typeof directionsOf>[0],
  { living, rule, dimensions }: Run,
): DirectionInfo {
  const [ofRule] = neighborhoodsOf((living?.rules[0]?.rule ?? rule).program)
  const { offsets, oddOffsets } = buildNeighborhood(directionsOf(own, ofRule, dimensions))
  const steps = (flat: Int32Array) =>
    Array.from({ length: flat.length / 3 }, (_, i) => {
      return [flat[3 * i]!, flat[3 * i + 1]!, flat[3 * i + 2]!] as const
    })
  return { even: steps(offsets), odd: steps(oddOffsets ?? offsets) }
}
