/**
 * Golly's own reader as the judge: `bgolly`, where it is installed, must write the same canonical
 * rules and run the same outcome of a rule from its tables. Skipped, visibly, where it is missing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { SplitMix64 } from '../math/split-mix64.ts'
import { findBgolly } from '../testing/bgolly.ts'
import { runProgram } from '../testing/run-program.ts'
import { formatRuleWorld } from './format-rule-world.ts'
import { formatGollyRule } from './golly-notation.ts'
import { maskOfNeighborhood, type PlanarNeighborhood } from './neighbor-classes.ts'
import { parseRule } from './parse-rule.ts'
import { recognizeForm } from './program/recognize-form.ts'
import type { Rule } from './rule.ts'

const bgolly = findBgolly()
const hasGolly = bgolly !== undefined
const folder = mkdtempSync(join(tmpdir(), 'golly-rules-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SIDE_CELLS = 64
const CELLS = SIDE_CELLS * SIDE_CELLS

function algorithmOf({ family, states }: Rule): string {
  if (family === 'larger-than-life') return 'Larger than Life'
  return states > 2 ? 'Generations' : 'QuickLife'
}

/** Has Golly read a rule and a pattern and write the pattern after some ticks. */
async function runGolly(
  algorithm: string,
  rule: string,
  rle: string,
  ticks: number,
): Promise<string> {
  const [from, to] = [join(folder, 'from.rle'), join(folder, 'to.rle')]
  writeFileSync(from, `x = ${SIDE_CELLS}, y = ${SIDE_CELLS}, rule = ${rule}\n${rle}!\n`)
  const options = ['-a', algorithm, '-m', `${ticks}`, '-q', '-q', '-o', to, from]
  expect(await runProgram(bgolly!, options)).toMatchObject({ status: 0 })
  return readFileSync(to, 'utf8')
}

async function canonicalByGolly(text: string): Promise<string> {
  const written = await runGolly(algorithmOf(parseRule(text).rule), text, 'o', 0)
  return /rule = (\S+)/.exec(written)![1]!
}

const letters = { 0: '', 1: 'ce', 2: 'aceikn', 3: 'aceijknqry', 4: 'aceijknqrtwyz' } as const
const lettersFor = (count: number) => letters[(count > 4 ? 8 - count : count) as 0 | 1 | 2 | 3 | 4]

const part = (count: number) =>
  fc
    .tuple(fc.constantFrom('', '-', 'none'), fc.shuffledSubarray([...lettersFor(count)]))
    .map(([sign, chosen]) => {
      if (sign === 'none') return ''
      // A lone minus or no letter means the plain count.
      return chosen.length === 0 ? `${count}` : `${count}${sign}${chosen.join('')}`
    })
const parts = (from: number) =>
  fc
    .tuple(...Array.from({ length: 9 - from }, (_, i) => part(from + i)))
    .map((written) => written.join(''))

/** Without B0, which Golly runs as another rule on an inverted background. */
const isotropic = fc.tuple(parts(1), parts(0)).map(([birth, survival]) => `B${birth}/S${survival}`)
const isotropicGenerations = fc
  .tuple(parts(0), parts(1), fc.integer({ min: 3, max: 256 }))
  .map(([survival, birth, states]) => `${survival}/${birth}/${states}`)

describe.skipIf(!hasGolly)('Golly writes the same canonical rule', () => {
  const agrees = async (text: string) => {
    const { rule, world } = parseRule(text)
    const ours = rule.canonical + (world ? formatRuleWorld(world, rule.dimensions) : '')
    expect(await canonicalByGolly(text)).toBe(ours)
  }

  test('for isotropic rules', () => fc.assert(fc.asyncProperty(isotropic, agrees), { numRuns: 40 }))
  test('for isotropic Generations', () =>
    fc.assert(fc.asyncProperty(isotropicGenerations, agrees), { numRuns: 20 }))
  test.each([
    ...['B3/S23', '23/3', '3/', '/3', 'b36s23', 'S23', 'B2/S34H', 'B13/S012V', 'B3/S', 'B/S'],
    ...['B2-a/S12', 'B2ceikn/S', 'B4-qjrtwz/S', 'B2aceikn3/S', 'B2-aceikn3/S', 'B3_S2-i34q'],
    ...['345/2/4', 'B2/S345/4', '/2/3', '23/3/256', '12/3/4V', '/34/4H', '12/2-a/3'],
    ...['W30', 'W110', 'W254'],
    ...['R5,C0,M1,S34..58,B34..45,NM', 'R5,C2,M1,S34..58,B34..45,NM', '5,34,45,34,58'],
    ...['R2,C3,M1,S3..21,B3..19,NC', 'R8,C255,M1,S17..23,B7..25,NN', 'R3,C0,M1,S1..1,B1..28,NC'],
    ...['B3/S23:T30+35,20', 'B3/S23:K30*+2,20', 'B3/S23:K31*+1,20', 'B3/S23:K30,20'],
    ...['B3/S23:T30,20-22', 'B3/S23:C30,20', 'B3/S23:S30', 'B3/S23:P30', 'B3/S23:T0,0'],
    ...['345/2/4:T30,30', 'R5,C0,M1,S34..58,B34..45,NM:T100'],
  ])('for %s', agrees)
})

