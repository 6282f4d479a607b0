/**
 * Golly agrees: random soups under random rules of every 2-D family, in every topology Golly has,
 * have the same population and the same cells some generations later.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { cutToPattern, findBgolly, runBgolly } from '../testing/bgolly.ts'
import { runWorld } from '../testing/run-world.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'

const bgolly = findBgolly()
const MISSING = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''

/** Random worlds a case; every run of the tests tries others. */
const NUM_RUNS = 4

/** Some of these characters, in order. */
const someOf = (characters: string, minLength = 0) =>
  fc.subarray([...characters], { minLength }).map((chosen) => chosen.join(''))

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A MAP of 2^sites bits. The last character holds two bits; births from nothing are left out. */
const anyMap = (characters: number) =>
  fc
    .tuple(
      fc.constantFrom(...BASE64.slice(0, 32)),
      fc.string({
        unit: fc.constantFrom(...BASE64),
        minLength: characters - 2,
        maxLength: characters - 2,
      }),
      fc.constantFrom('A', 'Q', 'g', 'w'),
    )
    .map((parts) => `MAP${parts.join('')}`)

const anyMultiStateMap = (characters: number) =>
  fc
    .tuple(anyMap(characters), fc.integer({ min: 3, max: 20 }))
    .map(([map, states]) => `${map}/${states}`)

const HENSEL_LETTERS: Readonly<Record<string, string>> = {
  1: 'ce',
  2: 'aceikn',
  3: 'aceijknqry',
  4: 'aceijknqrtwyz',
  5: 'aceijknqry',
  6: 'aceikn',
  7: 'ce',
}

/** Counts with the letters of some of their arrangements, such as `2-ak3e8`. */
const anyHensel = (counts: string) =>
  someOf(counts, 1).chain((chosen) =>
    fc
      .tuple(
        ...[...chosen].map((count) => {
          const letters = HENSEL_LETTERS[count]
          if (letters === undefined) return fc.constant(count)
          return fc
            .tuple(fc.boolean(), someOf(letters, 1))
            .map(
              ([isNegated, some]) => `${count}${isNegated && some !== letters ? '-' : ''}${some}`,
            )
        }),
      )
      .map((parts) => parts.join('')),
  )

const birthSurvival = (counts: string, letter: string) =>
  fc
    .tuple(someOf(counts.slice(1), 1), someOf(counts))
    .map(([birth, survival]) => `B${birth}/S${survival}${letter}`)

const generations = (counts: string, letter: string) =>
  fc
    .tuple(someOf(counts), someOf(counts.slice(1), 1), fc.integer({ min: 3, max: 20 }))
    .map(([survival, birth, states]) => `${survival}/${birth}/${states}${letter}`)

/** Families by name; none of them gives birth to a cell without neighbors. */
const families: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'B/S': birthSurvival('012345678', ''),
  'B/S hexagonal': birthSurvival('0123456', 'H'),
  'B/S von Neumann': birthSurvival('01234', 'V'),
  'isotropic non-totalistic': fc
    .tuple(anyHensel('12345678'), anyHensel('012345678'))
    .map(([birth, survival]) => `B${birth}/S${survival}`),
  MAP: anyMap(86),
  'MAP hexagonal': anyMap(22),
  'MAP von Neumann': anyMap(6),
  Generations: generations('012345678', ''),
  'Generations hexagonal': generations('0123456', 'H'),
  'Generations von Neumann': generations('01234', 'V'),
  'Generations MAP': anyMultiStateMap(86),
  'Generations MAP hexagonal': anyMultiStateMap(22),
  'Generations MAP von Neumann': anyMultiStateMap(6),
  'Generations isotropic': fc
    .tuple(anyHensel('012345678'), anyHensel('12345678'), fc.integer({ min: 3, max: 9 }))
    .map(([survival, birth, states]) => `${survival}/${birth}/${states}`),
}

const anySide = fc.integer({ min: 2, max: 24 })
const anyShift = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -30, max: -1 }))
const signed = (shift: number) => (shift < 0 ? String(shift) : `+${shift}`)

