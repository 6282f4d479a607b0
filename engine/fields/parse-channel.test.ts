import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isNamedError } from '../named-error.ts'
import { MAX_CHANNELS } from './channel.ts'
import { channelsSchema } from './channel-schema.ts'
import { DEFAULT_CHANNELS, findDefaultChannel } from './default-channels.ts'
import { ChannelError } from './errors.ts'
import { parseChannel, parseChannels } from './parse-channel.ts'

const NAMES = DEFAULT_CHANNELS.map(({ name }) => name)

test('the seven are there by their names alone', () => {
  expect(NAMES).toEqual(['gravity', 'mood', 'heat', 'signal', 'entropy', 'intent', 'reward'])
  for (const dimensions of [1, 2, 3] as const) {
    expect(parseChannels(NAMES, dimensions)).toEqual(DEFAULT_CHANNELS)
  }
})

test('what is left out of one of the seven is as usual', () => {
  const heat = findDefaultChannel('heat')!
  expect(parseChannel({ name: 'heat', dynamic: { decay: 0.01 } }, 3)).toEqual({
    ...heat,
    dynamic: { ...heat.dynamic, decay: 41 },
  })
  expect(parseChannel({ name: 'heat', range: [-1, 2], start: 0.5 }, 3)).toEqual({
    ...heat,
    ...{ low: -16384, high: 32768, start: 8192 },
  })
  const gravity = parseChannel({ name: 'gravity', dynamic: { source: [0, -0.5, 1] } }, 2)
  expect(gravity.dynamic).toMatchObject({ source: { amounts: [0, -8192, 16384] } })
  expect(parseChannel({ name: 'intent', dynamic: { of: 'heat' } }, 2).dynamic).toEqual({
    ...{ kind: 'uphill', of: 'heat' },
  })
})

test('another kind brings nothing of the old one but the range', () => {
  const { dynamic, low, high } = parseChannel(
    { name: 'heat', dynamic: { kind: 'wave', speed: 0.5 } },
    3,
  )
  expect(dynamic).toEqual({ kind: 'wave', speedSquared: 1024, damping: 0, decay: 0, rest: 0 })
  expect([low, high]).toEqual([0, 131071])
  const still = parseChannel({ name: 'intent', dynamic: { kind: 'static' } }, 3)
  expect([still.low, still.high]).toEqual([-131071, 131071])
})

test('a channel of your own says its kind, and numbers are rounded to nearest', () => {
  const dynamic = { kind: 'diffuse', diffusion: 0.1, decay: 0.01, rest: -0.25, source: 0.02 }
  expect(parseChannel({ name: 'scent', unit: 'mol', range: [-1, 1], dynamic }, 3)).toEqual({
    ...{ name: 'scent', unit: 'mol', about: '', low: -16384, high: 16384, start: 0 },
    dynamic: {
      ...{ kind: 'diffuse', diffusion: 410, decay: 41, rest: -4096 },
      source: { amounts: [0, 328] },
    },
  })
})

test('a speed is squared before it is rounded', () => {
  const speedSquaredOf = (speed: number) => {
    const { dynamic } = parseChannel({ name: 'sound', dynamic: { kind: 'wave', speed } }, 1)
    return dynamic.kind === 'wave' ? dynamic.speedSquared : undefined
  }
  // 0.0223^2 * 4096 = 2.04; rounded first it would be 91 / 4096, and its square 2.02.
  expect(speedSquaredOf(0.0223)).toBe(2)
  // 0.0605^2 * 4096 = 14.99; rounded first it would be 248 / 4096, and its square 15.02.
  expect(speedSquaredOf(0.0605)).toBe(15)
  // 0.7842^2 * 4096 = 2518.92, and 0.0111^2 * 4096 = 0.505, where 45 / 4096 squared is 0.494.
  expect(speedSquaredOf(0.7842)).toBe(2519)
  expect(speedSquaredOf(0.0111)).toBe(1)
  expect(speedSquaredOf(1)).toBe(4096)
})

