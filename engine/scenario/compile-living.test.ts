import { expect, test } from 'vitest'
import { compileScenario } from './compile-scenario.ts'

test.each([undefined, [{ cells: [[0, 0, 0]] }]])(
  'rules that are too many with their variants are refused before they are composed',
  async (bits) => {
    const rules = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`r${i}`, '4/4/2/M']))
    const then = { neighborhood: 'von-neumann-3d' }
    const metaRules = { go: [{ when: { metric: 'activity', gt: 0.4 }, then }] }
    const world = { size: [12, 12, 8], topology: 'torus' }
    const head = { version: 1, name: 'Many', world, rule: '4-5/5/2/M' }
    const document = JSON.stringify({ ...head, rules, metaRules, bits })
    const compiled = compileScenario(document, () => Promise.reject(new Error('no files')))
    await expect(compiled).rejects.toThrow('metaRules: needs at most 256 rules in all, not 262')
  },
)

test('meta-rules may speak of parameters in a world where no bit can have them', async () => {
  const learn = [
    {
      when: { parameter: 'trust', lt: 0.2 },
      then: { drift: { parameter: 'lambda_sensitivity', by: 0.1 } },
    },
  ]
  const head = { version: 1, name: 'Plain cells', world: { size: [4, 4] }, rule: 'B3/S23' }
  const text = JSON.stringify({ ...head, metaRules: { learn } })
  const { living } = await compileScenario(text, () => Promise.reject(new Error('no files')))
  expect(living!.lattice.planes).toEqual([])
})

test('functions that take too much to read all together are refused by name', async () => {
  const long = (start: number) => `rule({ states: 4, neighborhood: 'moore-3d' }, (s, n) => {
    let c = ${start}
    for (const a of n) { for (const b of n) { if (a > b) c = (c * 3 + a - b) | 0; else c = c ^ b } }
    return c & 3
  })`
  const names = Array.from({ length: 60 }, (_, i) => [`r${i}`, long(i)])
  const head = { version: 1, name: 'Long', world: { size: [4, 4, 4] }, rule: '4-5/5/2/M' }
  const text = JSON.stringify({ ...head, rules: Object.fromEntries(names) })
  const compiled = compileScenario(text, () => Promise.reject(new Error('no files')))
  await expect(compiled).rejects.toThrow(/^The scenario has one fault:\n {2}rules\.r\d: with this/)
})

const compile = (document: object) =>
  compileScenario(JSON.stringify(document), () => Promise.reject(new Error('no files')))

const HEAD = {
  version: 1,
  name: 'Own',
  world: { size: [8, 8], topology: 'torus' },
  rule: 'B3/S23',
  rules: { maze: 'B3/S12345' },
  policies: { use: ['permit-all'] },
}

test('the scenario’s own rule is `own` wherever a rule is named, and number 0', async () => {
  const go = (from: string | number, to: string | number) => ({
    go: [{ when: { of: 'neighbors', gt: 2 }, for: from, then: { switch: to } }],
  })
  const byName = await compile({
    ...HEAD,
    zones: [{ name: 'all', box: { size: [8, 8] }, settled: true, rule: 'own' }],
    bits: [{ cells: [[1, 1]], rule: 'own', metaRules: 'go' }],
    events: [{ tick: 1, follow: [{ cells: [[1, 1]], rule: 'own' }] }],
    metaRules: go('own', 'maze'),
  })
  const byNumber = await compile({
    ...HEAD,
    zones: [{ name: 'all', box: { size: [8, 8] }, settled: true }],
    bits: [{ cells: [[1, 1]], rule: 'own', metaRules: 'go' }],
    events: [{ tick: 1, follow: [{ cells: [[1, 1]], rule: 'own' }] }],
    metaRules: go(0, 'maze'),
  })
  expect(byName.living!.rules.map(({ name }) => name)).toEqual(['own', 'maze'])
  expect(byName.living!.metaRules).toEqual(byNumber.living!.metaRules)
  expect(byName.living!.zones).toEqual(byNumber.living!.zones)
  expect(byName.living!.first).toMatchObject([{ attributes: { rule: 0 } }])
  expect(byName.commands).toMatchObject([{ order: { kind: 'rules', rule: 0 } }])
})

test('no other rule may be named `own`, and a cycle over the own rule says so', async () => {
  await expect(compile({ ...HEAD, rules: { own: 'B3/S12345' } })).rejects.toThrow(
    "rules.own: is the name of the scenario's own rule",
  )
  const metaRules = {
    go: [
      { for: 0, then: { switch: 'maze' } },
      { for: 'maze', then: { switch: 0 } },
    ],
  }
  await expect(compile({ ...HEAD, metaRules })).rejects.toThrow(
    'meta-rule 0 from own to maze, meta-rule 1 from maze to own',
  )
})

test('the own rule in another neighborhood is named by both', async () => {
  const then = { neighborhood: 'von-neumann-3d' }
  const run = await compile({
    ...HEAD,
    world: { size: [8, 8, 8], topology: 'torus' },
    rule: '4-5/5/2/M',
    rules: { calm: '4/4/2/M' },
    metaRules: { go: [{ when: { of: 'tick', gt: 3 }, then }] },
  })
  expect(run.living!.rules.map(({ name }) => name)).toEqual([
    'own',
    'calm',
    'own@von-neumann-3d',
    'calm@von-neumann-3d',
  ])
})

