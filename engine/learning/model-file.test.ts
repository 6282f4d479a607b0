import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDamage } from '../testing/hostile-bytes.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { tries } from '../testing/tries.ts'
import type { TaskShape } from './data/examples.ts'
import { ModelFileError } from './errors.ts'
import { buildModel } from './heads/build-model.ts'
import { HEAD_SCHEMA } from './heads/head-schema.ts'
import type { Model } from './heads/model.ts'
import { predict } from './heads/model.ts'
import { loadModel, saveModel } from './model-file.ts'

const SHAPE: TaskShape = {
  inputs: { kind: 'sequence', length: 6, vocabulary: 5 },
  outputs: { kind: 'class', count: 3 },
}
const EXAMPLES = {
  count: 2,
  width: 6,
  inputs: Float64Array.of(0, 1, 2, 3, 4, 0, 4, 4, 1, 0, 2, 3),
  targets: Float64Array.of(0, 1),
}

const build = (settings: object, seed = '7'): Model => {
  const model = buildModel(HEAD_SCHEMA.parse(settings), SHAPE, seed)
  for (const { values } of model.parameters) {
    for (let i = 0; i < values.length; i++) values[i]! += Math.sqrt(i) / 100
  }
  return model
}

describe.each([
  { name: 'mlp' },
  { name: 'k-gam', groups: 3 },
  { name: 'irope' },
  { name: 'interleaved-rope' },
])('a model of $name', (settings) => {
  test('that is saved and loaded gives the same numbers, and the same bytes again', () => {
    const model = build(settings)
    const bytes = saveModel(model)
    const loaded = loadModel(bytes)
    expect(predict(loaded, EXAMPLES).outputs.values).toEqual(
      predict(model, EXAMPLES).outputs.values,
    )
    expect(saveModel(loaded)).toEqual(bytes)
    // Also out of the middle of other bytes.
    const inside = new Uint8Array(bytes.length + 6)
    inside.set(bytes, 3)
    expect(saveModel(loadModel(inside.subarray(3, 3 + bytes.length)))).toEqual(bytes)
  })
})

test('first parameters are drawn from the seed', () => {
  expect(saveModel(build({ name: 'mlp' }, '7'))).toEqual(saveModel(build({ name: 'mlp' }, '7')))
  const [one, other] = ['7', '8'].map((seed) => build({ name: 'mlp' }, seed).parameters[0]!.values)
  expect(one).not.toEqual(other)
})

const FILES = [
  { name: 'mlp', width: 3 },
  { name: 'k-gam', groups: 2, knots: 5 },
  { name: 'irope', width: 4 },
].map((settings) => saveModel(build(settings)))

test('any bytes are a model of finite numbers, or refused by name', () => {
  const whole = fc.constantFrom(...FILES)
  fc.assert(
    fc.property(fc.oneof(anyDamage(whole), fc.uint8Array({ maxLength: 200 })), (bytes) => {
      let model: Model
      try {
        model = loadModel(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(ModelFileError)
        return
      }
      expect(predict(model, EXAMPLES).outputs.rows).toBe(2)
    }),
    { numRuns: tries(600) },
  )
})

/** A file with another header and no parameters. */
function withHeader(header: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(12 + text.length)
  bytes.set(FILES[0]!.subarray(0, 8))
  new DataView(bytes.buffer).setUint32(8, text.length, true)
  bytes.set(text, 12)
  return bytes
}

const HEADER = { version: 1, head: { name: 'mlp' }, shape: SHAPE, seed: '1' }

test.each([
  ['another version', { ...HEADER, version: 2 }, 'version'],
  ['a head that is not there', { ...HEADER, head: { name: 'forest' } }, 'head'],
  ['a seed beyond 64 bits', { ...HEADER, seed: '99999999999999999999' }, 'seed'],
  ['no parameters', HEADER, '0 parameters'],
  [
    'a model that no memory is for',
    {
      ...HEADER,
      head: { name: 'mlp', width: 512, window: 1024 },
      shape: { ...SHAPE, inputs: { kind: 'sequence', length: 1024, vocabulary: 512 } },
    },
    'more than 2000000 parameters',
  ],
  [
    'a width for no whole number of heads',
    { ...HEADER, head: { name: 'irope', width: 9 } },
    'width',
  ],
])('refuses a header with %s', (_, header, said) => {
  const refused = thrownBy(() => loadModel(withHeader(header)))
  expect(refused).toBeInstanceOf(ModelFileError)
  expect(String(refused)).toContain(said)
})

test('refuses a parameter that is no number', () => {
  const bytes = FILES[0]!.slice()
  new DataView(bytes.buffer).setFloat64(bytes.length - 8, Number.NaN, true)
  expect(thrownBy(() => loadModel(bytes))).toBeInstanceOf(ModelFileError)
})
