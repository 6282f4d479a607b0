import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileScenario } from '../compile-scenario.ts'
import { ScenarioFileError, ScenarioInvalidError } from '../errors.ts'
import { PackError } from './errors.ts'
import { parsePack } from './parameter-pack.ts'

const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const bytesOf = (text: string) => new TextEncoder().encode(text)

const SOUPS = `
pack: soups
version: 1.2.0
about: How full soups are.
parameters: { thin: 32, rule: B3/S23, box: { at: [2, 2], size: [4, 4] }, ticks: [1, 2] }
`

const reading = (files: Readonly<Record<string, string>>) => async (path: string) => {
  const text = files[path]
  if (text === undefined) throw new ScenarioFileError({ path, reason: 'it is not there' })
  return bytesOf(text)
}

const scenario = (rest: string, packs = '[soups@1.2.0]') =>
  `version: 1\nname: Packed\nworld: { size: [16, 16] }\npacks: ${packs}\n${rest}`

const faultsOf = async (text: string, files: Readonly<Record<string, string>>) => {
  const error = await rejectionOf(compileScenario(text, reading(files)))
  expect(error).toBeInstanceOf(ScenarioInvalidError)
  return (error as ScenarioInvalidError).details.faults.map(({ field, problem }) => [
    field,
    problem,
  ])
}

test('values of a pack stand for themselves wherever they are named, lists and maps too', async () => {
  const files = { 'packs/soups.yaml': SOUPS }
  const packed = scenario(
    'rule: $soups.rule\ninitial: [{ soup: { density: $soups.thin, box: $soups.box } }]\nprobes: $soups.ticks',
  )
  const written = scenario(
    'rule: B3/S23\ninitial: [{ soup: { density: 32, box: { at: [2, 2], size: [4, 4] } } }]\nprobes: [1, 2]',
    '[]',
  )
  const { packs, ...run } = await compileScenario(packed, reading(files))
  expect(run).toEqual(await compileScenario(written, reading({})))
  expect(packs).toEqual([
    { name: 'soups', version: '1.2.0', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test('without packs a text that looks like the name of a value is that text', async () => {
  const text = 'version: 1\nname: $a.b\nworld: { size: [8, 8] }\nrule: B3/S23'
  const run = await compileScenario(text, reading({}))
  expect(run.title).toBe('$a.b')
})

test('what is wrong with packs is told at its place, all of it', async () => {
  const files = { 'packs/soups.yaml': SOUPS, 'packs/torn.yaml': 'pack: torn\nversion: one' }
  const text = scenario(
    'rule: $soups.rules\ninitial: [{ soup: { density: $other.thin } }]',
    '[soups@1.2.0, torn@1.0.0, gone@1.0.0, soups@1.2.0]',
  )
  const faults = await faultsOf(text, files)
  expect(faults).toContainEqual(['rule', 'is not in soups@1.2.0, which has thin, rule, box, ticks'])
  expect(faults).toContainEqual([
    'initial[0].soup.density',
    "names a pack that is not among the scenario's packs (soups)",
  ])
  expect(faults).toContainEqual(['packs[1]', expect.stringContaining('version: needs a version')])
  expect(faults).toContainEqual(['packs[2]', expect.stringContaining('it is not there')])
  expect(faults).toContainEqual(['packs[3]', 'names a pack that is named already'])
})

test('a pack of another version than the scenario names is refused', async () => {
  const files = { 'packs/soups.yaml': SOUPS.replace('1.2.0', '1.2.1') }
  const faults = await faultsOf(scenario('rule: $soups.rule'), files)
  expect(faults[0]).toEqual([
    'packs[0]',
    expect.stringContaining('it is soups@1.2.1, and the scenario names soups@1.2.0'),
  ])
})

test('the hash of a pack is that of its name, version and values, however they are written', async () => {
  const pack = await parsePack(bytesOf(SOUPS), 'soups')
  const otherwise = `# A comment\n{"version": "1.2.0", "parameters": {"ticks": [1, 2], "rule": "B3/S23",
    "box": {"size": [4, 4], "at": [2, 2]}, "thin": 32}, "pack": "soups"}`
  expect((await parsePack(bytesOf(otherwise), 'soups')).hash).toBe(pack.hash)
  for (const [from, to] of [
    ['thin: 32', 'thin: 33'],
    ['1.2.0', '1.2.1'],
    ['thin', 'thick'],
  ] as const) {
    expect((await parsePack(bytesOf(SOUPS.replace(from, to)), 'soups')).hash).not.toBe(pack.hash)
  }
})

test('anchors that multiply are resolved once each', async () => {
  const lists = Array.from({ length: 15 }, (_, i) => `  - &a${i + 1} [*a${i}, *a${i}]`).join('\n')
  const text = scenario(`rule: B3/S23\nabout:\n  - &a0 [$soups.thin]\n${lists}`)
  const faults = await faultsOf(text, { 'packs/soups.yaml': SOUPS })
  expect(faults.map(([field]) => field)).toContain('about')
})

test('a pack of anchors that multiply is refused', async () => {
  const lists = Array.from({ length: 14 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)
  const text = `pack: p\nversion: 1.0.0\nparameters:\n  a0: &a0 [1]\n${lists.join('\n')}`
  const error = await rejectionOf(parsePack(bytesOf(text), 'p'))
  expect(error).toBeInstanceOf(PackError)
  expect((error as PackError).message).toContain('it has more than 10000 values')
})

test('whatever a pack file holds, it is read or refused by name', async () => {
  const anyText = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.json({ maxDepth: 3 }),
    fc.json({ maxDepth: 3 }).map((json) => `pack: p\nversion: 1.0.0\nparameters: ${json}`),
  )
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const error = await rejectionOf(parsePack(bytesOf(text), 'p'))
      if (error === undefined) return
      expect(error instanceof PackError || (error as Error).name === 'ScenarioSyntaxError').toBe(
        true,
      )
    }),
  )
})