const PLANE = 'plane'
/** Suffixes by name. Sides are at least 2, shifts longer than the side among them. */
const topologies: Readonly<Record<string, fc.Arbitrary<string>>> = {
  [PLANE]: fc.tuple(anySide, anySide).map(([w, h]) => `P${w},${h}`),
  torus: fc.tuple(anySide, anySide).map(([w, h]) => `T${w},${h}`),
  'torus shifted along x': fc
    .tuple(anySide, anyShift, anySide)
    .map(([w, shift, h]) => `T${w}${signed(shift)},${h}`),
  'torus shifted along y': fc
    .tuple(anySide, anySide, anyShift)
    .map(([w, h, shift]) => `T${w},${h}${signed(shift)}`),
  'Klein bottle twisted along x': fc.tuple(anySide, anySide).map(([w, h]) => `K${w}*,${h}`),
  'Klein bottle twisted along y': fc.tuple(anySide, anySide).map(([w, h]) => `K${w},${h}*`),
  'Klein bottle shifted along x': fc
    .tuple(anySide, anyShift, anySide)
    .map(([w, shift, h]) => `K${w}*${signed(shift)},${h}`),
  'Klein bottle shifted along y': fc
    .tuple(anySide, anySide, anyShift)
    .map(([w, h, shift]) => `K${w},${h}*${signed(shift)}`),
  'cross-surface': fc.tuple(anySide, anySide).map(([w, h]) => `C${w},${h}`),
  sphere: anySide.map((side) => `S${side}`),
}

/** States of which a share of `density` in 256 are not 0. */
function drawSoup(seed: number, length: number, { states }: Rule, density: number): Uint8Array {
  const random = createSplitMix64(BigInt(seed))
  return Uint8Array.from({ length }, () => {
    random.next()
    return random.high >>> 24 < density ? 1 + (random.low % (states - 1)) : 0
  })
}

const anySoup = fc.record({
  seed: fc.nat(),
  density: fc.constantFrom(60, 100, 160),
  ticks: fc.integer({ min: 1, max: 8 }),
})

const countLive = (cells: Uint8Array) =>
  cells.reduce((sum, state) => sum + (state === 0 ? 0 : 1), 0)

const complement = (cells: Uint8Array) => cells.map((state) => 1 - state)

interface Soup {
  readonly seed: number
  readonly density: number
  readonly ticks: number
}

/** Runs the same soup here and there and compares what has become of it. */
async function expectAgreement(notation: string, { seed, density, ticks }: Soup): Promise<void> {
  const { rule, world } = parseRule(notation)
  const { size, topology } = world!
  const soup = drawSoup(seed, size.x * size.y, rule, density)
  const after = await runWorld(createCpuKernel, {
    setup: { size, topology, rule, seed: 0n },
    cells: soup,
    ticks,
  })
  const golly = runBgolly(bgolly!, notation, rule, size, soup, ticks)
  expect(golly.cut).toEqual(cutToPattern(size, after))
  expect(golly.population).toBe(countLive(after))
}

describe.each(Object.keys(families))(`Golly agrees on %s${MISSING}`, (family) => {
  test.skipIf(bgolly === undefined).each(Object.keys(topologies))('on a %s', (topology) =>
    fc.assert(
      fc.asyncProperty(families[family]!, topologies[topology]!, anySoup, (rule, suffix, soup) =>
        expectAgreement(`${rule}:${suffix}`, soup),
      ),
      { numRuns: NUM_RUNS },
    ),
  )
})

describe(`Golly agrees on Larger than Life${MISSING}`, () => {
  const anyRange = (from: number, to: number) =>
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
      .map(([a, b]) => `${Math.min(a, b)}..${Math.max(a, b)}`)
  /** Golly wants a torus to be larger than the neighborhood. */
  const anyWorld = (letter: string) =>
    fc
      .record({
        radius: fc.integer({ min: 1, max: 7 }),
        states: fc.constantFrom(0, 2, 3, 6),
        middle: fc.constantFrom(0, 1),
        more: fc.tuple(fc.nat(12), fc.nat(12)),
        shape: fc.constantFrom('M', 'N', 'C'),
      })
      .chain(({ radius, states, middle, more, shape }) => {
        const side = 2 * radius + 2
        const cells = shape === 'N' ? 2 * radius * (radius + 1) : (2 * radius + 1) ** 2 - 1
        const most = shape === 'C' ? Math.floor(cells * 0.6) : cells
        return fc
          .tuple(anyRange(0, most), anyRange(1, most))
          .map(
            ([survival, birth]) =>
              `R${radius},C${states},M${middle},S${survival},B${birth},N${shape}` +
              `:${letter}${side + more[0]},${side + more[1]}`,
          )
      })

  test.skipIf(bgolly === undefined).each(['P', 'T'])('on :%s', (letter) =>
    fc.assert(fc.asyncProperty(anyWorld(letter), anySoup, expectAgreement), {
      numRuns: 10 * NUM_RUNS,
    }),
  )
})

