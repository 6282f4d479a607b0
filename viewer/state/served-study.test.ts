import { expect, test } from 'vitest'
import { type ServedTrial, toRow } from './served-study.ts'

const TRIAL: ServedTrial = {
  ...{ trial_id: 's:3', study_id: 's', number: 3, state: 'completed', proposal_id: 'p' },
  ...{ sampler: 'random 1', parameters: [], ends: 3, attempt: 0, measured: [], outputs: [] },
  ...{ values: [0.5], proposed_at_ms: 0, ended_at_ms: 9, end: 3, imported: true },
}

test('what was claimed of a trial is shown until the server has found it to be otherwise', () => {
  for (const trial of [TRIAL, { ...TRIAL, verified: 'agrees' as const }]) {
    expect(toRow(trial)).toMatchObject({ state: 'complete', values: [0.5] })
  }
  const row = toRow({ ...TRIAL, verified: 'differs' })
  expect(row).toMatchObject({ state: 'failed', reason: expect.stringContaining('made it again') })
  expect(row.values).toBeUndefined()
})
