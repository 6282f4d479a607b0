import { expect, test } from 'vitest'
import { parseDocument } from '../../../engine/scenario/parse-document.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { writeTrialsCsv } from './write-trials-csv.ts'

const FACTS = parseDocument(`
objectives: [{ name: error, direction: minimize }]
parameters: [{ name: 'head, or so' }, { name: rate }]
`) as Pick<StudyFacts, 'objectives' | 'parameters'>

const row = (number: number, more: Partial<TrialRow>): TrialRow => ({
  ...{ number, params: {}, reports: [], measured: {}, seconds: undefined, isFeasible: true },
  ...{ state: 'complete', ...more },
})

test('a trial is a record of what it tried and came to, and what it has not is nothing', () => {
  const params = { 'head, or so': 'k-gam', rate: 1e-7 }
  const trials = [
    row(0, { values: [0.1], params, measured: { error: 0.1, ms: 4 } }),
    row(1, { state: 'failed', reason: 'it said "no"', params: { rate: 2 }, seconds: 0.5 }),
    row(2, { values: [-0], isFeasible: false }),
  ]
  expect(writeTrialsCsv(FACTS, trials, { best: [0] }).split('\r\n')).toEqual([
    'number,state,feasible,front,values_error,measured_ms,"params_head, or so",params_rate,seconds,reason',
    '0,complete,true,true,0.1,4,k-gam,1e-7,,',
    '1,failed,,,,,,2,0.5,"it said ""no"""',
    '2,complete,false,false,-0,,,,,',
    '',
  ])
})

test('what nobody knows is nothing, and a claim is no measurement', () => {
  const trials = [
    row(0, { values: [1] }),
    row(1, { values: [2], claim: 'claimed', isFeasible: undefined }),
    row(2, { values: [3] }),
    row(3, { state: 'failed', claim: 'differs' }),
  ]
  const lines = writeTrialsCsv(FACTS, trials, { best: [0], bestUpTo: 1 }).split('\r\n')
  expect(lines[0]).toMatch(/,reason,claim$/)
  expect(lines.slice(1, 5)).toEqual([
    '0,complete,true,true,1,,,,,',
    '1,complete,,false,2,,,,,claimed',
    '2,complete,true,,3,,,,,',
    '3,failed,,,,,,,,differs',
  ])
})
