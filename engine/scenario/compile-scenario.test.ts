import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { compileScenario } from './compile-scenario.ts'
import { ScenarioFileError, ScenarioInvalidError, ScenarioSyntaxError } from './errors.ts'
import type { ReadFile, RunOverrides } from './run.ts'

const noFiles: ReadFile = async (path) => {
  throw new ScenarioFileError({ path, reason: 'no such file or folder' })
}

const compile = (document: unknown, overrides?: RunOverrides) =>
  compileScenario(JSON.stringify(document), noFiles, overrides)

/** The faults of a document as `field` lines, or [] when it has none. */
async function faultsOf(document: unknown) {
  try {
    await compile(document)
    return []
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error
    return error.details.faults
  }
}

const minimal = { version: 1, name: 'Small', world: { size: [8, 8] }, rule: 'B3/S23' }

describe('a sound scenario', () => {
  test('says rule, world, seed and probes in their final form', async () => {
    const run = await compile({
      ...minimal,
      rule: '23/3',
      seed: '18446744073709551615',
      probes: [3, 1, 3],
      ticks: 5,
    })
    expect(run.rule.canonical).toBe('B3/S23')
    expect(run.size).toEqual({ x: 8, y: 8, z: 1 })
    expect(run.topology).toEqual({ kind: 'torus' })
    expect(run.seed).toBe(2n ** 64n - 1n)
    expect(run.probes).toEqual([1, 3])
    expect(run.dimensions).toBe(2)
  })

  test('takes its world from the suffix of its rule when it has none', async () => {
    const { size, topology } = await compile({ version: 1, name: 'K', rule: 'B3/S23:K30*,20' })
    expect(size).toEqual({ x: 30, y: 20, z: 1 })
    expect(topology).toEqual({ kind: 'klein', along: 'x', shiftCells: 0 })
  })

  test('a 2-D rule in a world with three sizes makes a 3-D world of layers', async () => {
    const run = await compile({ ...minimal, world: { size: [8, 8, 3] } })
    expect(run.dimensions).toBe(3)
  })

  test('an inline pattern is centered, rounding down, unless it says where it is', async () => {
    const rle = 'x = 3, y = 1, rule = B3/S23\n3o!'
    const [centered, placed] = await Promise.all([
      compile({ ...minimal, initial: [{ rle }] }),
      compile({ ...minimal, initial: [{ rle, at: [5, 7] }] }),
    ])
    // (8 - 3) / 2 = 2.5 and (8 - 1) / 2 = 3.5, both rounded down.
    expect(centered.initial[0]).toMatchObject({ kind: 'sites', x: 2, y: 3, z: 0 })
    expect(placed.initial[0]).toMatchObject({ kind: 'sites', x: 5, y: 7, z: 0 })
  })

  test('events come out sorted by tick, the rule of an event before its paint', async () => {
    const { commands } = await compile({
      ...minimal,
      events: [
        { tick: 9, paint: [{ cells: [[1, 1]] }] },
        { tick: 4, paint: [{ cells: [[0, 0]], state: 2 }], rule: '345/2/4' },
      ],
    })
    expect(commands.map(({ kind, tick }) => [tick, kind])).toEqual([
      [4, 'rule'],
      [4, 'paint'],
      [9, 'paint'],
    ])
  })

  test('options given beside it win over what it says', async () => {
    const run = await compile(minimal, {
      rule: 'B36/S23',
      size: '16x4',
      topology: 'box',
      seed: '7',
    })
    expect(run.rule.canonical).toBe('B36/S23')
    expect(run.size).toEqual({ x: 16, y: 4, z: 1 })
    expect(run.topology).toEqual({ kind: 'box' })
    expect(run.seed).toBe(7n)
  })
})

