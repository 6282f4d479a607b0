/** The pass in which all channels advance once, when every bit has stepped. */
import { needsPrevious } from '../../fields/channel.ts'
import { writeFieldPass } from '../../fields/field-dynamics.ts'
import {
  componentOf,
  finishPass,
  type LatticeHead,
  type LatticePass,
  startPass,
} from '../../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import { neighborhoodsOf } from '../../rules/program/program-topology.ts'
import type { LatticeSpec } from './lattice-spec.ts'

/**
 * Writes the pass; undefined where no channel does anything by itself. A channel that points in
 * directions takes those of the first rule's neighborhood, unless it names its own.
 *
 * @throws {ChannelError} when a channel refers to one that is not there.
 */
export function writeFields(spec: LatticeSpec, head: LatticeHead): LatticePass | undefined {
  const { channels, dimensions, rules } = spec
  const code = startPass(head)
  const places = (kind: LatticePlaneName['kind'], names: readonly string[]) =>
    new Map(names.map((name) => [name, componentOf(head, { kind, name })!]))
  const nameOf = ({ name }: { readonly name: string }) => name
  const next = writeFieldPass(code, {
    dimensions,
    states: head.states,
    channels,
    components: places('channel', channels.map(nameOf)),
    previous: places('previous', channels.filter(needsPrevious).map(nameOf)),
    neighborhood: neighborhoodsOf(rules[0]!.program)[0],
  })
  return next.size === 0 ? undefined : finishPass(head, code, 'fields', next)
}
