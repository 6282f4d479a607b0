import { expect, test } from 'vitest'
import { describeState } from './describe-state.ts'

test('what is known of a trial is said, and what is not known is no claim', () => {
  const complete = { state: 'complete', isFeasible: true } as const
  expect(describeState(complete)).toBe('')
  expect(describeState(complete, 'front')).toBe('front')
  expect(describeState({ ...complete, isFeasible: false })).toBe('not feasible')
  expect(describeState({ ...complete, isFeasible: undefined })).toBe('feasible?')
  expect(describeState({ ...complete, claim: 'claimed' }, 'front')).toBe('front, claimed')
  expect(describeState({ ...complete, claim: 'agrees' })).toBe('verified')
  expect(describeState({ ...complete, state: 'failed', claim: 'differs' })).toBe('failed, differs')
})
