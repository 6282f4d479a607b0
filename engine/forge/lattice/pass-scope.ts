/** What the parts of a pass are written with. */
import { componentOf, type LatticeHead, startPass } from '../../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import type { LatticeSpec } from './lattice-spec.ts'

export interface PassScope {
  readonly spec: LatticeSpec
  readonly head: LatticeHead
  readonly code: ProgramBuilder
  /** The component of a plane that the lattice has. */
  place(kind: LatticePlaneName['kind'], name: string): number
  /** The cell's own number in that plane. */
  own(kind: LatticePlaneName['kind'], name: string): NodeId
}

/** Begins a pass. */
export function openPass(spec: LatticeSpec, head: LatticeHead): PassScope {
  const code = startPass(head)
  const place = (kind: LatticePlaneName['kind'], name: string) => {
    const component = componentOf(head, { kind, name })
    if (component === undefined) throw new Error(`the lattice has no plane of ${kind} ${name}`)
    return component
  }
  return { spec, head, code, place, own: (kind, name) => code.own(place(kind, name)) }
}
