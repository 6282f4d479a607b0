/**
 * That Golly agrees: random soups under random rules of every 2-D family, in every topology Golly
 * has, have the same population and the same cells some generations later.
 */
import fc from 'fast-check'
import { createCpuKernel } from '../kernels/cpu/cpu-kernel.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { cutToPattern, runBgolly } from './bgolly.ts'
import { assertSame, type Case } from './case.ts'
import { anyLargerThanLife, PLANE, planarNotations, someOf, topologySuffixes } from './notations.ts'
import { runWorld } from './run-world.ts'

/** States of which a share of `density` in 256 are not 0. */
export function drawSoup(seed: number, length: number, { states }: Rule, density: number) {
  const random = createSplitMix64(BigInt(seed))
  return new Uint8Array(length).map(() => {
    random.next()
    return random.high >>> 24 < density ? 1 + (random.low % (states - 1)) : 0
  })
}

const anySoup = fc.record({
  seed: fc.nat(),
  density: fc.constantFrom(60, 100, 160),
  ticks: fc.integer({ min: 1, max: 8 }),
})

interface Soup {
  readonly seed: number
  readonly density: number
  readonly ticks: number
}

const countLive = (cells: Uint8Array) =>
  cells.reduce((sum, state) => sum + (state === 0 ? 0 : 1), 0)

const complement = (cells: Uint8Array) => cells.map((state) => 1 - state)

/** A soup in the world of a notation, and what has become of it here. */
async function runSoup(notation: string, { seed, density, ticks }: Soup) {
  const { rule, world } = parseRule(notation)
  const { size } = world!
  const cells = drawSoup(seed, size.x * size.y, rule, density)
  const setup = { ...world!, rule, seed: 0n }
  return { rule, size, cells, after: await runWorld(createCpuKernel, { setup, cells, ticks }) }
}

/** Everything Golly is asked about. */
export function listGollyCases(bgolly: string): Case[] {
  const agrees = (notations: fc.Arbitrary<string>) =>
    fc.asyncProperty(notations, anySoup, async (notation, soup) => {
      const { rule, size, cells, after } = await runSoup(notation, soup)
      const golly = await runBgolly(bgolly, notation, rule, size, cells, soup.ticks)
      assertSame(golly.cut, cutToPattern(size, after))
      assertSame(golly.population, countLive(after), 'the population')
    })

  /*
   * Under a rule that gives birth to cells without neighbors Golly works with a complement: of every
   * odd generation when a cell among living ones dies, and of all of them, the first included, when
   * it lives. On a plane it holds that the complement is dead outside, which is another world than
   * ours; so planes are left out.
   */
  const blinks = (suffixes: fc.Arbitrary<string>) =>
    fc.asyncProperty(anyBirthFromNothing(''), suffixes, anySoup, async (rule, suffix, soup) => {
      const notation = `${rule}:${suffix}`
      const { rule: parsed, size, cells, after } = await runSoup(notation, soup)
      const shown = soup.ticks % 2 === 1 ? complement(after) : after
      const golly = await runBgolly(bgolly, notation, parsed, size, cells, soup.ticks)
      assertSame(golly.cut, cutToPattern(size, shown))
    })
  const staysAlive = (suffixes: fc.Arbitrary<string>) =>
    fc.asyncProperty(anyBirthFromNothing('8'), suffixes, anySoup, async (rule, suffix, soup) => {
      const notation = `${rule}:${suffix}`
      const { rule: parsed, size, cells, after } = await runSoup(notation, soup)
      const golly = await runBgolly(bgolly, notation, parsed, size, complement(cells), soup.ticks)
      assertSame(golly.cut, cutToPattern(size, complement(after)))
    })

  const surfaces = Object.entries(topologySuffixes)
  return [
    ...Object.entries(planarNotations).flatMap(([family, rules]) =>
      surfaces.map(([surface, suffixes]) => ({
        kind: `${family} on a ${surface}`,
        property: agrees(fc.tuple(rules, suffixes).map((parts) => parts.join(':'))),
      })),
    ),
    ...['P', 'T'].map((letter) => ({
      kind: `Larger than Life on :${letter}`,
      property: agrees(anyLargerWorld(letter)),
    })),
    ...surfaces
      .filter(([surface]) => surface !== PLANE)
      .flatMap(([surface, suffixes]) => [
        { kind: `births from nothing on a ${surface}, blinking`, property: blinks(suffixes) },
        {
          kind: `births from nothing on a ${surface}, staying alive`,
          property: staysAlive(suffixes),
        },
      ]),
  ]
}

/** @param always a count on which cells survive besides the others. */
const anyBirthFromNothing = (always: string) =>
  fc
    .tuple(someOf('12345678'), someOf('01234567'))
    .map(([birth, survival]) => `B0${birth}/S${survival}${always}`)

/** Golly wants a torus to be larger than the neighborhood. */
const anyLargerWorld = (letter: string) =>
  fc.tuple(anyLargerThanLife, fc.nat(12), fc.nat(12)).map(([{ radius, notation }, x, y]) => {
    const side = 2 * radius + 2
    return `${notation}:${letter}${side + x},${side + y}`
  })
