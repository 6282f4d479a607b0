/** What the physics of bits makes of their parameters in a tick, as nodes of the rule pass. */
import { FLOW_MEMORY, writeFlow } from '../../bits/physics/flow.ts'
import { writePhase } from '../../bits/physics/phase.ts'
import { trustMemory, writeLiveCount, writeTrust } from '../../bits/physics/trust.ts'
import { countNeighbors } from '../../lattice/neighborhood.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { physicsNeighborhood } from './lattice-planes.ts'
import type { PassScope } from './pass-scope.ts'

/** The next numbers of physics. */
export interface PhysicsOutputs {
  /** By the parameter's name. */
  readonly parameters: ReadonlyMap<string, NodeId>
  /** By the component of the memory. */
  readonly memories: ReadonlyMap<number, NodeId>
}

/**
 * Appends the physics of a cell, which looks at the sites that share a face with it, whatever its
 * rule looks at; gives undefined where a world has none.
 */
export function writePhysics(scope: PassScope, nextState: NodeId): PhysicsOutputs | undefined {
  const { spec, head, code, place, own } = scope
  const { physics } = spec
  if (physics === undefined) return undefined
  const neighborhood = physicsNeighborhood(spec)
  const sites = countNeighbors(neighborhood)
  const gather = (component: number) =>
    code.partition({ kind: 'neighborhood', neighborhood, withCenter: false }, component)
  const alive = gather(0)
  const changed = place('memory', FLOW_MEMORY.name)
  const remembered = place('memory', trustMemory(sites).name)
  const phase = writePhase(
    code,
    {
      phase: own('parameter', 'phi_phase'),
      phases: gather(place('parameter', 'phi_phase')),
      alive,
      sites,
    },
    physics.phase,
  )
  const flow = writeFlow(
    code,
    {
      flow: own('parameter', 'sigma_flow'),
      state: code.own(),
      nextState,
      neighborsChanged: gather(changed),
    },
    physics.flow,
  )
  const trust = writeTrust(
    code,
    {
      trust: own('parameter', 'trust'),
      remembered: code.own(remembered),
      live: writeLiveCount(code, alive, head.states),
    },
    physics.trust,
  )
  return {
    parameters: new Map([
      ['phi_phase', phase],
      ['sigma_flow', flow.flow],
      ['trust', trust.trust],
    ]),
    memories: new Map([
      [changed, flow.changed],
      [remembered, trust.remembered],
    ]),
  }
}
