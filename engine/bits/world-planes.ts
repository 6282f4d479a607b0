/** The planes that a world's bits have, by their lists, and what is written to all of them at once. */
import { type BitPlane, type PlaneSink, planeOf, RULE_PLANE, STATE_PLANE } from './bit-planes.ts'
import type { BitWorld } from './bit-world.ts'
import { type CheckedAttributes, PARAMETERS } from './thunderbit-attributes.ts'

export interface WorldPlanes {
  /** In the world's order; parameters in that of PARAMETERS. */
  readonly components: readonly BitPlane[]
  readonly channels: readonly BitPlane[]
  readonly parameters: readonly BitPlane[]
}

/** What a cell has in its planes beside the rule. */
export type CellValues = Pick<CheckedAttributes, 'value' | 'components' | 'parameters'>

/** What a vacant site has. */
export const NOTHING: CellValues = Object.freeze({ value: 0, components: [], parameters: [] })

export function listPlanes(world: BitWorld): WorldPlanes {
  return Object.freeze({
    components: world.components.map((name) => planeOf('component', name)),
    channels: world.channels.map((name) => planeOf('channel', name)),
    parameters: PARAMETERS.map(({ parameter }) => planeOf('parameter', parameter)),
  })
}

/** Writes a cell's rule, state, components and parameters; what is not given is 0. */
export function writeCell(
  sink: PlaneSink,
  { components, parameters }: WorldPlanes,
  cell: number,
  rule: number,
  values: CellValues,
): void {
  sink.writeAt(RULE_PLANE, cell, rule)
  sink.writeAt(STATE_PLANE, cell, values.value)
  components.forEach((plane, i) => {
    sink.writeAt(plane, cell, values.components[i] ?? 0)
  })
  parameters.forEach((plane, i) => {
    sink.writeAt(plane, cell, values.parameters[i] ?? 0)
  })
}
