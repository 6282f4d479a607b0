/**
 * The planes of a living world, in the order in which its state is hashed: further components,
 * rule indices, parameters, status, channels with their previous planes; then what is not state.
 */
import { listFieldPlanes } from '../../fields/channel.ts'
import { INT32_MAX, INT32_MIN } from '../../math/int32.ts'
import type { LatticePlane } from '../../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import type { LatticeSpec } from './lattice-spec.ts'

/** What the status plane holds of sites that step: an active bit's, or any of a filled zone. */
export const ACTIVE_STATUS = 2

/** The most the status plane holds. */
const LAST_STATUS = 4

/** Lists the planes of a world. */
export function listPlanes(spec: LatticeSpec): readonly LatticePlane[] {
  const { rules, channels, clocks, parameters, isSettled } = spec
  const components = [...new Set(rules.flatMap(({ program }) => program.components))]
  return [
    ...components.map((name) => anyNumber({ kind: 'component', name })),
    ...(rules.length > 1 ? [number({ kind: 'rule', name: '' }, rules.length - 1)] : []),
    ...parameters.map((name) => anyNumber({ kind: 'parameter', name })),
    ...(isSettled ? [number({ kind: 'status', name: '' }, LAST_STATUS)] : []),
    ...listFieldPlanes(channels).map(
      ({ kind, name, low, high, edge }): LatticePlane => ({
        plane: { kind, name },
        low,
        high,
        edge,
        isState: true,
      }),
    ),
    ...(clocks.length > 1
      ? [{ ...number({ kind: 'zone', name: '' }, clocks.length - 1), isState: false }]
      : []),
  ]
}

function anyNumber(plane: LatticePlaneName): LatticePlane {
  return { plane, low: INT32_MIN, high: INT32_MAX, edge: 'zero', isState: true }
}

function number(plane: LatticePlaneName, high: number): LatticePlane {
  return { plane, low: 0, high, edge: 'zero', isState: true }
}
