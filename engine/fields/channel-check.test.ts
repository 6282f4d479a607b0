import { describe, expect, test } from 'vitest'
import type { Dimensions } from '../lattice/size.ts'
import { channelOf, mostDiffusion, mostSpeedSquared } from '../testing/any-fields.ts'
import { placesOf, swing } from '../testing/field-oracles.ts'
import { type ChannelDynamic, type ChannelSpec, FULL_RANGE } from './channel.ts'
import { assertChannel } from './channel-check.ts'
import { DEFAULT_CHANNELS } from './default-channels.ts'
import { ChannelError } from './errors.ts'

const DIMENSIONS: readonly Dimensions[] = [1, 2, 3]

describe.each(DIMENSIONS)('in %i dimensions', (dimensions) => {
  test('the seven are sound', () => {
    for (const channel of DEFAULT_CHANNELS) assertChannel(channel, dimensions)
  })

  test.each([0, 7, 4096])(
    'diffusion is as fast as is stable with a decay of %i, not faster',
    (decay) => {
      const most = mostDiffusion(dimensions, decay)
      const dynamic = (diffusion: number): ChannelSpec =>
        channelOf({ kind: 'diffuse', diffusion, decay, rest: 0 })
      assertChannel(dynamic(most), dimensions)
      expect(() => assertChannel(dynamic(most + 1), dimensions)).toThrow(/dynamic.diffusion/)
    },
  )

  test.each([
    [0, 0],
    [100, 3],
    [4096, 4096],
  ])('a wave is as fast as is stable with losses of %i and %i, not faster', (damping, decay) => {
    const most = mostSpeedSquared(dimensions, damping, decay)
    const dynamic = (speedSquared: number): ChannelSpec =>
      channelOf({ kind: 'wave', speedSquared, damping, decay, rest: 0 })
    assertChannel(dynamic(most), dimensions)
    expect(() => assertChannel(dynamic(most + 1), dimensions)).toThrow(/dynamic.speed/)
  })

  test('at its fastest the shortest wave stays as large as it is; a tenth faster and it blows up', () => {
    const size = { x: 4, y: dimensions > 1 ? 4 : 1, z: dimensions > 2 ? 4 : 1 }
    const grid = { size, dimensions, isTorus: true }
    /** The largest value after some ticks of +1000 and -1000 in turn along every axis. */
    const largestAfter = (ticks: number, speedSquared: number) => {
      const terms = { speedSquared, damping: 0, decay: 0, rest: 0 }
      let now = placesOf(grid).map(({ x, y, z }): number => ((x + y + z) % 2 === 0 ? 1000 : -1000))
      let before = now.map((value) => -value)
      for (let tick = 0; tick < ticks; tick++) {
        ;[now, before] = [swing(grid, now, before, terms, FULL_RANGE), now]
      }
      return Math.max(...now.map(Math.abs))
    }
    expect(largestAfter(200, Math.floor(4096 / dimensions))).toBeLessThanOrEqual(1100)
    expect(largestAfter(200, (1.1 * 4096) / dimensions)).toBe(FULL_RANGE.high)
  })
})

const diffuse = (more: object): ChannelDynamic => ({
  ...{ kind: 'diffuse', diffusion: 1, decay: 0, rest: 0 },
  ...more,
})
const wave = (more: object): ChannelDynamic => ({
  ...{ kind: 'wave', speedSquared: 1, damping: 0, decay: 0, rest: 0 },
  ...more,
})
const still: ChannelDynamic = { kind: 'static' }

test.each<[string, ChannelDynamic, Partial<ChannelSpec>]>([
  ['range', still, { low: 1, high: 0 }],
  ['range', still, { low: -(2 ** 17) }],
  ['range', still, { high: 2 ** 17 }],
  ['range', still, { high: Number.NaN }],
  ['range', still, { low: 0.5 }],
  ['start', still, { start: 20, high: 10 }],
  ['start', still, { start: 0.5 }],
  ['dynamic.diffusion', diffuse({ diffusion: -1 }), {}],
  ['dynamic.diffusion', diffuse({ diffusion: Number.NaN }), {}],
  ['dynamic.decay', diffuse({ decay: 4097 }), {}],
  ['dynamic.rest', diffuse({ rest: 20 }), { high: 10 }],
  ['dynamic.source', diffuse({ source: { amounts: [] } }), {}],
  ['dynamic.source', diffuse({ source: { amounts: [2 ** 17] } }), {}],
  ['dynamic.source', wave({ source: { amounts: new Array(257).fill(0) } }), {}],
  ['dynamic.damping', wave({ damping: 0.5 }), {}],
  ['dynamic.rest', wave({ rest: Infinity }), {}],
  ['dynamic.classes', { kind: 'entropy', classes: 1 }, {}],
  ['dynamic.classes', { kind: 'entropy', classes: 9 }, {}],
  ['dynamic.neighborhood', { kind: 'entropy', classes: 2, neighborhood: 'moore-3d' }, {}],
  ['range', { kind: 'uphill', of: 'heat' }, {}],
  [
    'dynamic.neighborhood',
    { kind: 'uphill', of: 'heat', neighborhood: 'moore-3d' },
    { low: 0, high: 31 },
  ],
])('a fault of %s is refused by name: %j %j', (field, dynamic, limits) => {
  const channel = channelOf(dynamic, limits)
  const thrown = (() => {
    try {
      return assertChannel(channel, 2)
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toBeInstanceOf(ChannelError)
  expect((thrown as ChannelError).details).toMatchObject({ channel: 'field', field })
})

test('the widest range is that of a field', () => {
  expect(assertChannel(channelOf(still), 1)).toMatchObject(FULL_RANGE)
})
