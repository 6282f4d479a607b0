import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parseRule } from '../../rules/parse-rule.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { readApgcode } from '../../testing/read-apgcode.ts'
import { ObjectFinder } from './ash.ts'
import { buildCellSet, type CellSet } from './cell-set.ts'
import { judgeGrowth } from './growth.ts'
import { InfluenceWatch } from './influence.ts'
import { nameOfObject } from './known-objects.ts'
import { LoneWorld } from './lone-world.ts'
import { applySymmetry, findSymmetries } from './symmetries.ts'
import { doMeet, type Track } from './tracks.ts'
import { isBefore, writeWechsler } from './wechsler.ts'

/** Codes as LifeWiki, Catagolue and apgsearch print them, of objects that cannot be taken apart. */
const PUBLISHED =
  `xs4_33 xs4_252 xs5_253 xs6_356 xs6_696 xs6_25a4 xs6_39c xs6_bd xs7_2596 xs7_25ac xs7_178c xs7_3lo
  xs8_6996 xs8_69ic xs8_35ac xs8_25ak8 xs8_178k8 xs8_32qk xs8_3pm xs8_312ko xs8_31248c xs9_4aar
  xs9_31ego xs9_25ako xs9_178ko xs9_178kc xs10_g8o652z01 xs10_35ako xs10_32qr xs10_69ar xs10_178kk8
  xs11_g8o652z11 xs11_g0s453z11 xs12_g8o653z11 xs12_raar xs12_330f96 xs14_g88m952z121 xs14_69bqic
  xs14_g88b96z123 xs14_6970796 xs14_j1u066z11 xs14_39e0e93 xs14_69bo8a6 xs15_354cgc453
  xs16_g88m996z1221 xs16_69egmiczx1 xs16_j1u0696z11 xs17_2ege1ege2 xs18_rhe0ehr xp2_7 xp2_7e
  xp2_318c xp2_2a54 xp2_31ago xp2_g0k053z11 xp2_0g0k053z32 xp2_rhewehr xp2_g8gid1e8z1226
  xp3_co9nas0san9oczgoldlo0oldlogz1047210127401 xp4_37bkic xp4_ssj3744zw3 xp8_gk2gb3z11
  xp8_g3jgz1ut xp14_j9d0d9j xp15_4r4z4r4 xq4_153 xq4_6frc xq4_27dee6 xq4_27deee6
  xq7_3nw17862z6952 xp30_w33z8kqrqk8zzzw33 xp3_695qc8zx33 xp5_idiidiz01w1 xp6_ccb7w66z066
  xp8_wgovnz234z33`
    .trim()
    .split(/\s+/)

const worlds: LoneWorld[] = []
afterAll(() => {
  for (const world of worlds) world.dispose()
})

function finderOf(notation: string) {
  const { rule } = parseRule(notation)
  const form = recognizeForm(rule.program)
  if (form.kind === 'general') throw new Error('it has a form')
  const world = new LoneWorld(rule)
  worlds.push(world)
  const { neighborhood } = form
  const symmetries = findSymmetries(form)
  const finder = new ObjectFinder({ world, neighborhood, symmetries, states: rule.states })
  return { finder, world, neighborhood, symmetries }
}

const life = finderOf('B3/S23')

const codesOf = (cells: CellSet, maxPeriod = 64) =>
  life.finder
    .identify(cells, maxPeriod)
    ?.objects.map(({ code }) => code)
    .sort()

const move = ({ count, sites, states }: CellSet, x: number, y: number): CellSet => ({
  count,
  sites: sites.map((along, i) => along + [x, y, 0][i % 3]!),
  states,
})

const unite = (...sets: CellSet[]) =>
  buildCellSet(
    sets.flatMap(({ sites }) => [...sites]),
    sets.flatMap(({ states }) => [...states]),
  )

