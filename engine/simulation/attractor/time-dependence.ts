/**
 * What of a run depends on the tick, so that a state that comes back need not go on as before.
 *
 * Random numbers are a hash of the tick, and a program may look at the tick as it likes: such a run
 * has no cycles that a state could prove. Clocks, grids of blocks and rhythms only make the state
 * larger, by where in them the tick stands. What happens once, at a tick of its own, is waited for.
 */
import { type Condition, type MetaRule, subjectsOf } from '../../forge/meta-rules/meta-rule.ts'
import { periodOfClocks } from '../../lattice/zone-clock.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { liveNodesOf } from '../../rules/program/program-graph.ts'
import { findTickPeriod, leastCommonMultiple } from '../../rules/program/tick-period.ts'
import type { Run } from '../../scenario/run.ts'
import { findRuleAt } from '../run-identity.ts'

/** Why a state that comes back proves nothing. */
export interface TimeFault {
  readonly reason: 'stochastic' | 'tick'
  /** A sentence. */
  readonly message: string
}

export type TimeDependence =
  | { readonly ok: false; readonly fault: TimeFault }
  | {
      readonly ok: true
      /** The first tick from which on nothing happens that the state does not decide. */
      readonly start: number
      /** The tick modulo this is part of the state; 1 where the tick does not matter. */
      readonly period: number
      /** Whether programs look at the tick, which they see as it is below 2^31 only. */
      readonly looksAtTick: boolean
    }

/** Tells how a run depends on its tick, once its last command is done. */
export function describeTimeDependence(run: Run): TimeDependence {
  const { living, commands } = run
  const lastCommand = commands.at(-1)?.tick ?? 0
  const programs = living
    ? living.rules.map(({ rule }) => rule.program)
    : [findRuleAt(run, lastCommand).program]
  const metaRules = living?.metaRules.flat() ?? []
  if (programs.some(drawsNumbers)) {
    return fault('stochastic', 'The rule has chances: its random numbers depend on the tick.')
  }
  if (metaRules.some(({ chance }) => chance !== undefined)) {
    return fault('stochastic', 'A meta-rule has a chance: its random numbers depend on the tick.')
  }
  const rhythms = [
    ...programs.map(findTickPeriod),
    ...metaRules.flatMap(({ when }) => rhythmsOf(when)),
    ...(living ? [Number(periodOfClocks(living.zones.map(({ clock }) => clock)))] : []),
  ]
  let period: number | undefined = 1
  for (const rhythm of rhythms) {
    period = period && rhythm && leastCommonMultiple(period, rhythm)
  }
  if (period === undefined) {
    return fault('tick', 'The rule looks at the tick, and in no rhythm that could come back.')
  }
  const start = Math.max(lastCommand, ...metaRules.map(lastThresholdOf))
  const looksAtTick = period > 1 || metaRules.some(looksAtTickOf)
  return { ok: true, start, period, looksAtTick }
}

const fault = (reason: TimeFault['reason'], message: string): TimeDependence => {
  return { ok: false, fault: { reason, message } }
}

function drawsNumbers(program: RuleProgram): boolean {
  const live = liveNodesOf(program)
  return program.nodes.some(({ op }, id) => op === 'random' && live.has(id))
}

/** The rhythms of what is asked every so many ticks. */
function rhythmsOf(condition: Condition): number[] {
  switch (condition.kind) {
    case 'every':
      return [condition.ticks]
    case 'compare':
      return []
    case 'not':
      return rhythmsOf(condition.condition)
    case 'all':
    case 'any':
      return condition.conditions.flatMap(rhythmsOf)
    default:
      return condition satisfies never
  }
}

/** The first tick from which on all comparisons with the tick have their last outcome. */
function lastThresholdOf({ when }: MetaRule): number {
  const thresholds = (condition: Condition): number[] => {
    switch (condition.kind) {
      case 'every':
        return []
      case 'compare':
        return condition.subject.kind === 'tick' ? [condition.value + 1] : []
      case 'not':
        return thresholds(condition.condition)
      case 'all':
      case 'any':
        return condition.conditions.flatMap(thresholds)
      default:
        return condition satisfies never
    }
  }
  return Math.max(0, ...thresholds(when))
}

const looksAtTickOf = ({ when }: MetaRule): boolean =>
  [...subjectsOf(when)].some(({ kind }) => kind === 'tick')
