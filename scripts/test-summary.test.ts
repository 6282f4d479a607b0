import { expect, test } from 'vitest'
import { formatSummary } from './test-summary.ts'

test('a run without failures or skips is two lines', () => {
  expect(formatSummary({ passed: 12, failures: [], skipped: [], onGpu: 4 })).toEqual([
    '4 of the tests ran on a graphics device (WebGPU in Chromium)',
    '12 passed, 0 failed, 0 skipped',
  ])
})

test('skipped tests stand together under their reason, failed ones by name, counts last', () => {
  const lines = formatSummary({
    passed: 3,
    onGpu: 0,
    failures: ['types', 'a.test.ts > adds'],
    skipped: [
      { name: 'b.test.ts > one', reason: 'bgolly is missing' },
      { name: 'c.test.ts > two', reason: 'marked as to do' },
      { name: 'd.test.ts > three', reason: 'bgolly is missing' },
    ],
  })
  expect(lines).toEqual([
    'Skipped, bgolly is missing:',
    '  b.test.ts > one',
    '  d.test.ts > three',
    'Skipped, marked as to do:',
    '  c.test.ts > two',
    '0 of the tests ran on a graphics device (WebGPU in Chromium)',
    'Failed:',
    '  types',
    '  a.test.ts > adds',
    '3 passed, 2 failed, 3 skipped',
  ])
})
