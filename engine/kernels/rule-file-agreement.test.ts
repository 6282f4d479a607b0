/**
 * Golly agrees on rule files: every file of its own collection, and tables made up at random in
 * every neighborhood and symmetry, give the same cells from the same soups.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import type { Rule } from '../rules/rule.ts'
import { parseRuleFile } from '../rules/rule-file/rule-file.ts'
import { tableNeighborhoods } from '../rules/rule-file/table-neighborhoods.ts'
import { cutToPattern, findBgolly, findGollyRules, runBgolly } from '../testing/bgolly.ts'
import { runWorld } from '../testing/run-world.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

const bgolly = findBgolly()
const rulesFolder = findGollyRules()
const MISSING = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''
const TICKS = 3

/** The program alone: a rule that has a simpler form than its file must still run as the file. */
async function expectAgreement(folder: string, name: string, rule: Rule, seed: number) {
  // Golly runs 1-D tables on planes, every row by itself.
  const isOnALine = rule.dimensions === 1
  const size = { x: 26, y: isOnALine ? 1 : 22, z: 1 }
  const random = createSplitMix64(BigInt(seed))
  const soup = Uint8Array.from({ length: size.x * size.y }, () => {
    random.next()
    return random.high >>> 24 < 150 ? random.low % rule.states : 0
  })
  const setup = { size, topology: TORUS, rule, seed: 0n }
  const after = await runWorld(createReferenceKernel, { setup, cells: soup, ticks: TICKS })
  const notation = `${name}:T${size.x},${size.y}`
  const golly = runBgolly(bgolly!, notation, rule, size, soup, TICKS, folder)
  expect(golly.cut).toEqual(cutToPattern(size, after))
}

describe(`Golly's collection of rule files${MISSING}`, () => {
  const files = rulesFolder === undefined ? [] : readdirSync(rulesFolder)
  const names = files.flatMap((file) => /^(.*)\.rule$/.exec(file)?.[1] ?? [])
  test.skipIf(bgolly === undefined || names.length === 0).each(names)('%s', async (name) => {
    const rule = parseRuleFile(readFileSync(join(rulesFolder!, `${name}.rule`), 'latin1'))
    await expectAgreement(rulesFolder!, name, rule, 1)
    await expectAgreement(rulesFolder!, name, rule, 2)
  })
})

const letters = ['a', 'b', 'c', 'd']

/** A table with variables that overlap, some of which are bound, and lines that contradict. */
const anyTable = fc.constantFrom(...tableNeighborhoods).chain((neighborhood) =>
  fc.constantFrom(...neighborhood.symmetries).chain((symmetry) =>
    fc.integer({ min: 2, max: 5 }).chain((states) => {
      const state = fc.integer({ min: 0, max: states - 1 }).map(String)
      const someStates = fc.uniqueArray(state, { minLength: 1, maxLength: states })
      const entry = fc.oneof(state, fc.constantFrom(...letters))
      const line = fc
        .tuple(fc.array(entry, entriesOf(neighborhood.ring.length + 1)), fc.nat(), state)
        .map(([inputs, pick, fallback]) => {
          const twice = inputs.filter((name) => letters.includes(name))
          // A variable may be the outcome where it is among the inputs.
          const next = pick % 3 === 0 ? (twice[pick % (twice.length || 1)] ?? fallback) : fallback
          return [...inputs, next].join(',')
        })
      return fc
        .tuple(
          fc.array(someStates, entriesOf(letters.length)),
          fc.array(line, { minLength: 1, maxLength: 12 }),
        )
        .map(([sets, lines]) =>
          [
            `n_states:${states}`,
            `neighborhood:${neighborhood.name}`,
            `symmetries:${symmetry}`,
            ...sets.map((members, i) => `var ${letters[i]}={${members.join(',')}}`),
            ...lines,
          ].join('\n'),
        )
    }),
  ),
)

function entriesOf(length: number) {
  return { minLength: length, maxLength: length }
}

describe(`Golly agrees on tables made up at random${MISSING}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'golly-tables-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  let count = 0
  test.skipIf(bgolly === undefined)('in every neighborhood and symmetry', () =>
    fc.assert(
      fc.asyncProperty(anyTable, fc.nat(), async (table, seed) => {
        const name = `Table${count++}`
        const text = `@RULE ${name}\n@TABLE\n${table}\n`
        writeFileSync(join(folder, `${name}.rule`), text)
        await expectAgreement(folder, name, parseRuleFile(text), seed)
      }),
      { numRuns: 60 },
    ),
  )
})
