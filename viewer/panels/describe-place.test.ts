import { expect, test } from 'vitest'
import { describePlace } from './describe-place.ts'

test('a place is told as far as it is known', () => {
  expect(describePlace({ line: 3, column: 14, other: 'x' })).toBe('line 3, column 14')
  expect(describePlace({ line: 3 })).toBe('line 3')
  expect(describePlace({ column: 3 })).toBeUndefined()
})
