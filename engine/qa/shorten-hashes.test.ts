import { expect, test } from 'vitest'
import { shortenHashes } from './shorten-hashes.ts'

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)]

test('hashes that differ early are cut, and those that differ late are whole', () => {
  expect(shortenHashes(one, other)).toEqual([`${'a'.repeat(16)}…`, `${'b'.repeat(16)}…`])
  const late = `${'a'.repeat(63)}b`
  expect(shortenHashes(one, late)).toEqual([one, late])
  expect(shortenHashes(one, null)).toEqual([`${'a'.repeat(16)}…`, null])
})

test('seeds and digests are whole, however many digits they have', () => {
  const seeds = ['18446744073709551615', '18446744073709551614'] as const
  expect(shortenHashes(...seeds)).toEqual(seeds)
  expect(shortenHashes('0123456789abcdef', 'fedcba9876543210')).toEqual([
    '0123456789abcdef',
    'fedcba9876543210',
  ])
  expect(shortenHashes(1, 2)).toEqual([1, 2])
})
