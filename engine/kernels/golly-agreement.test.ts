/** Golly agrees on every 2-D family of rules, in every topology it has. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRule } from '../rules/parse-rule.ts'
import { cutToPattern, findBgolly, runBgolly } from '../testing/bgolly.ts'
import { drawSoup, listGollyCases } from '../testing/golly-cases.ts'
import { runWorld } from '../testing/run-world.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'

const bgolly = findBgolly()
const MISSING = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''

/** Random worlds a case; every run of the tests tries others. */
const NUM_RUNS = 2

describe(`Golly agrees${MISSING}`, () => {
  test
    .skipIf(bgolly === undefined)
    .each(listGollyCases(bgolly ?? '').map((each) => [each.kind, each] as const))(
    '%s',
    (kind, { property }) =>
      fc.assert(property, { numRuns: kind.startsWith('Larger') ? 10 * NUM_RUNS : NUM_RUNS }),
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
      const golly = await runBgolly(bgolly!, notation, rule, size, start, rows - 1)
      expect(golly.cut, notation).toEqual(cutToPattern(size, history))
    }
  })
})
