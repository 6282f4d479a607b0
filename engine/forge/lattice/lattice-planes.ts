/**
 * The planes of a living world, in the order in which its state is hashed: further components, rule
 * and meta-rule indices, parameters, what physics remembers, status, channels with their previous
 * planes; then what is no state.
 */
import { FLOW_MEMORY } from '../../bits/physics/flow.ts'
import { PHYSICS_PARAMETERS } from '../../bits/physics/physics-parameter.ts'
import { trustMemory } from '../../bits/physics/trust.ts'
import { listFieldPlanes } from '../../fields/channel.ts'
import { facesOf } from '../../fields/directions.ts'
import { countNeighbors } from '../../lattice/neighborhood.ts'
import { INT32_MAX, INT32_MIN } from '../../math/int32.ts'
import type { LatticePlane } from '../../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import { type MetaRule, subjectsOf } from '../meta-rules/meta-rule.ts'
import { ZONE_METRICS } from '../meta-rules/zone-metrics.ts'
import { hasPhysicsParameters, type LatticeSpec } from './lattice-spec.ts'

/** What the status plane holds of sites that step: an active bit's, or any of a filled zone. */
export const ACTIVE_STATUS = 2

/** The most the status plane holds. */
const LAST_STATUS = 4

/** Lists the planes of a world. */
export function listPlanes(spec: LatticeSpec): readonly LatticePlane[] {
  const { rules, clocks, isSettled, metaRules } = spec
  const components = [...new Set(rules.flatMap(({ program }) => program.components))]
  return [
    ...components.map((name) => anyNumber({ kind: 'component', name })),
    ...(rules.length > 1 ? [plane({ kind: 'rule', name: '' }, 0, rules.length - 1)] : []),
    ...(metaRules.length > 1 ? [plane({ kind: 'meta', name: '' }, 0, metaRules.length - 1)] : []),
    ...listParameters(spec),
    ...listMemories(spec),
    ...(isSettled ? [plane({ kind: 'status', name: '' }, 0, LAST_STATUS)] : []),
    ...listFieldPlanes(spec.channels).map(
      ({ kind, name, low, high, edge }): LatticePlane => ({
        ...plane({ kind, name }, low, high),
        edge,
      }),
    ),
    ...(clocks.length > 1
      ? [{ ...plane({ kind: 'zone', name: '' }, 0, clocks.length - 1), isState: false }]
      : []),
    ...listCounts(spec),
    ...listMetrics(metaRules.flat()).map(({ name, low, high }) => ({
      ...plane({ kind: 'metric', name }, low, high),
      // All others follow from the state; this one is of the tick before.
      isState: name === 'activity',
    })),
  ]
}

/** The neighborhood that physics looks at, whatever the rules do: the sites that share a face. */
export function physicsNeighborhood({ dimensions }: LatticeSpec) {
  return facesOf(dimensions)
}

/** The metrics of zones that meta-rules look at. */
export function listMetrics(metaRules: readonly MetaRule[]): typeof ZONE_METRICS {
  const subjects = metaRules.flatMap(({ when }) => [...subjectsOf(when)])
  const used = new Set(subjects.flatMap(({ kind, name }) => (kind === 'metric' ? [name] : [])))
  return ZONE_METRICS.filter(({ name }) => used.has(name))
}

function listParameters(spec: LatticeSpec): LatticePlane[] {
  const physics = hasPhysicsParameters(spec) ? PHYSICS_PARAMETERS : []
  const others = spec.parameters.filter((name) => !physics.some((each) => each.name === name))
  return [
    ...physics.map(({ name, low, high }) => plane({ kind: 'parameter', name }, low, high)),
    ...others.map((name) => anyNumber({ kind: 'parameter', name })),
  ]
}

function listMemories(spec: LatticeSpec): LatticePlane[] {
  if (spec.physics === undefined) return []
  const trust = trustMemory(countNeighbors(physicsNeighborhood(spec)))
  return [FLOW_MEMORY, trust].map(({ name, low, high }) =>
    plane({ kind: 'memory', name }, low, high),
  )
}

function listCounts({ rules, countsWrites }: LatticeSpec): LatticePlane[] {
  const most = Math.max(...rules.map(({ program }) => program.writes.length))
  if (countsWrites !== true || most === 0) return []
  return [{ ...plane({ kind: 'writes', name: '' }, 0, most), isState: false }]
}

function anyNumber(name: LatticePlaneName): LatticePlane {
  return plane(name, INT32_MIN, INT32_MAX)
}

function plane(name: LatticePlaneName, low: number, high: number): LatticePlane {
  return { plane: name, low, high, edge: 'zero', isState: true }
}
