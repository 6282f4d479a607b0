/**
 * All of a bit's physics in one go: what a pass appends after the rules have given the next state.
 *
 * Sensitivity has no dynamics of its own; rules use it through `sensitivity.ts`.
 */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { writeFlow } from './flow.ts'
import { writePhase } from './phase.ts'
import type { PhysicsSettings } from './physics-settings.ts'
import { writeLiveCount, writeTrust } from './trust.ts'

/** Where a bit's numbers and those of its neighbors are. */
export interface PhysicsScope {
  /** States a cell can have. */
  readonly states: number
  readonly state: NodeId
  readonly nextState: NodeId
  readonly phase: NodeId
  readonly flow: NodeId
  readonly trust: NodeId
  /** The memory of trust (`trustMemory`); that of flow is only asked of neighbors. */
  readonly remembered: NodeId
  /** Partitions of the same sites, without the bit itself. */
  readonly neighborStates: NodeId
  readonly neighborPhases: NodeId
  /** Of the memory of flow (`FLOW_MEMORY`). */
  readonly neighborsChanged: NodeId
  /** How many sites these partitions have. */
  readonly sites: number
}

/** The next numbers of a bit. */
export interface PhysicsOutputs {
  readonly phase: NodeId
  readonly flow: NodeId
  readonly trust: NodeId
  /** The next memories, of flow and of trust. */
  readonly changed: NodeId
  readonly remembered: NodeId
  /** How many neighbors are alive, which meta-rules may ask for. */
  readonly live: NodeId
}

/** Appends the nodes of a bit's physics. @throws {PhysicsError} for settings beyond their bounds. */
export function writePhysics(
  code: ProgramBuilder,
  scope: PhysicsScope,
  settings: PhysicsSettings,
): PhysicsOutputs {
  const { neighborStates, neighborPhases, states, sites } = scope
  const live = writeLiveCount(code, neighborStates, states)
  const places = { phase: scope.phase, phases: neighborPhases, alive: neighborStates, sites }
  const phase = writePhase(code, places, settings.phase)
  const { flow, changed } = writeFlow(code, scope, settings.flow)
  const { trust, remembered } = writeTrust(code, { ...scope, live }, settings.trust)
  return { phase, flow, trust, changed, remembered, live }
}