describe('a faulty scenario', () => {
  test('is told all its faults in one go, each with its field and value', async () => {
    const faults = await faultsOf({
      version: 2,
      name: '',
      world: { size: [8, -1], topology: 'bagel' },
      rule: 'B9/S23',
      seed: -1,
      initial: [{ soup: { density: 300 } }, { cells: [[1, 2]], fill: { size: [1] } }],
      ticks: 10,
      probes: [11],
      expect: [{ tick: 3, cellsHash: 'abc' }],
      colour: 'red',
    })
    const fields = faults.map(({ field }) => field)
    for (const field of [
      'version',
      'name',
      'world.size[1]',
      'world.topology',
      'rule',
      'seed',
      'initial[0].soup.density',
      'initial[1]',
      'probes[0]',
      'expect[0].cellsHash',
      'colour',
    ]) {
      expect(fields).toContain(field)
    }
    expect(faults.find(({ field }) => field === 'initial[0].soup.density')?.value).toBe('300')
  })

  test('a world that cannot be does not hide files, states and rules', async () => {
    const faults = await faultsOf({
      ...minimal,
      world: { size: [8, -3] },
      initial: [{ pattern: 'x.rle' }, { cells: [[1, 1]], state: 5 }, { rle: '3q!' }],
      events: [{ tick: 1, rule: 'B3/S2z' }],
    })
    expect(faults.map(({ field }) => field)).toEqual([
      'world.size[1]',
      'initial[0]',
      'initial[1]',
      'initial[2]',
      'events[0].rule',
    ])
  })

  test('a rule that cannot be read does not hide what is wrong with cells and events', async () => {
    const faults = await faultsOf({
      ...minimal,
      rule: 'B9/S23',
      initial: [{ cells: [[8, 0]] }, { pattern: 'x.rle' }],
      events: [{ tick: 1, rule: 'B3/S2z' }],
    })
    expect(faults.map(({ field }) => field)).toEqual([
      'rule',
      'initial[0]',
      'initial[1]',
      'events[0].rule',
    ])
  })

  test.each([
    ['a cell outside the world', { initial: [{ cells: [[8, 0]] }] }, 'initial[0]'],
    [
      'a box that reaches outside',
      { initial: [{ fill: { at: [4, 4], size: [5, 1] } }] },
      'initial[0]',
    ],
    ['a state the rule has not', { initial: [{ cells: [[0, 0]], state: 2 }] }, 'initial[0]'],
    ['a pattern larger than the world', { initial: [{ rle: '9o!' }] }, 'initial[0]'],
    ['a broken inline pattern', { initial: [{ rle: '3q!' }] }, 'initial[0]'],
    ['a file that is not there', { initial: [{ pattern: 'x.rle' }] }, 'initial[0]'],
    ['a path that leaves the folder', { initial: [{ pattern: '../x.rle' }] }, 'initial[0].pattern'],
    ['an absolute path', { initial: [{ pattern: '/etc/passwd' }] }, 'initial[0].pattern'],
    ['a stroke of nothing', { initial: [{}] }, 'initial[0]'],
    ['an event that does nothing', { events: [{ tick: 1 }] }, 'events[0]'],
    [
      'an event after the end',
      { ticks: 1, events: [{ tick: 2, rule: 'B3/S23' }] },
      'events[0].tick',
    ],
    ['a later rule with a world', { events: [{ tick: 1, rule: 'B3/S23:T9,9' }] }, 'events[0].rule'],
    [
      'a world on a sphere that is no square',
      { world: { size: [8, 9], topology: 'sphere' } },
      'world.topology',
    ],
    ['a world too large to hold', { world: { size: [2 ** 20, 2 ** 20] } }, 'world.size'],
    ['a seed beyond 64 bits', { seed: '18446744073709551616' }, 'seed'],
  ])('%s is named', async (_what, change, field) => {
    const faults = await faultsOf({ ...minimal, ...change })
    expect(faults.map((fault) => fault.field)).toEqual([field])
  })

  test.each([
    ['not YAML at all', 'a: [1', 'scenario/syntax'],
    ['a duplicate key', 'version: 1\nversion: 1\n', 'scenario/syntax'],
    ['deep nesting', '['.repeat(5000), 'scenario/syntax'],
    ['an alias bomb', `a: &a [1]\nb: [${'*a,'.repeat(500)}]`, 'scenario/syntax'],
    ['an empty file', '', 'scenario/syntax'],
    ['a list', '- 1', 'scenario/invalid'],
    ['a number', '7', 'scenario/invalid'],
  ])('%s is refused by name', async (_what, text, code) => {
    await expect(compileScenario(text, noFiles)).rejects.toMatchObject({ code })
  })

  test.each(['.inf', '-.inf', '.nan', '1e999'])(
    'a number of ticks of %s is refused',
    async (ticks) => {
      const text = `version: 1\nname: X\nrule: B3/S23\nworld: {size: [4, 4]}\nticks: ${ticks}\n`
      await expect(compileScenario(text, noFiles)).rejects.toMatchObject({
        details: { faults: [{ field: 'ticks' }] },
      })
    },
  )

  test('a syntax error says its line and column', async () => {
    const error = await compileScenario('version: 1\nname: "open', noFiles).catch((e) => e)
    expect(error).toBeInstanceOf(ScenarioSyntaxError)
    expect(error.details.line).toBeGreaterThanOrEqual(2)
  })

  test('of a world without an end has something to fill', async () => {
    const faults = await faultsOf({
      version: 1,
      name: 'No size',
      rule: 'B3/S23',
      initial: [{ soup: { density: 9 } }],
    })
    expect(faults).toMatchObject([{ field: 'initial[0]', problem: expect.stringContaining('box') }])
  })
})

