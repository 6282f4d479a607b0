/** The reference kernel is too slow for whole scenarios; it answers for the beginning of each. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRun } from '../engine/cli/open-run.ts'
import { countCells } from '../engine/lattice/size.ts'
import { countLookedAt } from '../engine/rules/program/node-ranges.ts'
import type { Run } from '../engine/scenario/run.ts'
import { Simulation } from '../engine/simulation/simulation.ts'

const FOLDER = import.meta.dirname
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))

/** Sites the reference kernel may look at in one scenario: a second or two of work. */
const BUDGET_VISITS = 3e6

/** Ticks that fit the budget, at least 1 and no more than the scenario has. */
function affordableTicks({ size, rule, ticks }: Run): number {
  const visitsPerTick = countCells(size) * (1 + countLookedAt(rule.program))
  return Math.min(ticks!, Math.max(1, Math.floor(BUDGET_VISITS / visitsPerTick)))
}

const plans = await Promise.all(
  files.map(async (file) => {
    const run = await openRun(join(FOLDER, file), {})
    return { file, run, ticks: affordableTicks(run) }
  }),
)

test.each(plans)('$file is the same on both kernels up to tick $ticks', async (plan) => {
  const [fast, reference] = [
    await Simulation.start(plan.run, { backend: 'cpu' }),
    await Simulation.start(plan.run, { backend: 'reference' }),
  ]
  await fast.advance(plan.ticks)
  await reference.advance(plan.ticks)
  // Comparing bytes first: a failure that prints a hundred thousand cells helps nobody.
  const [{ cells: found }, { cells: wanted }] = [
    await fast.readState(),
    await reference.readState(),
  ]
  const differing = found.reduce((count, state, i) => count + (state === wanted[i] ? 0 : 1), 0)
  expect(differing).toBe(0)
  fast.dispose()
  reference.dispose()
})
