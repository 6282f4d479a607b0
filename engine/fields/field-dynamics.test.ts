import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dimensions } from '../lattice/size.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { anyValues, channelOf, mostDiffusion, mostSpeedSquared } from '../testing/any-fields.ts'
import { diffuse, swing } from '../testing/field-oracles.ts'
import { buildFieldProgram, FieldWorld } from '../testing/field-worlds.ts'
import { intervalsOf } from '../testing/node-intervals.ts'
import { type ChannelDynamic, type ChannelSpec, FULL_RANGE, listFieldPlanes } from './channel.ts'
import { DEFAULT_CHANNELS, findDefaultChannel } from './default-channels.ts'
import { ChannelError } from './errors.ts'
import { writeFieldPass } from './field-dynamics.ts'

const DIMENSIONS: readonly Dimensions[] = [1, 2, 3]
const WIDEST = { amounts: [FULL_RANGE.low, FULL_RANGE.high] }

/** The channels whose numbers grow largest. */
function extremeChannels(dimensions: Dimensions): readonly ChannelSpec[] {
  const diffusion = mostDiffusion(dimensions, 0)
  const speedSquared = mostSpeedSquared(dimensions, 0, 0)
  // One less is odd, and so keeps its product.
  const losses = { damping: 0, decay: 0 }
  const dynamics = [0, 1].flatMap((less): ChannelDynamic[] => [
    { kind: 'diffuse', diffusion: diffusion - less, decay: 0, rest: 0, source: WIDEST },
    { kind: 'diffuse', diffusion: 1, decay: 1, rest: FULL_RANGE.high, source: WIDEST },
    { kind: 'wave', speedSquared: speedSquared - less, ...losses, rest: 0, source: WIDEST },
    { kind: 'wave', speedSquared: 1, damping: 1, decay: 1, rest: FULL_RANGE.low },
    { kind: 'uphill', of: 'c0', neighborhood: 'elementary' },
  ])
  return dynamics.map((dynamic, i) => {
    const range = dynamic.kind === 'uphill' ? { low: 0, high: 31 } : FULL_RANGE
    return { ...channelOf(dynamic, range), name: `c${i}` }
  })
}

describe.each(DIMENSIONS)('in %i dimensions', (dimensions) => {
  test('no number of the pass leaves 32 bits, and no plane its range, at any extreme', () => {
    const neighborhood = { kind: 'named', name: 'moore-3d' } as const
    for (const channels of [DEFAULT_CHANNELS, extremeChannels(dimensions)]) {
      for (const states of [2, 3, 256]) {
        const planes = listFieldPlanes(channels)
        const scope = { channels, dimensions, states }
        const program = buildFieldProgram(dimensions === 3 ? { ...scope, neighborhood } : scope)
        const bounds = [{ low: 0, high: states - 1 }, ...planes]
        const intervals = intervalsOf(program, bounds)
        for (const [component, id] of program.next.entries()) {
          expect(intervals[id]!.low).toBeGreaterThanOrEqual(bounds[component]!.low)
          expect(intervals[id]!.high).toBeLessThanOrEqual(bounds[component]!.high)
        }
      }
    }
  })
})

test('the seven go on side by side as each does alone', () => {
  const size = { x: 4, y: 3, z: 3 }
  const grid = { size, dimensions: 3, isTorus: false }
  const cells = 36
  const dynamicOf = <Kind extends ChannelSpec['dynamic']['kind']>(name: string, kind: Kind) => {
    const { dynamic, low, high } = findDefaultChannel(name)!
    if (dynamic.kind !== kind) throw new Error(`${name} is ${dynamic.kind}`)
    return { ...(dynamic as Extract<ChannelSpec['dynamic'], { kind: Kind }>), low, high }
  }
  const property = fc.property(
    anyValues(cells, { low: 0, high: 1 }),
    anyValues(cells, { low: -16384, high: 16384 }),
    (states, values) => {
      const world = new FieldWorld({ size, dimensions: 3, channels: DEFAULT_CHANNELS })
      const hot = values.map(Math.abs)
      world.states.set(states)
      for (const name of ['gravity', 'mood', 'signal', 'reward']) world.plane(name).set(values)
      world.plane('heat').set(hot)
      world.advance()
      for (const name of ['gravity', 'mood', 'reward']) {
        const terms = dynamicOf(name, 'diffuse')
        const amounts = terms.source?.amounts ?? [0, 0]
        const expected = diffuse(grid, values, terms, terms, (cell) => amounts[states[cell]!]!)
        expect(Array.from(world.plane(name))).toEqual(expected)
      }
      const heat = dynamicOf('heat', 'diffuse')
      expect(Array.from(world.plane('heat'))).toEqual(diffuse(grid, hot, heat, heat))
      const signal = dynamicOf('signal', 'wave')
      const still = Array.from(values, () => 0)
      expect(Array.from(world.plane('signal'))).toEqual(swing(grid, values, still, signal, signal))
      expect(Array.from(world.plane('signal', 'previous'))).toEqual(values)
    },
  )
  fc.assert(property, { numRuns: 30 })
})

test('a channel that does nothing by itself has no node in the pass', () => {
  const code = createProgramBuilder({ dimensions: 2, states: 2, components: ['a'] })
  const components = new Map([['field', 1]])
  const channels = [channelOf({ kind: 'static' })]
  const scope = { dimensions: 2, states: 2, channels, components, previous: new Map() } as const
  expect(writeFieldPass(code, scope).size).toBe(0)
})

test('a pass that lacks a component, or what is climbed, is refused by name', () => {
  const write = (channels: readonly ChannelSpec[], components: readonly string[]) =>
    writeFieldPass(createProgramBuilder({ dimensions: 2, states: 2 }), {
      dimensions: 2,
      states: 2,
      channels,
      components: new Map(components.map((name, i) => [name, i + 1])),
      previous: new Map(),
    })
  const [heat, signal, intent] = ['heat', 'signal', 'intent'].map(
    (name) => findDefaultChannel(name)!,
  )
  expect(() => write([heat!], [])).toThrow(ChannelError)
  expect(() => write([signal!], ['signal'])).toThrow(/no component of signal/)
  expect(() => write([intent!], ['intent'])).toThrow(/"reward"/)
  const circle = { ...intent!, dynamic: { kind: 'uphill', of: 'intent' } } as const
  expect(() => write([circle], ['intent'])).toThrow(/"intent"/)
})
