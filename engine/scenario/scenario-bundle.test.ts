import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeBase64 } from '../formats/base64.ts'
import { NamedError } from '../named-error.ts'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { tries } from '../testing/tries.ts'
import { compileBundle, readBundle, writeBundle } from './scenario-bundle.ts'

const SCENARIO = `
version: 1
name: A glider from a file
rule: B3/S23
world: { size: [16, 16] }
seed: 1
initial: [{ pattern: patterns/glider.rle, at: [1, 1] }]
ticks: 4
`
const GLIDER = { 'patterns/glider.rle': encodeBase64(new TextEncoder().encode('bo$2bo$3o!')) }

test('a scenario without files is its document', () => {
  const text = writeBundle('{ version: 1, name: "a" }')
  expect(text).toBe('{"name":"a","version":1}')
  expect(readBundle(text)).toEqual({ document: { name: 'a', version: 1 }, files: {} })
})

test('a scenario is compiled with the files that came with it', async () => {
  const run = await compileBundle(writeBundle(SCENARIO, GLIDER), { seed: '5' })
  expect(run).toMatchObject({ title: 'A glider from a file', seed: 5n })
  expect(run.initial).toHaveLength(1)
})

test('a bundle is one again when it is written again', () => {
  const text = writeBundle(SCENARIO, GLIDER)
  expect(writeBundle(text)).toBe(text)
  expect(readBundle(text).files).toEqual(GLIDER)
})

test.each([
  ['not there', {}],
  ['no base64', { 'patterns/glider.rle': 'a' }],
  ['there under another path only', { 'glider.rle': GLIDER['patterns/glider.rle'] }],
])('a file that is %s is a fault of the scenario', async (_, files) => {
  await expect(compileBundle(writeBundle(SCENARIO, files))).rejects.toMatchObject({
    code: 'scenario/invalid',
  })
})

test('any text makes a run or an error with a name', async () => {
  await fc.assert(
    fc.asyncProperty(anyDamagedText(fc.constant(writeBundle(SCENARIO, GLIDER))), async (text) => {
      const outcome = await compileBundle(text).catch((error: unknown) => error)
      expect(outcome instanceof Error && !(outcome instanceof NamedError)).toBe(false)
    }),
    { numRuns: tries(300) },
  )
})