test.each([
  ['moore', 2, 'B3/S23V', 'moore-2d'],
  ['hex', 2, 'B3/S23V', 'hexagonal-2d'],
  ['von-neumann', 3, '4-5/5/2/C', 'von-neumann-3d'],
  ['hex', 3, '4-5/5/2/C', 'hex12-3d'],
])('the neighborhood %s is that of %i dimensions', async (neighborhood, dimensions, rule, full) => {
  const world = { size: [8, 8, 8].slice(0, dimensions) }
  const goTo = (name: string) => ({ go: [{ then: { neighborhood: name } }] })
  const document = { ...HEAD, world, rule, rules: {}, metaRules: goTo(neighborhood) }
  const { living } = await compile(document)
  expect(living!.rules.map(({ name }) => name)).toEqual(['own', `own@${full}`])
  await expect(compile({ ...document, metaRules: goTo('hexx') })).rejects.toThrow(
    'wants the neighborhood "hexx", which no rule can have; there is "moore", "von-neumann", "hex", ',
  )
})

test('the name of a variant is no name to give', async () => {
  const rules = { 'own@moore': 'B3/S23' }
  await expect(compile({ ...HEAD, rules })).rejects.toThrow(
    'rules.own@moore: cannot be a name: that is a letter, then',
  )
})

const MOODY = `rule({ states: 2, neighborhood: 'moore', channels: ['mood', 'nope'] },
  (state, neighbors, fields) => fields.mood > fields.nope ? 1 : 0)`

test.each([
  ['channels mood, nope', 'list them', 'rule', { rule: MOODY }],
  ['channel nope', 'list it', 'rule', { rule: MOODY, channels: ['mood'] }],
  ['channels mood, nope', 'list them', 'rules.b', { rule: 'B3/S23', rules: { b: MOODY } }],
  [
    'channels mood, nope',
    'list them',
    'events[0].rule',
    { rule: 'B3/S23', events: [{ tick: 1, rule: MOODY }] },
  ],
])('names the %s that a rule does not find', async (names, list, field, parts) => {
  const plain = { version: 1, name: 'Moody', world: { size: [8, 8] } }
  await expect(compile({ ...plain, ...parts })).rejects.toThrow(
    `${field}: uses the ${names}, which the scenario does not have: ${list} under channels`,
  )
})

test.each([
  [
    { dynamic: { kind: 'difuse' } },
    'channels[2].dynamic.kind: needs static or diffuse or wave or entropy or uphill; did you mean diffuse? (found "difuse")',
  ],
  [{ range: [2, 1], dynamic: { kind: 'static' } }, '"third", range, found 2 to 1: a range lies'],
  [
    { dynamic: { kind: 'wave', speed: 1.5 } },
    '"third", dynamic.speed, found 1.5: in 2 dimensions with these losses its square is at most ' +
      '0.5, itself 0.7071, or',
  ],
])('says what is wrong with a channel as it is written: %j', async (members, told) => {
  const channels = ['mood', 'heat', { name: 'third', ...members }]
  await expect(compile({ ...HEAD, channels })).rejects.toThrow(told)
})

test('a plain world keeps the channels that its rules write, without a list of them', async () => {
  const plain = { version: 1, name: 'Warm', world: { size: [8, 8] }, channels: undefined }
  const warm = (how: string) =>
    `rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
      ${how}
      return fields.heat > 3 ? 1 : 0
    })`
  const kept = { ...plain, rule: warm('fields.heat += 1') }
  const read = { tick: 2, rule: warm('') }
  expect((await compile({ ...kept, events: [read] })).commands).toHaveLength(1)
  await expect(compile({ ...plain, rule: read.rule })).rejects.toThrow('uses the channel heat')
})

test('a soup by the states of zones is for living worlds only', async () => {
  const initial = [{ soup: { density: 9, states: 'zone' } }]
  const { initial: strokes } = await compile({ ...HEAD, initial })
  expect(strokes).toMatchObject([{ kind: 'soup', byPlace: true }])
  const plain = { version: 1, name: 'Plain', world: { size: [8, 8] }, rule: 'B3/S23', initial }
  await expect(compile(plain)).rejects.toThrow(
    'initial[0]: the states of a zone want a living world',
  )
})

test.each([
  ['bits', { bits: [{ cells: [[0, 0]] }] }, [0, 0]],
  ['zones', { zones: [{ name: 'a', box: { size: [2, 2] } }] }, [0, 16]],
  ['channels', { channels: ['heat'] }, undefined],
  ['rules', { rules: { maze: 'B3/S12345' } }, [16, 0]],
  ['physics', { physics: {} }, [0, 0]],
  ['policies', { policies: { use: ['permit-all'] } }, [0, 0]],
] as const)('%s in a world without an end are refused by name', async (key, part, size) => {
  const world = size === undefined ? {} : { world: { size } }
  await expect(
    compile({ version: 1, name: 'Endless', rule: 'B3/S23', ...world, ...part }),
  ).rejects.toThrow(
    `world.size: needs an end along every axis, such as [64, 64], since the scenario has ${key}:`,
  )
})

test('room for bits is given to zones that there are', async () => {
  const zones = [{ name: 'west', box: { size: [4, 8] }, settled: true }]
  const policies = { capacities: { nowhere: 3, west: 2, rest: 1 } }
  await expect(compile({ ...HEAD, zones, policies })).rejects.toThrow(
    'policies.capacities.nowhere: names no zone: there are west, rest (found 3)',
  )
  await expect(compile({ ...HEAD, policies: { capacities: { rest: 9 } } })).resolves.toBeDefined()
})
