/**
 * sigma_flow: how much of what a bit does is passed on from its neighbors.
 *
 * A bit that changes right after one of its neighbors has changed hands something on: +1. One that
 * changes though nothing around it had, does so out of itself, a field or chance: -1. One that does
 * not change says nothing: 0. The flow is the moving average of these, from -1 (all of its own) to
 * 1 (all passed on).
 *
 * It stands in for local transfer entropy (J. T. Lizier, M. Prokopenko, A. Y. Zomaya, "Local
 * information transfer as a spatiotemporal filter for complex systems", Physical Review E 77, 2008,
 * 026110), which is positive where a neighbor's past foretells a cell and negative where it misleads.
 * That one needs probabilities over a whole run; this one needs a bit of memory, no logarithm, and is
 * no estimate of it: it tells coincidence, not cause.
 */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { assertRate, nextAverage, writeAverage } from './moving-average.ts'
import { PHYSICS_ONE } from './physics-parameter.ts'

/** What a bit must remember from tick to tick: 1 where its state has just changed, else 0. */
export const FLOW_MEMORY = Object.freeze({ name: 'changed', low: 0, high: 1, start: 0 })

export interface FlowSettings {
  /** Share of what is new in the average, with 12 fraction bits: 1 to 4096. */
  readonly rate: number
}

export interface FlowScope {
  readonly flow: NodeId
  readonly state: NodeId
  readonly nextState: NodeId
  /** A partition of the neighbors' memories, without the bit itself. */
  readonly neighborsChanged: NodeId
}

export interface FlowOutputs {
  readonly flow: NodeId
  /** The next memory: whether the bit changes now. */
  readonly changed: NodeId
}

/** @param neighborsChanged how many neighbors changed in the tick before. */
export function nextFlow(
  flow: number,
  changes: boolean,
  neighborsChanged: number,
  { rate }: FlowSettings,
): number {
  const passedOn = neighborsChanged > 0 ? PHYSICS_ONE : -PHYSICS_ONE
  return nextAverage(flow, changes ? passedOn : 0, rate)
}

/** Appends the nodes of the next flow and memory. @throws {PhysicsError} for a rate beyond bounds. */
export function writeFlow(
  code: ProgramBuilder,
  scope: FlowScope,
  { rate }: FlowSettings,
): FlowOutputs {
  assertRate('flow rate', rate)
  const changed = code.binary('ne', scope.nextState, scope.state)
  const heard = code.sum(scope.neighborsChanged, { kind: 'is', value: 1 })
  const passedOn = code.select(heard, code.constant(PHYSICS_ONE), code.constant(-PHYSICS_ONE))
  const target = code.select(changed, passedOn, code.constant(0))
  const bounds = { low: -PHYSICS_ONE, high: PHYSICS_ONE }
  return { flow: writeAverage(code, scope.flow, target, rate, bounds), changed }
}
