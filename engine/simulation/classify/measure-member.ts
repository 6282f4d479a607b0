/**
 * Runs one member of an ensemble and measures it: tick by tick to the end, or until its state has
 * come back exactly, and then a few one-cell changes beside it.
 */
import { countCells, type Size } from '../../lattice/size.ts'
import { bytesTerm, formatDigest } from '../../math/digest-terms.ts'
import { log2 } from '../../math/log2.ts'
import { type DamageMeasures, measureDamage } from '../../metrics/classify/damage-measures.ts'
import { entropyOfCounts } from '../../metrics/entropy-of-counts.ts'
import { DRIFT_TICKS, findDrift } from '../../metrics/classify/find-drift.ts'
import { lempelZivRate } from '../../metrics/classify/lempel-ziv.ts'
import type { MemberMeasures } from '../../metrics/classify/member-measures.ts'
import { StateTrace } from '../../metrics/classify/state-trace.ts'
import type { Run } from '../../scenario/run.ts'
import { countStates } from '../count-states.ts'
import type { SimulationOptions } from '../create-world.ts'
import { Simulation } from '../simulation.ts'
import { type Recurrence, recurrenceOf } from './can-recur.ts'
import { followDamage } from './follow-damage.ts'
import type { MemberPlan } from './member-plan.ts'
import type { DamageCurves, MemberReport, MemberSeries } from './member-report.ts'
import { startMember } from './start-member.ts'

/** Points that a series is thinned out to. */
const SERIES_POINTS = 240

/** Share of the ticks that is left out before lookup entropies are averaged: the fall from disorder. */
const WATCHED_FROM = 1 / 10

/** Rows of a line's space-time that are compressed. */
const COMPRESSED_ROWS = 64

/**
 * Runs a member.
 *
 * @param template the rule and the world; its beginning and seed are the plan's.
 * @throws the kernel room's named errors when no back end can run it.
 */
export async function measureMember(
  template: Run,
  plan: MemberPlan,
  options: SimulationOptions = {},
): Promise<MemberReport> {
  const run = startMember(template, plan)
  const simulation = await Simulation.start(run, options)
  try {
    const watched = await watch(simulation, plan.ticks)
    const damage = await followDamage(simulation, plan)
    return reportOf(run, plan, watched, damage)
  } finally {
    simulation.dispose()
  }
}

/** What was seen of a run. */
interface Watched {
  readonly trace: StateTrace
  readonly transient: number | null
  readonly period: number | null
  readonly last: Uint8Array
  /** States of the ticks before the last one, the latest first. */
  readonly before: readonly Uint8Array[]
}

async function watch(simulation: Simulation, ticks: number): Promise<Watched> {
  const { size, dimensions } = simulation.run
  const box = simulation.extent()
  const trace = new StateTrace(size, simulation.rule.states, ticks)
  const seen = new Recurrences(recurrenceOf(simulation.run))
  const kept: Uint8Array[] = []
  const keptCount = Math.max(DRIFT_TICKS[dimensions], size.y === 1 && size.z === 1 ? COMPRESSED_ROWS : 0)
  for (let tick = 0; ; tick++) {
    const cells = tick > keptCount ? kept.pop()! : new Uint8Array(countCells(size))
    await simulation.read(box, cells)
    kept.unshift(cells)
    trace.note(cells)
    const found = seen.note(tick, await keyOf(simulation, cells))
    if (found !== undefined) trace.repeat(found.period)
    if (found !== undefined || tick === ticks) {
      return { trace, transient: null, period: null, ...found, last: kept[0]!, before: kept.slice(1) }
    }
    await simulation.advance(1)
  }
}

/** 64 bits that stand for a state. */
async function keyOf(simulation: Simulation, cells: Uint8Array): Promise<bigint> {
  const isPlain = simulation.run.living === undefined && simulation.planes.length === 0
  return isPlain ? bytesTerm(cells) : ((await simulation.digest()) ?? 0n)
}

/** States by what stands for them, until one comes back. */
class Recurrences {
  readonly #recurrence: Recurrence
  readonly #firstTicks = new Map<bigint, number>()

  constructor(recurrence: Recurrence) {
    this.#recurrence = recurrence
  }

  note(tick: number, key: bigint): { transient: number; period: number } | undefined {
    if (this.#recurrence.kind === 'unknown') return undefined
    const { phases } = this.#recurrence
    const phased = phases === 1 ? key : key * BigInt(phases) + BigInt(tick % phases)
    const transient = this.#firstTicks.get(phased)
    if (transient !== undefined) return { transient, period: tick - transient }
    this.#firstTicks.set(phased, tick)
    return undefined
  }
}

function reportOf(
  run: Run,
  plan: MemberPlan,
  { trace, transient, period, last, before }: Watched,
  damage: DamageCurves | undefined,
): MemberReport {
  const { states } = run.rule
  const { size } = run
  const counts = countStates(last)
  const lookup = trace.lookupFrom(Math.floor(plan.ticks * WATCHED_FROM))
  const isTorus = run.topology.kind === 'torus'
  const limit = DRIFT_TICKS[run.dimensions]
  const drift = isTorus ? findDrift(size, last, before.slice(0, limit)) : undefined
  const spread = damage && measureDamage(damage.trials, damage.reach)
  const measures: MemberMeasures = {
    density: trace.density.at(-1)!,
    entropy: entropyOfCounts(counts) / log2(states),
    lookupMean: lookup.mean,
    lookupDeviation: lookup.deviation,
    activity: trace.tailActivity(),
    activityDecay: trace.activityDecay(),
    transient,
    period,
    driftPeriod: drift?.period ?? null,
    ...namedDamage(spread),
    compression: lempelZivRate(compressedCells(size, last, before), states),
  }
  const isUniform = counts.some((count) => count === last.length)
  const digest = formatDigest(bytesTerm(last))
  return { plan, measures, series: thin(trace), damage, isUniform, digest }
}

function namedDamage(damage: DamageMeasures | undefined) {
  return {
    damageSpreads: damage?.spreads ?? null,
    damageHeals: damage?.heals ?? null,
    damageExponent: damage?.exponent ?? null,
    damageSpeed: damage?.speed ?? null,
    damageScatter: damage?.scatter ?? null,
  }
}

/** The last state; of a line, its last rows in their order. */
function compressedCells(size: Size, last: Uint8Array, before: readonly Uint8Array[]): Uint8Array {
  if (size.y > 1 || size.z > 1) return last
  const rows = [last, ...before].slice(0, COMPRESSED_ROWS).reverse()
  const cells = new Uint8Array(size.x * rows.length)
  for (const [i, row] of rows.entries()) cells.set(row, size.x * i)
  return cells
}

function thin({ lookup, activity, density }: StateTrace): MemberSeries {
  const last = lookup.length - 1
  const step = Math.max(1, Math.ceil(last / SERIES_POINTS))
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step)
  const pick = (values: Float64Array) => ticks.map((tick) => values[tick]!)
  return { ticks, lookup: pick(lookup), activity: pick(activity), density: pick(density) }
}
