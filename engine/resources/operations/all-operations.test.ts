import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from './all-operations.ts'

test('no list goes on after what no database can compare with', () => {
  const lists = ALL_OPERATIONS.filter(({ input }) => 'after' in input.shape)
  expect(lists.length).toBeGreaterThan(10)
  for (const { name, input } of lists) {
    for (const after of ['a\0b', '\ud800', '\n', '']) {
      const checked = input.safeParse({ after })
      const paths = checked.error?.issues.map(({ path }) => path.join('.'))
      expect(paths, `${name} ${JSON.stringify(after)}`).toContain('after')
    }
  }
})
