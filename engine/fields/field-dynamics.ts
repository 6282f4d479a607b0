/**
 * The field pass: what all channels of a world do in a tick, as nodes of one program.
 *
 * It runs when the rules have made the states of T + 1 and their writes have been added to the
 * channels. Every channel sees the others, and itself around the cell, as they were then; those of
 * T + 1 describe the states of T + 1.
 */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'
import type { ChannelSpec } from './channel.ts'
import { assertChannel } from './channel-check.ts'
import { writeEntropy, writeUphill } from './derived-dynamics.ts'
import { aroundOf, directionsOf } from './directions.ts'
import { ChannelError } from './errors.ts'
import { writeDiffusion, writeWave } from './flow-dynamics.ts'

/** What the field pass is written for. */
export interface FieldPassScope {
  readonly dimensions: Dimensions
  /** States of the cells, component 0. */
  readonly states: number
  readonly channels: readonly ChannelSpec[]
  /** The component of each channel, by its name. */
  readonly components: ReadonlyMap<string, number>
  /** The component of each wave's previous plane, by the channel's name. */
  readonly previous: ReadonlyMap<string, number>
  /** The neighborhood of the world's rule, for directions that name none of their own. */
  readonly neighborhood?: NeighborhoodSpec | undefined
}

/**
 * Writes the field pass.
 *
 * Channels and previous planes are components that keep within the range of their channel and read
 * the nearest site where one lies outside the world (`listFieldPlanes`).
 *
 * @returns the nodes of the components that change, by component; all others stay as they are.
 * @throws {ChannelError} when a channel is not one, or refers to another that is not there.
 */
export function writeFieldPass(code: ProgramBuilder, scope: FieldPassScope): Map<number, NodeId> {
  const shared = shareConstants(code)
  const next = new Map<number, NodeId>()
  for (const channel of scope.channels) {
    assertChannel(channel, scope.dimensions)
    const component = componentOf(scope.components, channel.name, channel)
    const node = writeChannel(shared, scope, channel, component)
    if (node !== undefined) next.set(component, node)
    if (channel.dynamic.kind !== 'wave') continue
    next.set(componentOf(scope.previous, channel.name, channel), shared.own(component))
  }
  return next
}

/**
 * The next value of one channel; undefined where it does nothing.
 */
function writeChannel(
  code: ProgramBuilder,
  scope: FieldPassScope,
  channel: ChannelSpec,
  component: number,
): NodeId | undefined {
  const { dimensions, states } = scope
  const { dynamic } = channel
  switch (dynamic.kind) {
    case 'static':
      return undefined
    case 'diffuse':
      return writeDiffusion(code, channel, dynamic, component, dimensions)
    case 'wave': {
      const previous = componentOf(scope.previous, channel.name, channel)
      return writeWave(code, channel, dynamic, { own: component, previous }, dimensions)
    }
    case 'entropy': {
      const { classes, neighborhood: name } = dynamic
      const around = name === undefined ? aroundOf(dimensions) : ({ kind: 'named', name } as const)
      return writeEntropy(code, channel, Math.min(classes, states), around)
    }
    case 'uphill': {
      const climbed = scope.channels.find(({ name }) => name === dynamic.of)
      if (climbed === undefined || climbed.dynamic.kind === 'uphill') {
        const wanted = 'it names another channel of the world, which has no directions itself'
        const found = JSON.stringify(dynamic.of)
        throw new ChannelError({ channel: channel.name, field: 'dynamic.of', found, wanted })
      }
      const directions = directionsOf(dynamic.neighborhood, scope.neighborhood, dimensions)
      return writeUphill(code, componentOf(scope.components, dynamic.of, channel), directions)
    }
    default:
      return dynamic satisfies never
  }
}

function componentOf(
  components: ReadonlyMap<string, number>,
  name: string,
  { name: channel }: ChannelSpec,
): number {
  const component = components.get(name)
  if (component !== undefined) return component
  const wanted = 'every channel of a pass has a component, and every wave one more'
  throw new ChannelError({ channel, field: '', found: `no component of ${name}`, wanted })
}

/** The same builder, with one node for all uses of a constant. */
function shareConstants(code: ProgramBuilder): ProgramBuilder {
  const known = new Map<number, NodeId>()
  const constant = (value: number) => {
    const node = known.get(value) ?? code.constant(value)
    known.set(value, node)
    return node
  }
  return { ...code, constant }
}