describe('objects of Life', () => {
  test.each(PUBLISHED)('%s is called so', (code) => {
    expect(codesOf(readApgcode(code))).toEqual([code])
  })

  test('have one code in every phase and orientation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PUBLISHED),
        fc.nat(30),
        fc.constantFrom(...life.symmetries),
        (code, ticks, symmetry) => {
          const cells = readApgcode(code)
          const sites = new Int32Array(cells.sites.length)
          for (let i = 0; i < sites.length; i += 3) {
            const [x, y, z] = [cells.sites[i]!, cells.sites[i + 1]!, cells.sites[i + 2]!]
            sites.set(applySymmetry(symmetry, x, y, z), i)
          }
          life.world.start(buildCellSet(sites, cells.states))
          life.world.advance(ticks)
          expect(codesOf(life.world.read())).toEqual([code])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('that are only near are counted by themselves', () => {
    // Codes of pseudo-objects, as apgsearch lists them, and what they are made of.
    const parts = (code: string) => codesOf(readApgcode(code))
    expect(parts('xs8_rr')).toEqual(['xs4_33', 'xs4_33'])
    expect(parts('xs12_rrz66')).toEqual(['xs4_33', 'xs4_33', 'xs4_33'])
    expect(parts('xs10_660696')).toEqual(['xs4_33', 'xs6_696'])
    expect(parts('xs9_253033')).toEqual(['xs4_33', 'xs5_253'])
    expect(parts('xs14_259606952')).toEqual(['xs7_2596', 'xs7_2596'])
    expect(parts('xp2_rbzw23')).toEqual(['xp2_318c', 'xs4_33'])
    expect(parts('xs16_rr0rr')).toEqual(['xs4_33', 'xs4_33', 'xs4_33', 'xs4_33'])
    // Two blocks on a lock: neither block can go alone, and what is left is a still life.
    expect(parts('xs18_3pq3qp3')).toEqual(['xs14_3123qp3', 'xs4_33'])
  })

  test('move as they are known to', () => {
    const moves = (code: string) => life.finder.identify(readApgcode(code), 64)!.objects[0]!
    expect(moves('xq4_153')).toMatchObject({
      kind: 'ship',
      period: 4,
      displacement: [1, 1, 0],
      cells: 5,
    })
    expect(moves('xq4_6frc')).toMatchObject({ period: 4, displacement: [2, 0, 0], cells: 9 })
    expect(moves('xq7_3nw17862z6952')).toMatchObject({ period: 7, displacement: [1, 0, 0] })
  })

  test('are none where they do not come back in time, die or grow', () => {
    expect(codesOf(readApgcode('xp15_4r4z4r4'), 14)).toBeUndefined()
    expect(codesOf(readApgcode('xp15_4r4z4r4'), 15)).toEqual(['xp15_4r4z4r4'])
    expect(codesOf(buildCellSet([0, 0, 0], [1]))).toBeUndefined()
    const rPentomino = readApgcode('x_273')
    expect(codesOf(rPentomino)).toBeUndefined()
  })

  test('have names where they are well known', () => {
    expect(nameOfObject('xq4_153')).toBe('glider')
    expect(nameOfObject('xs4_34')).toBeUndefined()
    expect(nameOfObject('toString')).toBeUndefined()
  })
})

describe('objects in space', () => {
  const GLIDER_4555 = [
    1, 0, 0, 2, 0, 0, 0, 0, 1, 3, 0, 1, 1, 1, 1, 2, 1, 1, 0, 0, 2, 3, 0, 2, 1, 1, 2, 2, 1, 2,
  ]

  test('Bays’ gliders move along two axes in four ticks', () => {
    const { finder, symmetries } = finderOf('4555')
    expect(symmetries).toHaveLength(48)
    const found = finder.identify(buildCellSet(GLIDER_4555, new Array(10).fill(1)), 20)!.objects
    expect(found).toMatchObject([{ kind: 'ship', period: 4, displacement: [1, 1, 0], cells: 10 }])
    const { sites } = readApgcode('xq4_153')
    const upper = sites.map((along, i) => (i % 3 === 2 ? 1 : along))
    const both = buildCellSet([...sites, ...upper], new Array(10).fill(1))
    expect(finderOf('5766').finder.identify(both, 20)!.objects).toMatchObject([
      { code: 'xq4_153_153', period: 4, displacement: [1, 1, 0], cells: 10 },
    ])
  })

  test('have one code however they are turned', () => {
    const { finder, symmetries } = finderOf('4555')
    const codes = symmetries.map((symmetry) => {
      const sites: number[] = []
      for (let i = 0; i < GLIDER_4555.length; i += 3) {
        sites.push(
          ...applySymmetry(symmetry, GLIDER_4555[i]!, GLIDER_4555[i + 1]!, GLIDER_4555[i + 2]!),
        )
      }
      return finder.identify(buildCellSet(sites, new Array(10).fill(1)), 20)!.objects[0]!.code
    })
    expect(new Set(codes).size).toBe(1)
  })
})

test('a neighborhood has its own symmetries, and a rule by places only those it keeps', () => {
  const count = (notation: string) =>
    findSymmetries(recognizeForm(parseRule(notation).rule.program)).length
  expect(count('B3/S23')).toBe(8)
  expect(count('B3/S23V')).toBe(8)
  expect(count('B2/S34H')).toBe(12)
  expect(count('W90')).toBe(2)
  expect(count('W110')).toBe(1)
  expect(count('B2ac3-e/S23')).toBe(8)
})

test('empty columns are told by their number, as the format has it', () => {
  const texts = [1, 2, 3, 4, 5, 39, 40, 43].map((empty) =>
    writeWechsler([0, 0, empty + 1, 0], empty + 2, 1),
  )
  expect(texts).toEqual(['101', '1w1', '1x1', '1y01', '1y11', '1yz1', '1yz01', '1yzy01'])
  expect(writeWechsler([0, 0, 0, 11], 1, 12)).toBe('1zz2')
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(90), fc.nat(12)), { minLength: 1, selector: String }),
      (cells) => {
        const set = buildCellSet(
          cells.flatMap(([x, y]) => [x, y, 0]),
          cells.map(() => 1),
        )
        expect(readApgcode(`_${writeWechsler(cells.flat(), 91, 13)}`).sites).toEqual(set.sites)
      },
    ),
  )
  expect(['33', 'z', 'y', '7', '12'].sort((a, b) => (isBefore(a, b) ? -1 : 1))).toEqual([
    '7',
    'y',
    'z',
    '12',
    '33',
  ])
})

