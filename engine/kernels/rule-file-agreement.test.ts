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
import { cutToPattern, findBgolly, findGollyRules, runBgolly } from '../testing/bgolly.ts'
import { anyTable } from '../testing/rule-tables.ts'
import { runWorld } from '../testing/run-world.ts'
import { tries } from '../testing/tries.ts'
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
  const soup = new Uint8Array(size.x * size.y).map(() => {
    random.next()
    return random.high >>> 24 < 150 ? random.low % rule.states : 0
  })
  const setup = { size, topology: TORUS, rule, seed: 0n }
  const after = await runWorld(createReferenceKernel, { setup, cells: soup, ticks: TICKS })
  const notation = `${name}:T${size.x},${size.y}`
  const golly = await runBgolly(bgolly!, notation, rule, size, soup, TICKS, folder)
  expect(golly.cut).toEqual(cutToPattern(size, after))
}

describe(`Golly's collection of rule files${MISSING}`, () => {
  const files = rulesFolder === undefined ? [] : readdirSync(rulesFolder)
  const names = files.flatMap((file) => /^(.*)\.rule$/.exec(file)?.[1] ?? [])
  if (names.length === 0) test.skip('every file')
  test.skipIf(bgolly === undefined).each(names)('%s', async (name) => {
    const rule = parseRuleFile(readFileSync(join(rulesFolder!, `${name}.rule`), 'latin1'))
    await expectAgreement(rulesFolder!, name, rule, 1)
    await expectAgreement(rulesFolder!, name, rule, 2)
  })
})

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
      { numRuns: tries(60) },
    ),
  )
})
