/** What the physics of bits makes of their parameters in a tick, as nodes of the rule pass. */
import { FLOW_MEMORY } from '../../bits/physics/flow.ts'
import { trustMemory } from '../../bits/physics/trust.ts'
import { writePhysics } from '../../bits/physics/write-physics.ts'
import { countNeighbors } from '../../lattice/neighborhood.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { physicsNeighborhood } from './lattice-planes.ts'
import type { PassScope } from './pass-scope.ts'

/** The next numbers of physics. */
export interface PhysicsChanges {
  /** By the parameter's name. */
  readonly parameters: ReadonlyMap<string, NodeId>
  /** By the component of the memory. */
  readonly memories: ReadonlyMap<number, NodeId>
}

/**
 * Appends the physics of a cell, which looks at the sites that share a face with it, whatever its
 * rule looks at; gives undefined where a world has none.
 */
export function writeCellPhysics(
  { spec, head, code, place, own }: PassScope,
  nextState: NodeId,
): PhysicsChanges | undefined {
  const { physics } = spec
  if (physics === undefined) return undefined
  const neighborhood = physicsNeighborhood(spec)
  const sites = countNeighbors(neighborhood)
  const gather = (component: number) =>
    code.partition({ kind: 'neighborhood', neighborhood, withCenter: false }, component)
  const changed = place('memory', FLOW_MEMORY.name)
  const remembered = place('memory', trustMemory(sites).name)
  const scope = {
    states: head.states,
    state: code.own(),
    nextState,
    phase: own('parameter', 'phi_phase'),
    flow: own('parameter', 'sigma_flow'),
    trust: own('parameter', 'trust'),
    remembered: code.own(remembered),
    neighborStates: gather(0),
    neighborPhases: gather(place('parameter', 'phi_phase')),
    neighborsChanged: gather(changed),
    sites,
  }
  const next = writePhysics(code, scope, physics)
  return {
    parameters: new Map([
      ['phi_phase', next.phase],
      ['sigma_flow', next.flow],
      ['trust', next.trust],
    ]),
    memories: new Map([
      [changed, next.changed],
      [remembered, next.remembered],
    ]),
  }
}