test('cells belong together that are seen at once, now or by what comes of them', () => {
  const placeOf = (x: number, y: number) => (y + 500) * 1000 + x + 500
  const watch = (cells: CellSet, ticks: number) => {
    const found = new InfluenceWatch(cells, life.neighborhood, placeOf)
    life.world.start(cells)
    for (let tick = 0; tick < ticks; tick++) {
      life.world.advance(1)
      found.follow(life.world.read())
    }
    return found.groups().map((group) => group.length)
  }
  const [block, glider] = [readApgcode('xs4_33'), readApgcode('xq4_153')]
  expect(watch(unite(block, move(block, 4, 0)), 0)).toEqual([4, 4])
  expect(watch(unite(block, move(block, 3, 0)), 0)).toEqual([8])
  // A pulsar is in pieces at times, and one object.
  life.world.start(readApgcode('xp3_co9nas0san9oczgoldlo0oldlogz1047210127401'))
  const phases = [0, 1, 2].map(() => {
    life.world.advance(1)
    return life.world.read()
  })
  for (const phase of phases) expect(watch(phase, 3)).toEqual([phase.count])
  // A glider that comes to a block has to do with it from then on; from three others it flies away.
  const corners = [-7, 8].flatMap((x) => [-7, 8].map((y) => unite(glider, move(block, x, y))))
  expect(corners.map((cells) => watch(cells, 2).length)).toEqual([2, 2, 2, 2])
  expect(corners.map((cells) => watch(cells, 40).length).sort()).toEqual([1, 2, 2, 2])
})

test('boxes are said to meet if they ever do, tick by tick', () => {
  const along = fc.integer({ min: -12, max: 12 })
  const speed = fc.integer({ min: -2, max: 2 })
  const track = fc
    .tuple(along, along, speed, speed, fc.integer({ min: 1, max: 4 }))
    .map(([x, y, dx, dy, period]): Track => {
      return { low: [x, y, 0], high: [x + 2, y + 1, 0], period, displacement: [dx, dy, 0] }
    })
  fc.assert(
    fc.property(track, track, (a, b) => {
      const at = (each: Track, tick: number, axis: 0 | 1, edge: 'low' | 'high') =>
        each[edge][axis] + (tick * each.displacement[axis]) / each.period
      const overlap = (tick: number) =>
        ([0, 1] as const).every(
          (axis) =>
            at(a, tick, axis, 'low') <= at(b, tick, axis, 'high') &&
            at(b, tick, axis, 'low') <= at(a, tick, axis, 'high'),
        )
      const ever = Array.from({ length: 2400 }, (_, i) => i / 12).some(overlap)
      if (ever) expect(doMeet(a, b)).toBe(true)
      expect(doMeet(a, b)).toBe(doMeet(b, a))
    }),
    { numRuns: 300 },
  )
})

test('growth is judged by how much there was when', () => {
  const of = (f: (t: number) => number) => judgeGrowth(Array.from({ length: 65 }, (_, t) => f(t)))
  expect(of((t) => 40 + 12 * t)).toBe('linear growth')
  expect(of((t) => 40 + t * t)).toBe('faster growth')
  expect(of((t) => 300 + (t % 7))).toBe('not settled')
  expect(of(() => 300)).toBe('not settled')
  expect(judgeGrowth([4, 5])).toBe('not settled')
})
