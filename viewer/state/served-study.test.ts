import { expect, test } from 'vitest'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import { type ServedTrial, summarizeServed, toRow } from './served-study.ts'

const BOUNDS = [{ name: 'alive', atLeast: 1 }]

function serve(alive: number, more: Partial<ServedTrial> = {}): ServedTrial {
  const ids = { trial_id: 's.0', study_id: 's', proposal_id: 'p', sampler: 'random' }
  const nothing = { ends: 0, attempt: 0, parameters: [], outputs: [], proposed_at_ms: 0 }
  const told = { values: [1], measured: [{ name: 'alive', value: alive }] }
  return { ...ids, ...nothing, ...told, number: 0, state: 'completed', ...more }
}

test('a trial is feasible where it keeps the bounds, and where they are not known nobody says so', () => {
  expect(toRow(serve(1), BOUNDS).isFeasible).toBe(true)
  expect(toRow(serve(0), BOUNDS).isFeasible).toBe(false)
  expect(toRow(serve(1), undefined).isFeasible).toBeUndefined()
  expect(toRow(serve(1, { measured: [] }), BOUNDS).isFeasible).toBeUndefined()
})

test('what was imported is told as a claim until it was made again, and as a failure where that differs', () => {
  expect(toRow(serve(1), BOUNDS)).not.toHaveProperty('claim')
  const rowOf = (verified?: 'agrees' | 'differs') =>
    toRow(serve(1, { imported: true, ...(verified && { verified }) }), BOUNDS)
  const kept = { state: 'complete', values: [1], isFeasible: true }
  expect(rowOf()).toMatchObject({ ...kept, claim: 'claimed' })
  expect(rowOf('agrees')).toMatchObject({ ...kept, claim: 'agrees' })
  const refuted = { state: 'failed', claim: 'differs', measured: {} }
  const reason = expect.stringContaining('made it again')
  expect(rowOf('differs')).toMatchObject({ ...refuted, reason })
  expect(rowOf('differs').values).toBeUndefined()
})

test('a front that is told in part says up to where', () => {
  const overview = (points: number) =>
    ({
      ...{ proposed: 600, completed: 600, pruned: 0, failed: 0, infeasible: 0 },
      front: Array.from({ length: points }, (_, number) => ({ number })),
    }) as unknown as StudyOverview
  expect(summarizeServed(overview(499))).not.toHaveProperty('bestUpTo')
  expect(summarizeServed(overview(500)).bestUpTo).toBe(499)
})
