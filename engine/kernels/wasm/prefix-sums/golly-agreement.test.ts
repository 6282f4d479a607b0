/** Golly agrees on Larger than Life in worlds of a few hundred cells each way. */
import { expect, test } from 'vitest'
import { countCells } from '../../../lattice/size.ts'
import { createSplitMix64 } from '../../../math/split-mix64.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { cutToPattern, findBgolly, runBgolly } from '../../../testing/bgolly.ts'
import { runWorld } from '../../../testing/run-world.ts'
import { createPrefixSumKernel } from './prefix-sum-kernel.ts'

const bgolly = findBgolly()
const MISSING = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''

test.skipIf(bgolly === undefined).each([
  // Bosco's rule, on a world of whole chunks and on one of none.
  'R5,C0,M1,S34..58,B34..45,NM:T256,192',
  'R5,C0,M1,S34..58,B34..45,NM:P201,133',
  // Globe, Majority and Majorly of MCell's collection.
  'R8,C0,M0,S163..223,B74..252,NM:T150,163',
  'R4,C0,M1,S41..81,B41..81,NM:P150,163',
  'R7,C0,M1,S113..225,B113..225,NM:T150,163',
  'R6,C5,M0,S20..84,B20..80,NM:T150,163',
  'R9,C0,M1,S60..100,B70..95,NN:T150,163',
  'R13,C4,M0,S100..170,B100..130,NN:P150,163',
  'R8,C0,M1,S60..110,B60..85,NC:T150,163',
  'R12,C3,M0,S120..210,B120..160,NC:P150,163',
])(`Golly agrees on %s${MISSING}`, async (notation) => {
  const { rule, world } = parseRule(notation)
  const { size, topology } = world!
  const random = createSplitMix64(9n)
  const cells = new Uint8Array(countCells(size)).map(() => {
    random.next()
    return random.high >>> 31
  })
  const ticks = 12
  const after = await runWorld(
    (setup) => createPrefixSumKernel(setup, recognizeForm(setup.rule.program)),
    { setup: { size, topology, rule, seed: 0n }, cells, ticks },
  )
  const golly = await runBgolly(bgolly!, notation, rule, size, cells, ticks)
  expect(golly.cut).toEqual(cutToPattern(size, after))
  expect(golly.population).toBe(after.reduce((sum, state) => sum + (state === 0 ? 0 : 1), 0))
  // Agreeing on an empty world would say little.
  expect(golly.population).toBeGreaterThan(100)
})
