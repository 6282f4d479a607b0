/** The reference kernel is too slow for whole scenarios; it answers for the beginning of each. */
import { expect, test } from 'vitest'
import { KernelUnsupportedError } from '../engine/kernels/errors.ts'
import { countCells, isUnbounded } from '../engine/lattice/size.ts'
import { loadCedar } from '../engine/node/load-cedar.ts'
import type { Run } from '../engine/scenario/run.ts'
import { countVisits } from '../engine/simulation/count-visits.ts'
import { findBreaches, probe } from '../engine/simulation/run-to-probes.ts'
import { Simulation } from '../engine/simulation/simulation.ts'
import { openScenarios } from '../engine/testing/scenarios-in-node.ts'
import { tries } from '../engine/testing/tries.ts'

/** Sites the reference kernel may look at in one scenario: half a second of work where all is tried. */
const BUDGET_VISITS = tries(1e6)

const machine = { now: () => performance.now(), loadCedar }

/** The kernel that the reference kernel is held against. */
async function startFast(run: Run): Promise<Simulation> {
  if (run.living !== undefined) return Simulation.start(run, { backend: 'wasm', machine })
  if (isUnbounded(run.size)) return Simulation.start(run, { backend: 'sparse' })
  try {
    return await Simulation.start(run, { backend: 'cpu' })
  } catch (error) {
    if (error instanceof KernelUnsupportedError) return Simulation.start(run, { backend: 'wasm' })
    throw error
  }
}

/** Ticks that fit the budget, at least 1 and no more than the scenario has. */
async function affordableTicks(run: Run): Promise<number> {
  const visitsPerCell = countVisits(run)
  if (!isUnbounded(run.size)) {
    const visitsPerTick = countCells(run.size) * visitsPerCell
    return Math.min(run.ticks!, Math.max(1, Math.floor(BUDGET_VISITS / visitsPerTick)))
  }
  const scout = await startFast(run)
  let visits = 0
  while (visits < BUDGET_VISITS && scout.tick < run.ticks!) {
    await scout.advance(1)
    visits += countCells(scout.extent().size) * visitsPerCell
  }
  scout.dispose()
  return scout.tick
}

const plans = await Promise.all(
  (await openScenarios()).map(async ({ id, run }) => ({
    id,
    run,
    ticks: await affordableTicks(run),
  })),
)

test.each(plans)('$id is the same on both kernels up to tick $ticks', async ({ run, ticks }) => {
  const [fast, reference] = [
    await startFast(run),
    await Simulation.start(run, { backend: 'reference', machine }),
  ]
  for (const { tick } of run.expectations.filter((expectation) => expectation.tick < ticks)) {
    await reference.advance(tick - reference.tick)
    expect(findBreaches(run, [await probe(reference)])).toEqual([])
  }
  await fast.advance(ticks)
  await reference.advance(ticks - reference.tick)
  const [found, wanted] = [await fast.readState(), await reference.readState()]
  expect(found.box).toEqual(wanted.box)
  // Comparing bytes first: a failure that prints a hundred thousand cells helps nobody.
  const differing = found.cells.reduce(
    (count, state, i) => count + (state === wanted.cells[i] ? 0 : 1),
    0,
  )
  expect(differing).toBe(0)
  fast.dispose()
  reference.dispose()
})
