import { expect, test } from 'vitest'
import { takeShare } from '../../../engine/testing/tries.ts'
import { runKills } from './kill-run.ts'
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts'

const runPlain = (bug?: PlantedBug, seed = 3) =>
  runKills({
    ...{ store: 'plain', seed, kills: 1, lastRequests: 100, inProcesses: false },
    ...{ producers: 2, inFlight: 16, ...(bug === undefined ? {} : { bug }) },
  })

/** A bug that no kill brings to light in so many runs is not found. */
const MAX_RUNS = 20

test.concurrent('a plain ledger in which nothing is wrong outlasts a kill', async () => {
  expect((await runPlain()).problems).toEqual([])
})

/** The campaign tries all of them. */
const SAMPLE = takeShare(Object.entries(PLANTED_BUGS) as [PlantedBug, string][])

test.concurrent.each(SAMPLE)('that a ledger %s is found as "%s"', async (bug, kind) => {
  // Whether a kill falls between an answer and a write is chance, on busy cores a small one.
  let kinds: readonly string[] = []
  for (let seed = 3; seed < 3 + MAX_RUNS && !kinds.includes(kind); seed++) {
    kinds = (await runPlain(bug, seed)).problems.map((problem) => problem.kind)
  }
  expect(kinds).toContain(kind)
})
