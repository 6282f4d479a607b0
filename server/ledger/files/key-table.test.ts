import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { fingerprintOf } from './index-rows.ts'
import { KeyTable } from './key-table.ts'

/** Few of them, and near the ends of what 32 bits hold, so that many agree in a half or in both. */
const anyHalf = fc.oneof(
  fc.nat({ max: 3 }),
  fc.integer({ min: 0xfffffffd, max: 0xffffffff }),
  fc.constantFrom(1023, 1024, 2047, 2048),
)
const anyFingerprint = fc.record({ low: anyHalf, high: anyHalf })

test('finds what a list of all finds, in order, whatever agrees', () => {
  fc.assert(
    fc.property(fc.array(anyFingerprint, { maxLength: 3000, size: 'max' }), (fingerprints) => {
      const table = new KeyTable()
      const known = new Map<string, number[]>()
      for (const [seq, fingerprint] of fingerprints.entries()) {
        const name = `${fingerprint.low} ${fingerprint.high}`
        expect(table.find(fingerprint)).toEqual(known.get(name) ?? [])
        table.add(fingerprint, seq)
        known.set(name, [...(known.get(name) ?? []), seq])
      }
      for (const [name, seqs] of known) {
        const [low = 0, high = 0] = name.split(' ').map(Number)
        expect(table.find({ low, high })).toEqual(seqs)
      }
    }),
    // Large lists take long to make small.
    { numRuns: tries(30), endOnFailure: true },
  )
})

test('finds each of 100,000 keys, and none that is not there', () => {
  const table = new KeyTable()
  for (let seq = 0; seq < 100_000; seq++) table.add(fingerprintOf(`key ${seq}`), seq)
  for (let seq = 0; seq < 100_000; seq += 7) {
    expect(table.find(fingerprintOf(`key ${seq}`))).toEqual([seq])
    expect(table.find(fingerprintOf(`other ${seq}`))).toEqual([])
  }
})

test('keeps numbers of entries up to 2^32 - 2', () => {
  const table = new KeyTable()
  table.add({ low: 1, high: 2 }, 2 ** 32 - 2)
  expect(table.find({ low: 1, high: 2 })).toEqual([2 ** 32 - 2])
})
