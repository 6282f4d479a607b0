/** A rule alone as a lattice of one pass: its channels, parameters and rule index are planes. */
import { INT32_MAX, INT32_MIN } from '../../../math/int32.ts'
import { inlineProgram } from '../../../rules/program/inline-program.ts'
import {
  finishPass,
  type LatticeHead,
  type LatticePlane,
  type LatticeProgram,
  startPass,
} from '../../../rules/program/lattice-program.ts'
import { FIELD_LIMIT } from '../../../rules/program/node-ranges.ts'
import type { PlaneName } from '../../../rules/program/plane-name.ts'
import type { NodeId, RuleProgram } from '../../../rules/program/program.ts'
import type { ProgramBuilder } from '../../../rules/program/program-builder.ts'

const ANY = { low: INT32_MIN, high: INT32_MAX }
const FIELD = { low: -FIELD_LIMIT, high: FIELD_LIMIT }

/** The lattice that does in a tick what a valid program does. */
export function latticeOfRule(program: RuleProgram): LatticeProgram {
  const { dimensions, states, components, channels, parameters, rules } = program
  const named = (kind: PlaneName['kind'], names: readonly string[], bounds: typeof ANY) =>
    names.map((name): LatticePlane => {
      return { plane: { kind, name }, ...bounds, edge: 'zero', isState: true }
    })
  const planes = [
    ...named('component', components, ANY),
    ...named('channel', channels, FIELD),
    ...named('parameter', parameters, ANY),
    ...named('rule', rules > 1 ? [''] : [], { low: 0, high: rules - 1 }),
  ]
  const head: LatticeHead = { dimensions, states, planes }
  const code = startPass(head)
  const firstChannel = components.length + 1
  const firstParameter = firstChannel + channels.length
  const fields = channels.map((_, i) => code.own(firstChannel + i))
  const { next, writes } = inlineProgram(code, program, {
    components: Array.from({ length: firstChannel }, (_, component) => component),
    fields,
    parameters: parameters.map((_, i) => code.own(firstParameter + i)),
    rule: rules > 1 ? code.own(planes.length) : code.constant(0),
    firstDraw: 0,
  })
  const nextOf = new Map(next.entries())
  for (const [channel, written] of writes) {
    nextOf.set(firstChannel + channel, addToField(code, fields[channel]!, written))
  }
  return { version: 1, ...head, passes: [finishPass(head, code, 'rule', nextOf)] }
}

/** A channel with what is written to it, clamped once. */
function addToField(code: ProgramBuilder, field: NodeId, written: NodeId): NodeId {
  const clamp = (value: NodeId, limit: number) =>
    code.binary('max', code.binary('min', value, code.constant(limit)), code.constant(-limit))
  // More than the channel can take changes nothing, but would overflow the sum.
  return clamp(code.binary('add', field, clamp(written, 2 * FIELD_LIMIT)), FIELD_LIMIT)
}
