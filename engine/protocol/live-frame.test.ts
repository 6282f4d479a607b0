import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BACKEND_NAMES } from '../kernels/backend-names.ts'
import { anyDamage } from '../testing/hostile-bytes.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { tries } from '../testing/tries.ts'
import { LiveFrameError } from './errors.ts'
import { decodeLiveFrame, encodeLiveFrame, type LiveFrame, toFrame } from './live-frame.ts'

const anyColor = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))

const anyRule: fc.Arbitrary<LiveFrame['rule']> = fc
  .record({
    canonical: fc.string({ unit: 'grapheme', maxLength: 60 }),
    name: fc.option(fc.string({ unit: 'grapheme', maxLength: 40 }), { nil: undefined }),
    family: fc.constantFrom('life-like' as const, 'rule-file' as const, 'custom' as const),
    states: fc.integer({ min: 2, max: 256 }),
    dimensions: fc.constantFrom(1 as const, 2 as const, 3 as const),
    colors: fc.option(fc.array(fc.option(anyColor, { nil: undefined }), { maxLength: 8 }), {
      nil: undefined,
    }),
  })
  .map(({ colors, ...rule }) => (colors === undefined ? rule : { ...rule, colors }))

const axis = fc.nat(9)
const far = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })

const anyFrame: fc.Arbitrary<LiveFrame> = fc
  .record({
    version: fc.nat(),
    tick: fc.maxSafeNat(),
    population: fc.option(fc.nat(), { nil: undefined }),
    rule: anyRule,
    backend: fc.constantFrom(...BACKEND_NAMES),
    isPlaying: fc.boolean(),
    ticksPerSecond: fc.double({ min: 0, max: 1e9, noNaN: true }).map((speed) => speed + 0),
    sentAtMs: fc.nat(),
    shape: fc.record({ x: axis, y: axis, z: axis }),
    origin: fc.record({ x: far, y: far, z: far }),
    isClipped: fc.boolean(),
    filledRows: fc.option(fc.nat(9), { nil: undefined }),
  })
  .chain((header) => {
    const { x, y, z } = header.shape
    const length = { minLength: x * y * z, maxLength: x * y * z }
    const cells = fc.oneof(
      fc.uint8Array({ ...length, max: 1 }),
      fc.uint8Array({ ...length, max: 2 }),
      fc.uint8Array(length),
    )
    const numbers = fc.oneof(fc.int8Array(length), fc.int16Array(length), fc.int32Array(length))
    const field = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      values: numbers.map((values) => Int32Array.from(values)),
    })
    return fc.tuple(cells, fc.option(field, { nil: undefined })).map(([bytes, own]) => ({
      ...{ ...header, cells: Uint8Array.from(bytes).buffer },
      ...(own && { field: own }),
    }))
  })

const STILL: LiveFrame = {
  version: 3,
  tick: 7,
  population: 5,
  rule: { canonical: 'B3/S23', name: undefined, family: 'life-like', states: 2, dimensions: 2 },
  backend: 'wasm',
  isPlaying: true,
  ticksPerSecond: 60,
  sentAtMs: 1,
  shape: { x: 3, y: 3, z: 1 },
  origin: { x: -1, y: 0, z: 0 },
  isClipped: false,
  filledRows: undefined,
  cells: Uint8Array.of(0, 1, 0, 0, 0, 1, 1, 1, 1).buffer,
}

/** The header's length in a wire form. */
const headerBytesOf = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(5, true)

test('what is read is what was written', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      expect(decodeLiveFrame(encodeLiveFrame(frame))).toEqual(frame)
    }),
    { numRuns: tries(600) },
  )
})

test('the cells of a rule with two states take a bit each, the first in the lowest', () => {
  const bytes = encodeLiveFrame(STILL)
  expect(bytes[4]).toBe(1)
  expect([...bytes.subarray(9 + headerBytesOf(bytes))]).toEqual([0b11100010, 0b1])
})

