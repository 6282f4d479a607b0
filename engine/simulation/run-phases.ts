/** What stands for a moment of a run, so that a moment that comes back tells a period. */
import { KEY_STEP, mix64 } from '../math/digest-terms.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import { type Recurrence, recurrenceOf } from './classify/can-recur.ts'
import type { Simulation } from './simulation.ts'

/**
 * What it takes for a simulation to recur under its present rule, whatever its commands do later: they
 * are seen when they break what has recurred.
 */
export function presentRecurrence({ run, rule }: Pick<Simulation, 'run' | 'rule'>): Recurrence {
  const own = recurrenceOf({ ...run, rule, commands: [] })
  if (own.kind === 'unknown' || run.living === undefined) return own
  const reason = whyLivingIsUnknown(run.living)
  return reason === undefined ? own : { kind: 'unknown', reason }
}

/** Beside its rules, a lattice has meta-rules and physics; zones with clocks read the tick by nature. */
function whyLivingIsUnknown({ lattice, metaRules, zones }: LivingRun): string | undefined {
  const ops = new Set(lattice.passes.flatMap(({ program }) => program.nodes.map(({ op }) => op)))
  if (ops.has('random')) return 'chance has a part in it'
  const hasClocks = zones.some(({ clock }) => clock.divisor > 1)
  const hasMetaRules = metaRules.some((list) => list.length > 0)
  return ops.has('tick') && (!hasClocks || hasMetaRules) ? 'the tick has a part in it' : undefined
}

/** 64 bits of the present moment; undefined where its state spans too many cells. */
export async function digestMoment(
  simulation: Simulation,
  phases: number,
): Promise<bigint | undefined> {
  const digest = await simulation.digest()
  if (digest === undefined) return undefined
  const { clockPhase, tick } = simulation
  const phase = BigInt(clockPhase) * BigInt(phases) + BigInt(tick % phases)
  return phase === 0n ? digest : digest ^ mix64(phase * KEY_STEP)
}
