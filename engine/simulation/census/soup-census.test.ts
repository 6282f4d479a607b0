import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../lattice/topology.ts'
import { buildCellSet } from '../../metrics/census/cell-set.ts'
import { CensusTally } from '../../metrics/census/census-tally.ts'
import { CensusError } from '../../metrics/census/errors.ts'
import { LoneWorld } from '../../metrics/census/lone-world.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import { readApgcode } from '../../testing/read-apgcode.ts'
import { DEFAULT_LIMITS } from './census-limits.ts'
import { planRuleCensus, planRunCensus } from './plan-census.ts'
import { type CensusSetup, SoupCensus } from './soup-census.ts'

const wishes = { density: 128, seed: 1n, limits: DEFAULT_LIMITS }

const planOf = (rule: string, more: Partial<Parameters<typeof planRuleCensus>[1]> = {}) =>
  planRuleCensus(parseRule(rule), { ...wishes, ...more })

async function tallyOf(setup: CensusSetup, soups: number): Promise<CensusTally> {
  const census = new SoupCensus(setup)
  const tally = new CensusTally()
  for (let soup = 0; soup < soups; soup++) tally.add(await census.take(soup))
  census.dispose()
  return tally
}

async function takeOne(setup: CensusSetup) {
  const census = new SoupCensus(setup)
  const outcome = await census.take(0)
  census.dispose()
  const codes = outcome.objects.map(({ object, count }) => `${count} ${object.code}`).sort()
  return { ...outcome, codes }
}

describe('a census of Life', () => {
  test('finds what Catagolue finds, as often', async () => {
    const tally = await tallyOf(planOf('B3/S23'), 60)
    expect([tally.soups, tally.settled]).toEqual([60, 60])
    const shares = new Map(
      tally.listObjects().map(({ code, count }) => [code, count / tally.objects]),
    )
    // Blocks are 30.9 % of all objects, and nine kinds 99 % (LifeWiki, "Frequency class").
    const deviation = Math.sqrt((0.309 * 0.691) / tally.objects)
    expect(Math.abs(shares.get('xs4_33')! - 0.309)).toBeLessThan(4 * deviation)
    const nine = [
      'xs4_33',
      'xp2_7',
      'xs6_696',
      'xs7_2596',
      'xs5_253',
      'xq4_153',
      'xs6_356',
      'xs4_252',
      'xs8_6996',
    ]
    const share = nine.reduce((sum, code) => sum + (shares.get(code) ?? 0), 0)
    expect(share).toBeGreaterThan(0.97)
  })

  test('comes to the same whenever a soup is taken', async () => {
    const setup = planOf('B3/S23')
    const [census, again] = [new SoupCensus(setup), new SoupCensus(setup)]
    const first = [await census.take(3), await census.take(7)]
    expect([await again.take(7), await again.take(3)]).toEqual(first.reverse())
    census.dispose()
    again.dispose()
  })

  test('finds later what it has found, since what has settled stays so', async () => {
    const setup = planOf('B3/S23')
    const census = new SoupCensus(setup)
    const world = new LoneWorld(setup.rule)
    for (let soup = 0; soup < 5; soup++) {
      const { seed, tick, objects } = await census.take(soup)
      world.start(setup.makeSoup(seed))
      world.advance(tick + 613)
      const later = world.read()
      const settled = await takeOne({ ...setup, makeSoup: () => later })
      const codes = objects.map(({ object, count }) => `${count} ${object.code}`).sort()
      expect(settled.codes).toEqual(codes)
      // Gliders are five cells each, but not all objects have as many cells in every phase.
      expect(later.count).toBe(settled.population === later.count ? later.count : -1)
    }
    census.dispose()
    world.dispose()
  })

  test('waits for a ship that has yet to arrive', async () => {
    const glider = readApgcode('xq4_153')
    const block = readApgcode('xs4_33')
    const far = (dx: number, dy: number) =>
      buildCellSet(
        [...glider.sites, ...block.sites.map((along, i) => along + [dx, dy, 0][i % 3]!)],
        [...glider.states, ...block.states],
      )
    const outcomes = []
    for (const [dx, dy] of [
      [40, 40],
      [-40, 40],
      [40, -40],
      [-40, -40],
    ] as const) {
      outcomes.push(await takeOne({ ...planOf('B3/S23'), makeSoup: () => far(dx, dy) }))
    }
    const apart = outcomes.filter(({ codes }) => codes.join() === '1 xq4_153,1 xs4_33')
    expect(apart).toHaveLength(3)
  })

  test('tells a gun from what has merely not settled, and gives neither objects', async () => {
    const gun = `x = 36, y = 9, rule = B3/S23
24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4bobo$10bo5bo7bo$11bo3bo$12b2o!`
    const run = await compileScenario(
      `version: 1\nname: gun\nrule: B3/S23\ninitial: [{ rle: ${JSON.stringify(gun)} }]\n`,
      () => Promise.reject(new Error('it names no file')),
    )
    const limits = { ...DEFAULT_LIMITS, maxTicks: 3000 }
    const outcome = await takeOne(planRunCensus(run, 0n, limits))
    expect(outcome).toMatchObject({ unsettled: 'linear growth', objects: [] })
    expect(outcome.tick).toBeGreaterThanOrEqual(3000)
  })

  test('counts what is on a torus as it would be alone', async () => {
    const tally = await tallyOf(planOf('B3/S23', { topology: 'torus', size: '32' }), 4)
    expect(tally.settled).toBe(4)
    expect(tally.listObjects()[0]!.code).toMatch(/^xs4_33$|^xp2_7$/)
    const row = buildCellSet(
      [...Array(8).keys()].flatMap((x) => [x, 3, 0]),
      new Array(8).fill(1),
    )
    const size = { x: 8, y: 8, z: 1 }
    const around = { ...planOf('B/S2'), size, topology: TORUS, makeSoup: () => row }
    expect((await takeOne(around)).unknown).toEqual(['around the world'])
    const boxed = {
      ...planOf('B3/S23'),
      size,
      topology: BOX,
      makeSoup: () => readApgcode('xs4_33'),
    }
    expect((await takeOne(boxed)).codes).toEqual(['1 xs4_33'])
  })
})

