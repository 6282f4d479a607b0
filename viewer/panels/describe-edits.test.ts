import { expect, test } from 'vitest'
import { countEdits, describeRedone } from './describe-edits.ts'

test('one edit and several are told in the grammar of each', () => {
  expect(countEdits(1)).toBe('One edit')
  expect(countEdits(3)).toBe('3 edits')
  expect(describeRedone(1)).toBe('One edit by hand will be done again at its tick.')
  expect(describeRedone(3)).toBe('3 edits by hand will be done again at their ticks.')
})
