import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openSuite } from '../node/open-suite.ts'
import { runSuiteInNode } from '../node/run-suite.ts'
import { parseBaseline } from '../qa/baseline.ts'
import type { SuiteReport } from '../qa/report-schema.ts'
import { runCliHere } from '../testing/run-cli.ts'

const SOUP = {
  version: 1,
  name: 'Soup',
  world: { size: [32, 24] },
  seed: '5',
  rule: 'B3/S23',
  initial: [{ soup: { density: 90 } }],
  ticks: 40,
  probes: [20],
}

const SHIP = {
  version: 1,
  name: 'Ship',
  rule: 'B3/S23',
  initial: [{ rle: 'bob$2bo$3o!' }],
  ticks: 16,
}

const suiteOf = (...entries: object[]) => ({
  version: 1,
  name: 'small',
  metrics: ['entropy'],
  entries,
})

/** A folder with a suite of a file and what is written out; gives how to run it. */
function makeSuite(entries: readonly object[] = [{ scenario: 'soup.yaml' }, { scenario: SHIP }]) {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-qa-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  const file = join(folder, 'small.yaml')
  write('soup.yaml', SOUP)
  write('small.yaml', suiteOf(...entries))
  const qa = (...words: string[]) => runCliHere('qa', '--suite', file, '--threads', '0', ...words)
  const report = async (...words: string[]) => {
    const { out, exitCode } = await qa('--json', ...words)
    return { exitCode, report: JSON.parse(out) as SuiteReport }
  }
  return { file, folder, write, qa, report, baseline: join(folder, 'small.baseline.json') }
}

test('a suite is accepted once two back ends agree, and then holds', async () => {
  const { qa, report, baseline } = makeSuite()
  const first = await report()
  expect(first.exitCode).toBe(1)
  expect(first.report.problems).toEqual(['There is no baseline yet: --update makes one.'])

  const update = await qa('--update')
  expect(update).toMatchObject({ exitCode: 0 })
  expect(update.out).toContain('soup: is new')
  const text = readFileSync(baseline, 'utf8')
  const { soup, Ship } = parseBaseline(text).scenarios
  expect(soup!.probes.map(({ tick }) => tick)).toEqual([20, 40])
  expect(soup!.probes[0]!.metrics.entropy).toBeGreaterThan(0)
  expect(Ship!.marks).toHaveLength(17)

  for (const backend of ['auto', 'reference']) {
    const again = await report('--backend', backend)
    expect(again).toMatchObject({ exitCode: 0, report: { passed: true, problems: [] } })
  }
  expect((await qa('--update')).out).toContain('0 changes')
  expect(readFileSync(baseline, 'utf8')).toBe(text)
})

test('a changed seed or rule is told as such, and not as states that differ', async () => {
  const { qa, report, write } = makeSuite()
  await qa('--update')
  write('soup.yaml', { ...SOUP, seed: '6' })
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(1)
  const [soup, ship] = found.scenarios
  expect(ship!.outcome).toBe('passed')
  expect(soup!.divergence).toBeNull()
  expect(soup!.breaches.map(({ kind, what }) => [kind, what])).toEqual([['identity', 'seed']])
  expect((await qa()).out).toContain('the scenario is not the one that the baseline is of')
  write('soup.yaml', { ...SOUP, rule: 'B36/S23' })
  expect((await qa()).out).toContain('rule: expected B3/S23, found B36/S23')

  write('soup.yaml', { ...SOUP, ticks: 41 })
  const longer = await report('--filter', 'so*')
  expect(longer.report.counts).toEqual({ scenarios: 1, passed: 0, failed: 1 })
  expect(longer.report.scenarios[0]!.breaches[0]).toMatchObject({ kind: 'plan', what: 'ticks' })
})

test('where all back ends leave the baseline, that is what is said', async () => {
  const { qa, report, baseline } = makeSuite()
  await qa('--update')
  const kept = parseBaseline(readFileSync(baseline, 'utf8'))
  const marks = kept.scenarios.soup!.marks.map(({ tick, digest }) =>
    tick < 10 ? { tick, digest } : { tick, digest: '0123456789abcdef' },
  )
  const scenarios = { ...kept.scenarios, soup: { ...kept.scenarios.soup!, marks } }
  writeFileSync(baseline, JSON.stringify({ ...kept, scenarios }))
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(1)
  expect(found.scenarios[0]!.divergence).toMatchObject({
    kind: 'common',
    lastGoodTick: 8,
    firstBadTick: 10,
    first: null,
  })
})

