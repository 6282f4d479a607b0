import { expect, test } from 'vitest'
import { runKills } from './kill-run.ts'
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts'

const runPlain = (bug?: PlantedBug) =>
  runKills({
    ...{ store: 'plain', seed: 3, kills: 1, lastRequests: 100, inProcesses: false },
    ...{ producers: 2, inFlight: 16, ...(bug === undefined ? {} : { bug }) },
  })

test.concurrent('a plain ledger in which nothing is wrong outlasts a kill', async () => {
  expect((await runPlain()).problems).toEqual([])
})

test.concurrent.each(Object.entries(PLANTED_BUGS) as [PlantedBug, string][])(
  'that a ledger %s is found as "%s"',
  async (bug, kind) => {
    const { problems } = await runPlain(bug)
    expect(problems.map((problem) => problem.kind)).toContain(kind)
  },
)
