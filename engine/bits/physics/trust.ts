/**
 * trust: how steady a bit's surroundings are.
 *
 * It is the moving average of "as many of my neighbors are alive as were in the tick before": 1 where
 * nothing ever changes, lower the more often the count does.
 *
 * The count is remembered as one more than itself, so that 0 means that nothing is remembered yet:
 * then trust stays as it is. A bit that was just spawned is neither praised nor blamed.
 *
 * Trust as a discounted average of agreements is that of reputation systems: A. Josang, R. Ismail,
 * "The Beta Reputation System", 15th Bled Electronic Commerce Conference, 2002.
 */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { assertRate, nextAverage, writeAverage } from './moving-average.ts'
import { PHYSICS_ONE } from './physics-parameter.ts'

/** What a bit must remember from tick to tick. */
export interface TrustMemory {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly start: number
}

/** The memory of bits with so many neighbors: 0, or one more than how many of them were alive. */
export function trustMemory(sites: number): TrustMemory {
  return { name: 'live-neighbors', low: 0, high: sites + 1, start: 0 }
}

export interface TrustSettings {
  /** Share of what is new in the average, with 12 fraction bits: 1 to 4096. */
  readonly rate: number
}

export interface TrustScope {
  readonly trust: NodeId
  /** The bit's memory. */
  readonly remembered: NodeId
  /** How many neighbors are alive now, as `writeLiveCount` tells it. */
  readonly live: NodeId
}

export interface TrustOutputs {
  readonly trust: NodeId
  /** The next memory. */
  readonly remembered: NodeId
}

/** How many gathered sites are not vacant (0). @param states of a cell, 2 to 256. */
export function writeLiveCount(code: ProgramBuilder, partition: NodeId, states: number): NodeId {
  if (states === 2) return code.sum(partition, { kind: 'value' })
  const values = Array.from({ length: states }, (_, state) => Math.min(state, 1))
  return code.sum(partition, { kind: 'table', values })
}

/** @param remembered as `trustMemory` says. */
export function nextTrust(
  trust: number,
  remembered: number,
  live: number,
  { rate }: TrustSettings,
): number {
  if (remembered === 0) return trust
  return nextAverage(trust, remembered === live + 1 ? PHYSICS_ONE : 0, rate)
}

/** Appends the nodes of the next trust and memory. @throws {PhysicsError} for a rate beyond bounds. */
export function writeTrust(
  code: ProgramBuilder,
  scope: TrustScope,
  { rate }: TrustSettings,
): TrustOutputs {
  assertRate('trust rate', rate)
  const remembered = code.binary('add', scope.live, code.constant(1))
  const isSteady = code.binary('eq', scope.remembered, remembered)
  const judged = code.select(isSteady, code.constant(PHYSICS_ONE), code.constant(0))
  const target = code.select(scope.remembered, judged, scope.trust)
  return {
    trust: writeAverage(code, scope.trust, target, rate, { low: 0, high: PHYSICS_ONE }),
    remembered,
  }
}