/*
 * Under a rule that gives birth to cells without neighbors Golly works with a complement: of every
 * odd generation when a cell among living ones dies, and of all of them, the first included, when
 * it lives. On a plane it holds that the complement is dead outside, which is another world than
 * ours; so planes are left out.
 */
describe(`Golly agrees on births from nothing${MISSING}`, () => {
  const surfaces = Object.keys(topologies).filter((name) => name !== PLANE)

  test.skipIf(bgolly === undefined).each(surfaces)('on a %s, blinking', (topology) =>
    fc.assert(
      fc.asyncProperty(
        someOf('12345678'),
        someOf('01234567'),
        topologies[topology]!,
        anySoup,
        async (birth, survival, suffix, { seed, density, ticks }) => {
          const notation = `B0${birth}/S${survival}:${suffix}`
          const { rule, world } = parseRule(notation)
          const { size } = world!
          const cells = drawSoup(seed, size.x * size.y, rule, density)
          const after = await runWorld(createCpuKernel, {
            setup: { ...world!, rule, seed: 0n },
            cells,
            ticks,
          })
          const shown = ticks % 2 === 1 ? complement(after) : after
          const golly = runBgolly(bgolly!, notation, rule, size, cells, ticks)
          expect(golly.cut).toEqual(cutToPattern(size, shown))
        },
      ),
      { numRuns: NUM_RUNS },
    ),
  )

  test.skipIf(bgolly === undefined).each(surfaces)('on a %s, staying alive', (topology) =>
    fc.assert(
      fc.asyncProperty(
        someOf('12345678'),
        someOf('01234567'),
        topologies[topology]!,
        anySoup,
        async (birth, survival, suffix, { seed, density, ticks }) => {
          const notation = `B0${birth}/S${survival}8:${suffix}`
          const { rule, world } = parseRule(notation)
          const { size } = world!
          const cells = drawSoup(seed, size.x * size.y, rule, density)
          const after = await runWorld(createCpuKernel, {
            setup: { ...world!, rule, seed: 0n },
            cells,
            ticks,
          })
          const golly = runBgolly(bgolly!, notation, rule, size, complement(cells), ticks)
          expect(golly.cut).toEqual(cutToPattern(size, complement(after)))
        },
      ),
      { numRuns: NUM_RUNS },
    ),
  )
})

describe(`Golly agrees on elementary rules${MISSING}`, () => {
  // Golly writes the history of a row into the rows below it. Odd codes are births from nothing.
  const everyEvenCode = Array.from({ length: 128 }, (_, i) => 2 * i)

  test.skipIf(bgolly === undefined)('every even code on a ring', async () => {
    const width = 17
    const rows = 12
    for (const code of everyEvenCode) {
      const { rule } = parseRule(`W${code}`)
      const cells = drawSoup(code, width, rule, 128)
      const history = new Uint8Array(width * (rows + 2))
      for (let ticks = 0; ticks < rows; ticks++) {
        const setup = {
          size: { x: width, y: 1, z: 1 },
          topology: { kind: 'torus' as const },
          seed: 0n,
          rule,
        }
        history.set(await runWorld(createCpuKernel, { setup, cells, ticks }), ticks * width)
      }
      const size = { x: width, y: rows + 2, z: 1 }
      const start = new Uint8Array(history.length)
      start.set(cells)
      const notation = `W${code}:T${size.x},${size.y}`
      const golly = runBgolly(bgolly!, notation, rule, size, start, rows - 1)
      expect(golly.cut, notation).toEqual(cutToPattern(size, history))
    }
  })
})
