/** What the channels of a run do by themselves, with the bounds within which each number may be. */
import type { ChannelSpec } from '../fields/channel.ts'
import { COEFFICIENT_ONE, FIELD_FRACTION_BITS } from '../fields/fixed-point.ts'
import type { Dimensions } from '../lattice/size.ts'
import type { ChannelDynamics, DynamicMember } from '../protocol/analysis-api.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { Simulation } from './simulation.ts'

const FIELD_ONE = 2 ** FIELD_FRACTION_BITS

/** Those of channels that diffuse or swing, which are the ones that can be tuned. */
export function describeDynamics({ channels, run }: Simulation): readonly ChannelDynamics[] {
  return channels.flatMap((channel) => {
    const described = describe(channel, run.living!.spec.dimensions)
    return described === undefined ? [] : [described]
  })
}

/** The bounds are those that `channel-check.ts` holds a channel to. */
function describe(channel: ChannelSpec, dimensions: Dimensions): ChannelDynamics | undefined {
  const { name, dynamic } = channel
  if (dynamic.kind !== 'diffuse' && dynamic.kind !== 'wave') return undefined
  const { kind, decay, source } = dynamic
  const coefficient = (member: DynamicMember['name'], raw: number, high: number): DynamicMember => {
    return {
      name: member,
      raw,
      one: COEFFICIENT_ONE,
      low: 0,
      high: Math.min(high, COEFFICIENT_ONE),
    }
  }
  const faces = 2 * dimensions
  const own =
    dynamic.kind === 'diffuse'
      ? [
          coefficient(
            'diffusion',
            dynamic.diffusion,
            Math.floor((COEFFICIENT_ONE - decay) / faces),
          ),
          coefficient('decay', decay, COEFFICIENT_ONE - faces * dynamic.diffusion),
        ]
      : describeWave(dynamic, dimensions, coefficient)
  const amounts = source?.amounts ?? []
  return {
    channel: name,
    kind,
    source: amounts,
    members: [
      ...own,
      { name: 'rest', raw: dynamic.rest, one: FIELD_ONE, low: channel.low, high: channel.high },
      // A list by state is left to whoever writes one: a slider moves what all live cells give.
      {
        name: 'source',
        raw: amounts.at(-1) ?? 0,
        one: FIELD_ONE,
        low: -FIELD_LIMIT,
        high: FIELD_LIMIT,
      },
    ],
  }
}

function describeWave(
  { speedSquared, damping, decay }: Extract<ChannelSpec['dynamic'], { kind: 'wave' }>,
  dimensions: Dimensions,
  coefficient: (name: DynamicMember['name'], raw: number, high: number) => DynamicMember,
): DynamicMember[] {
  const room = 4 * COEFFICIENT_ONE - 4 * dimensions * speedSquared
  return [
    coefficient(
      'speedSquared',
      speedSquared,
      Math.floor((4 * COEFFICIENT_ONE - 2 * damping - decay) / (4 * dimensions)),
    ),
    coefficient('damping', damping, Math.floor((room - decay) / 2)),
    coefficient('decay', decay, room - 2 * damping),
  ]
}