/** A random soup from a seed, as cells and as RLE rows. */
function buildSoup(seed: bigint): { cells: Uint8Array; rle: string } {
  const random = new SplitMix64(seed)
  const cells = new Uint8Array(CELLS).map(() => {
    random.next()
    return random.low & 1
  })
  let rle = ''
  for (let y = 0; y < SIDE_CELLS; y++) {
    for (let x = 0; x < SIDE_CELLS; x++) rle += cells[x + y * SIDE_CELLS] ? 'o' : 'b'
    rle += '$'
  }
  return { cells, rle }
}

/** One tick of a two-state rule on a torus, straight from its tables. */
function tick(rule: Rule, cells: Uint8Array): Uint8Array {
  const form = recognizeForm(rule.program)
  if (form.kind !== 'counting' && form.kind !== 'configuration') throw new Error('not by cells')
  const { neighborhood, rows } = form
  if (neighborhood.kind !== 'named') throw new Error('not a 3 x 3 rule')
  const mask = maskOfNeighborhood[neighborhood.name as PlanarNeighborhood]
  const wrap = (n: number) => (n + SIDE_CELLS) % SIDE_CELLS
  return cells.map((state, site) => {
    const [x, y] = [site % SIDE_CELLS, Math.floor(site / SIDE_CELLS)]
    let [index, live] = [0, 0]
    for (let i = 0; i < 9; i++) {
      if (((mask >> (8 - i)) & 1) === 0) continue
      const seen = cells[wrap(x + (i % 3) - 1) + wrap(y + Math.floor(i / 3) - 1) * SIDE_CELLS]!
      if (i === 4) continue
      index = 2 * index + seen
      live += seen
    }
    const row = rows[state]!
    return typeof row === 'number' ? row : row[form.kind === 'counting' ? live : index]!
  })
}

/** Rows of the bounding box of the live cells, which is all that bgolly writes of a pattern. */
function trim(rows: readonly string[]): string[] {
  const isEmpty = (row: string) => !row.includes('o')
  const top = rows.findIndex((row) => !isEmpty(row))
  if (top === -1) return []
  const kept = rows.slice(top, rows.findLastIndex((row) => !isEmpty(row)) + 1)
  const left = Math.min(...kept.filter((row) => !isEmpty(row)).map((row) => row.indexOf('o')))
  return kept.map((row) => row.slice(left).replace(/b*$/, ''))
}

function rowsOfCells(cells: Uint8Array): string[] {
  const letters = Array.from(cells, (state) => (state === 1 ? 'o' : 'b')).join('')
  const rows = Array.from({ length: SIDE_CELLS }, (_, y) => y * SIDE_CELLS)
  return trim(rows.map((start) => letters.slice(start, start + SIDE_CELLS)))
}

function rowsOfRle(text: string): string[] {
  const body = text.slice(text.indexOf('\n', text.indexOf('rule ='))).replace(/\s/g, '')
  const unrolled = body.replace(/(\d+)([bo$])/g, (_, run, tag) => tag.repeat(Number(run)))
  return trim(unrolled.replace(/!.*/, '').split('$'))
}

describe.skipIf(!hasGolly)('Golly runs a soup to the same cells', () => {
  const agrees = async (text: string, seed: bigint) => {
    const { cells, rle } = buildSoup(seed)
    const { rule } = parseRule(text)
    const side = `:T${SIDE_CELLS},${SIDE_CELLS}`
    const expected = rowsOfCells(tick(rule, cells))
    for (const notation of [text, formatGollyRule(rule)!]) {
      const written = await runGolly('QuickLife', notation + side, rle, 1)
      expect(rowsOfRle(written)).toEqual(expected)
    }
  }
  const digits = fc.constantFrom(
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  )
  // The first bit, birth from nothing, stays 0; Golly's last digit may hold bits of no meaning.
  const maps = fc
    .tuple(
      fc.constantFrom(86, 22, 6),
      fc.constantFrom('A', 'H', 'X', 'f'),
      fc.infiniteStream(digits),
    )
    .map(([length, first, rest]) => `MAP${first}${[...rest.take(length - 1)].join('')}`)
  const counts = fc
    .constantFrom(['', 8] as const, ['H', 6] as const, ['V', 4] as const)
    .chain(([suffix, most]) => {
      const some = (from: number) => fc.subarray([...Array(most + 1).keys()].slice(from))
      return fc
        .tuple(some(1), some(0))
        .map(([birth, survival]) => `B${birth.join('')}/S${survival.join('')}${suffix}`)
    })

  test.each([
    ['isotropic rules', isotropic],
    ['maps', maps],
    ['counts', counts],
  ])('for %s', (_, notation) =>
    fc.assert(fc.asyncProperty(notation, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), agrees), {
      numRuns: 10,
    }),
  )
})
