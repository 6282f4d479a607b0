import { expect, test } from 'vitest'
import { runKills } from './kill-run.ts'

const EIGHT = { producers: 8, inFlight: 16 } as const

test('six kills under eight producers in processes of their own lose, double and disorder nothing', async () => {
  const report = await runKills({
    ...{ store: 'files', seed: 7, kills: 6, lastRequests: 100 },
    ...{ ...EIGHT, inProcesses: true },
  })
  expect(report.problems).toEqual([])
  expect(report.kills).toBe(6)
  expect(report.killsAtOpening).toBeGreaterThan(0)
  expect(report.sentAgain).toBeGreaterThan(0)
})

test('without a kill there is nothing to find', async () => {
  const report = await runKills({
    ...{ store: 'files', seed: 1, kills: 0, lastRequests: 100 },
    ...{ ...EIGHT, inProcesses: false },
  })
  // Of each 41 appends one is refused, and of each 13 requests one asks for what is there.
  expect(report).toMatchObject({ problems: [], kills: 0 })
  expect(report.acknowledged).toBeGreaterThan(8 * 100 * 0.9)
  expect(report.entries).toBeLessThan(report.acknowledged)
})