describe('a scenario that asks for more than it says', () => {
  const full = new TextEncoder().encode(`x = 4096, y = 4096\n${'4096o$'.repeat(4096)}!`)

  test('reads each file once and is stopped before it paints without end', async () => {
    let reads = 0
    const strokes = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ pattern: i % 2 ? './full.rle' : 'full.rle' }))
    const outcome = await compileScenario(
      JSON.stringify({ ...minimal, world: { size: [4096, 4096] }, initial: strokes(200) }),
      async () => {
        reads++
        return full
      },
    ).catch((error: unknown) => error)
    expect(reads).toBe(1)
    expect(outcome).toMatchObject({ details: { faults: [{ field: 'initial[1]' }] } })
    expect(String(outcome)).toContain('painted cells')
  })

  test('cannot fill the memory with the tables of rules', async () => {
    const events = Array.from({ length: 1000 }, (_, i) => ({
      tick: 1,
      rule: `R500,C0,M1,S0..${i},B3..4,NM`,
    }))
    const faults = await faultsOf({ ...minimal, events })
    expect(faults.map(({ field }) => field)).toEqual(['events[16].rule'])
  })

  test('is not compiled beyond its longest lists', async () => {
    let reads = 0
    const initial = Array.from({ length: 100_000 }, (_, i) => ({ pattern: `${i}.rle` }))
    const outcome = compileScenario(JSON.stringify({ ...minimal, initial }), async () => {
      reads++
      return new TextEncoder().encode('o!')
    })
    await expect(outcome).rejects.toMatchObject({ details: { faults: [{ field: 'initial' }] } })
    expect(reads).toBeLessThanOrEqual(256)
  })

  test.each([
    ['positions', { initial: [{ cells: Array.from({ length: 300_000 }, () => ['a']) }] }],
    ['coordinates', { initial: [{ cells: [Array.from({ length: 300_000 }, () => 'a')] }] }],
    ['probes', { probes: Array.from({ length: 300_000 }, () => 'a') }],
  ])('is told a few of its many bad %s', async (_what, change) => {
    const faults = await faultsOf({ ...minimal, ...change })
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.length).toBeLessThanOrEqual(100)
  })
})

test('no document makes it throw anything but a named error', async () => {
  const leaf = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('B3/S23', [4, 4], 1, 'torus', { size: [4, 4] }, [[1, 1]], '3o!'),
  )
  const keys = ['version', 'name', 'world', 'rule', 'seed', 'initial', 'events', 'ticks', 'probes']
  const document = fc.dictionary(fc.constantFrom(...keys, 'expect', 'view', 'cells', 'zz'), leaf)
  const stroke = fc.dictionary(
    fc.constantFrom('cells', 'fill', 'state', 'pattern', 'rle', 'at', 'soup'),
    leaf,
  )
  const anyDocument = fc
    .tuple(document, fc.array(stroke, { maxLength: 3 }), fc.boolean())
    .map(([base, strokes, isSound]) => ({ ...(isSound ? minimal : {}), ...base, initial: strokes }))
  await fc.assert(
    fc.asyncProperty(anyDocument, async (value) => {
      const outcome = await compile(value).catch((error: unknown) => error)
      expect(!(outcome instanceof Error) || isNamedError(outcome)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
