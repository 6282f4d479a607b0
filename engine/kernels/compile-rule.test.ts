/** Rules compiled to what can be kept. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { COMPILE_TARGETS, type CompileTarget } from '../resources/build.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { tries } from '../testing/tries.ts'
import { type CompileOrder, compileRule, readRuleToCompile } from './compile-rule.ts'

const order = (rule: string, target: CompileTarget, size?: readonly number[]): CompileOrder => ({
  ...{ rule, target },
  ...(size === undefined ? {} : { size }),
})
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('the program itself has the hash by which it is known, however its rule is written', async () => {
  const hashes = new Set<string>()
  for (const rule of ['B3/S23', '23/3', 's23b3', "Conway's Life"]) {
    const { mediaType, bytes } = compileRule(order(rule, 'reference'))
    const { canonical, programSha256 } = await readRuleToCompile(order(rule, 'reference'))
    expect([mediaType, canonical]).toEqual(['application/json', 'B3/S23'])
    expect(sha256(bytes)).toBe(programSha256)
    hashes.add(programSha256)
  }
  expect(hashes.size).toBe(1)
  const other = await readRuleToCompile(order('B36/S23', 'reference'))
  expect(hashes).not.toContain(other.programSha256)
})

describe.each([
  ['counts, in bits', 'B3/S23', [64, 64]],
  ['three dimensions', '5766', undefined],
  ['states that wear off', 'B2/S/C3', [40, 40]],
  ['a row', 'W110', [100]],
  ['a wide shape', 'R5,C0,M1,S34..58,B34..45,NM', [64, 64]],
  ['a function', '(cell, { sum }) => (sum === 3 ? 1 : cell)', undefined],
])('%s', (_, rule, size) => {
  test('is machine code that engines take, the same each time', () => {
    const isTold = size !== undefined
    const wanted = order(isTold ? rule : rule, 'wasm', size ?? [16, 16, 16])
    let made: ReturnType<typeof compileRule>
    try {
      made = compileRule(wanted)
    } catch (error) {
      // Notations whose dimensions are others say so by name.
      expect(isNamedError(error)).toBe(true)
      expect(isTold).toBe(false)
      return
    }
    expect(made.mediaType).toBe('application/wasm')
    expect(WebAssembly.validate(made.bytes)).toBe(true)
    const module = new WebAssembly.Module(made.bytes)
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain('run')
    expect(compileRule(wanted).bytes).toEqual(made.bytes)
  })
})

test('code of gpu.js is functions, one for each plane that is computed', () => {
  const { mediaType, bytes } = compileRule(order('B3/S23:T8,8', 'gpujs'))
  expect(mediaType).toBe('application/json')
  const { components, channels } = JSON.parse(new TextDecoder().decode(bytes))
  expect([components.length, channels.length]).toEqual([1, 0])
  expect(components[0]).toMatchObject({ length: 64, source: expect.stringMatching(/^function/) })
})

test.each<[string, CompileOrder, string]>([
  ['no world', order('B3/S23', 'wasm'), 'kernel/compile-world'],
  ['sides of another dimension', order('B3/S23', 'wasm', [8]), 'kernel/compile-world'],
  ['a world without an end', order('B3/S23:T0,8', 'gpujs'), 'kernel/compile-world'],
  ['a world that is too large', order('B3/S23', 'wasm', [8192, 8192]), 'kernel/compile-world'],
  ['no rule', order('B3/S2x', 'reference'), 'rules/syntax'],
])('%s is refused by name', (_, wanted, code) => {
  expect(thrownBy(() => compileRule(wanted))).toMatchObject({ code })
})

test('any text and any world is compiled or refused by name, soon', () => {
  const anyRule = fc.oneof(
    fc.constantFrom(
      'B3/S23',
      'W30',
      '4555',
      'B2/S/C9',
      'B3/S23:K9*,9',
      'M0,2,8,3,1,5,6,7,4,9,10,11,12,13,14,15',
    ),
    fc.string({ maxLength: 30 }),
    fc.stringMatching(/^B[0-8]{0,9}\/S[0-8]{0,9}(:[TPKCS][0-9]{1,3},[0-9]{1,3})?$/),
  )
  const anySize = fc.option(
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
  )
  fc.assert(
    fc.property(anyRule, fc.constantFrom(...COMPILE_TARGETS), anySize, (rule, target, size) => {
      try {
        expect(compileRule(order(rule, target, size ?? undefined)).bytes.length).toBeGreaterThan(0)
      } catch (error) {
        if (!isNamedError(error)) throw error
      }
    }),
    { numRuns: tries(200) },
  )
})