test('the cells of other rules take a byte each', () => {
  const cells = Uint8Array.of(0, 1, 2, 0, 0, 0, 0, 9, 1)
  const bytes = encodeLiveFrame({ ...STILL, cells: cells.buffer })
  expect(bytes[4]).toBe(8)
  expect(bytes.subarray(9 + headerBytesOf(bytes))).toEqual(cells)
})

test.each([
  [[0, 127, -128, 0, 0, 0, 0, 0, 1], 1, [0, 127, 128, 0, 0, 0, 0, 0, 1]],
  [[0, 128, -2, 0, 0, 0, 0, 0, 0], 2, [0, 0, 128, 0, 254, 255]],
  [[0x12345678, 0, 0, 0, 0, 0, 0, 0, 0], 4, [0x78, 0x56, 0x34, 0x12]],
])('the numbers %j of a field take %i bytes each, behind the cells', (numbers, width, first) => {
  const field = { name: 'heat', values: Int32Array.from(numbers) }
  const bytes = encodeLiveFrame({ ...STILL, field })
  const start = 9 + headerBytesOf(bytes) + 2
  expect(bytes.length).toBe(start + width * 9)
  expect([...bytes.subarray(start, start + first.length)]).toEqual(first)
  expect(decodeLiveFrame(bytes).field).toEqual(field)
})

test('a field of other numbers than there are cells is no part of a picture', () => {
  const field = { name: 'heat', values: new Int32Array(8) }
  expect(() => encodeLiveFrame({ ...STILL, field })).toThrow('not as many as its cells')
})

test('numbers in more bytes than they need are refused', () => {
  const field = { name: 'heat', values: new Int32Array(9).fill(300) }
  const bytes = encodeLiveFrame({ ...STILL, field })
  bytes.fill(0, bytes.length - 18)
  expect(() => decodeLiveFrame(bytes)).toThrow('fit fewer bytes')
})

test('damaged bytes are refused by name, or are a picture that is written just so', () => {
  const anyBytes = fc.oneof(anyDamage(anyFrame.map(encodeLiveFrame)), fc.uint8Array())
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const outcome = thrownBy(() => {
        const whole = Uint8Array.from(bytes)
        expect(encodeLiveFrame(decodeLiveFrame(whole))).toEqual(whole)
      })
      expect(outcome === undefined || outcome instanceof LiveFrameError).toBe(true)
    }),
    { numRuns: tries(3000) },
  )
})

test('every picture that is cut short is refused', () => {
  const bytes = encodeLiveFrame(STILL)
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeLiveFrame(bytes.slice(0, length))).toThrow(LiveFrameError)
  }
})

test('a few bytes that ask for a huge picture are refused before room is made for it', () => {
  const small = new TextDecoder().decode(encodeLiveFrame(STILL).slice(9, -2))
  const text = small.replace('"x":3,"y":3,"z":1', '"x":16777216,"y":16777216,"z":16777216')
  const header = new TextEncoder().encode(text)
  const bytes = new Uint8Array(9 + header.length)
  bytes.set([0x54, 0x4c, 0x46, 0x31, 1])
  new DataView(bytes.buffer).setUint32(5, header.length, true)
  bytes.set(header, 9)
  expect(() => decodeLiveFrame(bytes)).toThrow('shape: has too many cells')
})

test('a picture is told with its place in memory where the bytes are part of others', () => {
  const bytes = encodeLiveFrame(STILL)
  const within = new Uint8Array(bytes.length + 20)
  within.set(bytes, 13)
  expect(decodeLiveFrame(within.subarray(13, 13 + bytes.length))).toEqual(STILL)
})

test('the beginning of a very long rule is told', () => {
  const rule = { ...STILL.rule, canonical: `MAP${'\u{1f600}'.repeat(4000)}` }
  const { canonical } = decodeLiveFrame(encodeLiveFrame({ ...STILL, rule })).rule
  expect(canonical).toHaveLength(4000)
  expect(canonical.slice(0, 3999)).toBe(rule.canonical.slice(0, 3999))
})

test('a viewer is given nothing measured where nothing was', () => {
  expect(toFrame(STILL)).toEqual({ ...STILL, measured: { era: 0, samples: [], marks: [] } })
})