describe('faults are named', () => {
  const scent = (more: object) => ({
    name: 'scent',
    dynamic: { kind: 'diffuse', diffusion: 0.1 },
    ...more,
  })
  const diffusing = (more: object) =>
    scent({ dynamic: { kind: 'diffuse', diffusion: 0.1, ...more } })

  test.each<[string, unknown]>([
    ['', 'Heat!'],
    ['', ''],
    ['', '__proto__'],
    ['', 'x'.repeat(33)],
    ['', 7],
    ['', null],
    ['name', {}],
    ['', { name: 'heat', color: 'red' }],
    ['name', { name: 'no spaces' }],
    ['name', { name: 3 }],
    ['dynamic.kind', 'scent'],
    ['dynamic.kind', { name: 'scent', dynamic: { diffusion: 0.1 } }],
    ['dynamic.kind', { name: 'scent', dynamic: { kind: 'explode' } }],
    ['dynamic', { name: 'heat', dynamic: { viscosity: 1 } }],
    ['dynamic', { name: 'heat', dynamic: null }],
    ['dynamic.speed', { name: 'heat', dynamic: { speed: 0.5 } }],
    ['dynamic.diffusion', { name: 'heat', dynamic: { kind: 'static', diffusion: 0.1 } }],
    ['dynamic.diffusion', { name: 'scent', dynamic: { kind: 'diffuse' } }],
    ['dynamic.diffusion', diffusing({ diffusion: 0.17 })],
    ['dynamic.diffusion', diffusing({ diffusion: 2 })],
    ['dynamic.diffusion', diffusing({ diffusion: -0.1 })],
    ['dynamic.diffusion', diffusing({ diffusion: 1e-5 })],
    ['dynamic.diffusion', diffusing({ diffusion: Number.NaN })],
    ['dynamic.decay', diffusing({ decay: Infinity })],
    ['dynamic.decay', diffusing({ decay: 0.0001 })],
    ['dynamic.rest', diffusing({ rest: 9 })],
    ['dynamic.source', diffusing({ source: 0.00001 })],
    ['dynamic.source', diffusing({ source: 1e300 })],
    ['dynamic.source', diffusing({ source: 'much' })],
    ['dynamic.source', diffusing({ source: [] })],
    ['dynamic.speed', scent({ dynamic: { kind: 'wave' } })],
    ['dynamic.speed', scent({ dynamic: { kind: 'wave', speed: -0.5 } })],
    ['dynamic.speed', scent({ dynamic: { kind: 'wave', speed: 0.6 } })],
    ['dynamic.of', scent({ dynamic: { kind: 'uphill' } })],
    ['dynamic.of', scent({ dynamic: { kind: 'uphill', of: 'nobody' } })],
    ['dynamic.classes', { name: 'entropy', dynamic: { classes: 1 } }],
    ['dynamic.neighborhood', { name: 'entropy', dynamic: { neighborhood: 'everyone' } }],
    ['range', { name: 'intent', range: [0, 1] }],
    ['range', scent({ range: [1, -1] })],
    ['range.1', scent({ range: [0, 8] })],
    ['range', scent({ range: [0] })],
    ['start', scent({ start: 2, range: [0, 1] })],
    ['start', { name: 'heat', range: [1, 2] }],
  ])('%s of %j', (field, document) => {
    const thrown = (() => {
      try {
        return parseChannels([document], 3)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(ChannelError)
    expect((thrown as ChannelError).details.field).toBe(field)
  })

  test('a channel twice, one that climbs what is not there, and more than sixteen', () => {
    expect(() => parseChannels(['heat', 'heat'], 3)).toThrow(/each channel once/)
    expect(() => parseChannels(['intent'], 3)).toThrow(/"reward"/)
    const circle = { name: 'way', dynamic: { kind: 'uphill', of: 'way' } }
    expect(() => parseChannels([circle], 3)).toThrow(ChannelError)
    const many = Array.from({ length: MAX_CHANNELS + 1 }, (_, i) => {
      return { name: `c${i}`, dynamic: { kind: 'static' } }
    })
    expect(parseChannels(many.slice(1), 3)).toHaveLength(MAX_CHANNELS)
    expect(() => parseChannels(many, 3)).toThrow(ChannelError)
  })

  test('whatever else comes is channels, or refused by name', () => {
    const anyNumber = fc.oneof(fc.double(), fc.constantFrom(0, 0.1, 0.5, 1, -1, 7.9999, 1e-4))
    const anyMember = fc.oneof(
      anyNumber,
      fc.constantFrom('heat', 'uphill', 'wave', null, 'moore-2d'),
    )
    const keys = [
      'kind',
      'diffusion',
      'speed',
      'damping',
      'decay',
      'rest',
      'source',
      'classes',
      'of',
    ]
    const anyDynamic = fc.dictionary(fc.constantFrom(...keys), anyMember)
    const anyChannel = fc.record(
      {
        name: fc.oneof(fc.constantFrom(...NAMES, 'scent'), fc.jsonValue()),
        range: fc.oneof(fc.tuple(anyNumber, anyNumber), fc.jsonValue()),
        start: anyMember,
        dynamic: fc.oneof(anyDynamic, fc.jsonValue()),
      },
      { requiredKeys: ['name'] },
    )
    const property = fc.property(fc.oneof(fc.array(anyChannel), fc.jsonValue()), (documents) => {
      try {
        for (const { low, high, start } of parseChannels(documents, 2)) {
          expect(low <= start && start <= high).toBe(true)
        }
      } catch (error) {
        if (!isNamedError(error)) throw error
      }
    })
    fc.assert(property, { numRuns: 2000 })
  })
})

test('editors are told the members of channels', () => {
  const schema = JSON.stringify(z.toJSONSchema(channelsSchema, { io: 'input' }))
  for (const member of ['diffusion', 'speed', 'uphill', 'maxItems'])
    expect(schema).toContain(member)
})

test('a default with other coefficients is about nothing that was true of its own alone', () => {
  const faster = { name: 'signal', dynamic: { speed: 0.4, damping: 0.12, decay: 0.03 } }
  expect(parseChannel(faster, 2).about).toMatch(/^Waves[^0-9]*$/)
  for (const channel of DEFAULT_CHANNELS) {
    // What entropy counts is so by its definition.
    if (channel.name !== 'entropy') expect(channel.about).not.toMatch(/[0-9]|half/)
  }
  expect(parseChannel({ name: 'heat', dynamic: { kind: 'wave', speed: 0.4 } }, 2).about).toBe('')
})