test('a census is taken in space, of hexagons, of rows and of dying cells', async () => {
  const bays = await tallyOf(planOf('4555', { density: 30 }), 6)
  expect(bays.settled).toBe(6)
  expect(bays.objects).toBeGreaterThan(0)
  for (const [rule, soups] of [
    ['B2/S34H', 3],
    ['W4', 2],
    ['345/2/4', 1],
  ] as const) {
    const limits = { ...DEFAULT_LIMITS, maxTicks: 400 }
    expect((await tallyOf(planOf(rule, { limits }), soups)).soups).toBe(soups)
  }
})

test('an explosion is given up by name and not followed', async () => {
  const { unsettled, tick } = await takeOne(planOf('B1/S1'))
  expect(unsettled).toBe('too many cells')
  expect(tick).toBeLessThan(2000)
})

test.each([
  ['B0/S23', /empty space is to stay empty/],
  ['B3/S23~birth=0.5', /chances/],
  ['MS,D0;8;4;3;2;5;9;7;1;6;10;11;12;13;14;15', /blocks or places|every tick/],
  ['R7,C0,M1,S65..95,B65..85,NM', /sees? at most/],
])('%s is refused by name', (rule, message) => {
  expect(() => new SoupCensus(planOf(rule))).toThrow(message)
})

test('worlds and sizes that cannot be are refused by name', () => {
  expect(() => planOf('B3/S23', { topology: 'klein' })).toThrow(CensusError)
  expect(() => planOf('B3/S23', { size: '8,8,8' })).toThrow(/2/)
  expect(() => planOf('B3/S23', { size: '9999999,9999999' })).toThrow(CensusError)
  expect(() => new SoupCensus(planOf('B3/S23:K16*,16'))).toThrow(/box or a torus/)
  const limits = { ...DEFAULT_LIMITS, maxTicks: 1_000_000 }
  expect(() => new SoupCensus(planOf('B3/S23', { limits }))).toThrow(/fewer ticks/)
})