test('a metric beyond its band is a breach, where states need not be the same', async () => {
  const entries = [
    { scenario: 'soup.yaml', exact: false, bands: { population: { relative: 0.5 } } },
  ]
  const { qa, report, baseline, write } = makeSuite(entries)
  await qa('--update')
  write('soup.yaml', { ...SOUP, seed: '6' })
  const text = readFileSync(baseline, 'utf8')
  // Every entropy of the baseline is made 10 % less.
  const lower = text.replace(/("entropy": )([\d.]+)/g, (_, key, n) => `${key}${Number(n) * 0.9}`)
  writeFileSync(baseline, lower)
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(1)
  const breaches = found.scenarios[0]!.breaches.filter(({ what }) => what === 'entropy')
  expect(breaches.length).toBeGreaterThan(0)
  for (const { band, by } of breaches) {
    expect(band).toBe('within 5 %')
    expect(by).toMatch(/^[+-]\d/)
  }
})

test('what cannot be read is exit 2, and the rest of the suite runs all the same', async () => {
  const { qa, report, write } = makeSuite([
    { scenario: 'none.yaml' },
    { scenario: { version: 1, name: 'Wrong', rule: 'B9', ticks: 1 } },
    { scenario: SHIP },
  ])
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(2)
  expect(found.scenarios.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid', 'failed'])
  expect(await qa('--filter', 'x*')).toMatchObject({ exitCode: 2 })
  write('small.yaml', 'entries: [')
  expect((await qa()).err).toContain('The suite cannot be read: line 1')
  expect((await runCliHere('qa', '--suite', join(tmpdir(), 'no-such.yaml'))).exitCode).toBe(2)
})

test('a scenario that takes too long, or whose tick never ends, is its own failure', async () => {
  const slow = { ...SOUP, name: 'Slow', world: { size: [256, 256] }, ticks: 100_000 }
  const stuck = {
    ...{ version: 1, name: 'Stuck', world: { size: [900, 900] }, ticks: 1 },
    rule: 'R40,C2,M1,S900..1200,B800..1100,NM',
  }
  const limits = { timeLimitSeconds: 0.2 }
  const { file, report } = makeSuite([{ scenario: slow, ...limits }, { scenario: SHIP }])
  const { exitCode, report: found } = await report('--backend', 'reference', '--threads', '1')
  expect(exitCode).toBe(1)
  expect(found.scenarios.map(({ outcome }) => outcome)).toEqual(['timeout', 'failed'])
  // On the command line it takes as long as a tick may: that is not waited for here.
  writeFileSync(file, JSON.stringify(suiteOf({ scenario: stuck, ...limits }, { scenario: SHIP })))
  const options = { backend: 'reference', threads: 1, graceSeconds: 0.5 } as const
  const { passed, scenarios } = await runSuiteInNode(await openSuite(file), options)
  expect(passed).toBe(false)
  expect(scenarios.map(({ outcome }) => outcome)).toEqual(['timeout', 'failed'])
  expect(scenarios[0]!.message).toContain('0.2 s')
})

test('a report is as its schema says, and files are written for other tools', async () => {
  const { qa, folder, write } = makeSuite()
  await qa('--update')
  write('soup.yaml', { ...SOUP, rule: 'B36/S23' })
  const [json, junit] = [join(folder, 'out.json'), join(folder, 'out.xml')]
  const { out } = await qa('--report', json, '--junit', junit, '--github')
  const schema = JSON.parse(
    readFileSync(new URL('../../scenarios/suites/qa-report.schema.json', import.meta.url), 'utf8'),
  )
  const written: unknown = JSON.parse(readFileSync(json, 'utf8'))
  expect(z.fromJSONSchema(schema).safeParse(written)).toMatchObject({ success: true })
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="small" tests="2" failures="1"')
  const annotation = out.split('\n').find((line) => line.startsWith('::error '))
  expect(annotation).toMatch(/^::error file=[^,:]*soup\.yaml,title=soup%3A rule%3A expected /)
})

test.each(['constructor', 'toString', 'hasOwnProperty'])(
  'an entry may be called %s, as what every object has is',
  async (name) => {
    const { qa, report } = makeSuite([{ name, scenario: SHIP }])
    expect((await qa('--update')).out).toContain(`${name}: is new`)
    expect(await report()).toMatchObject({ exitCode: 0, report: { passed: true } })
  },
)

test('an entry that is looked at where it does not come, or has no end, is no run', async () => {
  const { report } = makeSuite([
    { scenario: 'soup.yaml', probes: [41] },
    { name: 'endless', scenario: { ...SHIP, ticks: undefined } },
    { name: 'probed', scenario: { ...SHIP, ticks: undefined }, probes: [12] },
  ])
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(2)
  expect(found.scenarios.map(({ message, ticks }) => message ?? ticks)).toEqual([
    "Its probe at tick 41 lies beyond the scenario's 40 ticks.",
    'Neither the entry nor its scenario says how far it goes: it needs ticks.',
    12,
  ])
})

test('packs that have one version and different values in two folders are told, and not accepted', async () => {
  const { qa, report, folder, write } = makeSuite([
    { name: 'a', scenario: 'a/s.json' },
    { name: 'b', scenario: 'b/s.json' },
  ])
  const packed = { ...SOUP, packs: ['soups@1.0.0'], initial: [{ soup: { density: '$soups.d' } }] }
  const pack = (d: number) => ({ pack: 'soups', version: '1.0.0', parameters: { d } })
  for (const [name, d] of [
    ['a', 90],
    ['b', 80],
  ] as const) {
    mkdirSync(join(folder, name, 'packs'), { recursive: true })
    write(`${name}/s.json`, packed)
    write(`${name}/packs/soups.yaml`, pack(d))
  }
  const words = 'The pack soups@1.0.0 has other values in b than in a'
  const update = await qa('--update')
  expect(update.exitCode).toBe(1)
  expect(update.out).toContain(words)
  expect((await report()).report.problems.at(-1)).toContain(words)
  write('b/packs/soups.yaml', pack(90))
  expect((await qa('--update')).exitCode).toBe(0)
  expect((await report()).exitCode).toBe(0)
})

test('what a scenario expects is asked for at every tick that its entry comes to', async () => {
  const expect_ = [
    { tick: 3, population: 7 },
    { tick: 16, counts: { 1: 6 } },
  ]
  const { qa, report } = makeSuite([{ scenario: { ...SHIP, expect: expect_ } }])
  expect((await qa('--update')).exitCode).toBe(1)
  const { report: found } = await report()
  const told = found.scenarios[0]!.breaches.filter(({ kind }) => kind === 'expectation')
  expect(told.map(({ what, tick, found: seen }) => [what, tick, seen])).toEqual([
    ['population', 3, 5],
    ['counts.1', 16, 5],
  ])
})

test('a report is not written over the suite, its baseline or another report', async () => {
  const { qa, folder, baseline } = makeSuite()
  await qa('--update')
  const [suite, out] = [join(folder, 'small.yaml'), join(folder, 'out')]
  for (const words of [
    ['--report', suite],
    ['--junit', `${folder}/../${folder.split('/').at(-1)}/small.baseline.json`],
    ['--report', out, '--junit', out],
  ]) {
    const { exitCode, err } = await qa(...words)
    expect(exitCode).toBe(2)
    expect(err).toContain('none is written over it')
  }
  expect(await qa()).toMatchObject({ exitCode: 0 })
  expect(readFileSync(baseline, 'utf8')).toContain('"suite": "small"')
  expect((await qa('--report', join(folder, 'no/where.json'))).exitCode).toBe(2)
})

test('a baseline of another suite or version, or of none, is told as that', async () => {
  const { qa, report, write, baseline } = makeSuite()
  await qa('--update')
  const text = readFileSync(baseline, 'utf8')
  write('small.baseline.json', text.replace('"suite": "small"', '"suite": "large"'))
  const { exitCode, report: found } = await report()
  expect(exitCode).toBe(1)
  expect(found.problems).toEqual([
    "The baseline is of the suite large: --update makes it this one's.",
  ])
  const broken = [
    ['', 'the input is empty'],
    ['{}', 'version'],
    [text.replace('"version": 1', '"version": 2'), 'version'],
    [text.replace(/"population": \d+/, '"population": 1e999'), 'population'],
    [text.replace(/"digest": "[0-9a-f]{16}"/, '"digest": "0"'), '16 hexadecimal digits'],
    [`<<<<<<< ours\n${text}`, 'The baseline cannot be read'],
  ] as const
  for (const [bytes, words] of broken) {
    write('small.baseline.json', bytes)
    const failed = await qa()
    expect(failed.exitCode).toBe(2)
    expect(failed.err).toContain(words)
  }
})

test('an update that no two back ends agree on writes nothing', async () => {
  const { qa, baseline } = makeSuite([
    { scenario: { version: 1, name: 'x', rule: 'B9', ticks: 1 } },
  ])
  const { exitCode, out } = await qa('--update')
  expect(exitCode).toBe(2)
  expect(out).toContain('nothing is written')
  expect(() => readFileSync(baseline)).toThrow()
})
