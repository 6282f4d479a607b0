import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDefaultChannel } from './default-channels.ts'
import { FieldWriteError } from './errors.ts'
import { applyWrites, type FieldWrite, readFields } from './field-writes.ts'

const mood = findDefaultChannel('mood')!
const intent = findDefaultChannel('intent')!

test('writes to a cell are summed and clamped once, and what was clamped is counted', () => {
  const plane = Int32Array.of(16000, -16000, 5)
  const to = (cell: number, value: number): FieldWrite => ({ channel: 'mood', cell, value })
  // Cell 0 passes its range on the way and comes back: nothing is lost.
  const clamped = applyWrites(mood, plane, [to(0, 9000), to(1, -400), to(0, -8900), to(1, -100)])
  expect([clamped, ...plane]).toEqual([1, 16100, -16384, 5])
})

test('the order of writes does not matter, and those to other channels are passed over', () => {
  const anyWrite = fc.record({
    channel: fc.constantFrom('mood', 'heat'),
    cell: fc.nat(3),
    value: fc.integer({ min: -20000, max: 20000 }),
  })
  const property = fc.property(fc.array(anyWrite), (writes) => {
    const [plane, reversed] = [new Int32Array(4), new Int32Array(4)]
    const clamped = applyWrites(mood, plane, writes)
    expect(applyWrites(mood, reversed, writes.toReversed())).toBe(clamped)
    expect(reversed).toEqual(plane)
    for (let cell = 0; cell < 4; cell++) {
      const sum = writes
        .filter((write) => write.channel === 'mood' && write.cell === cell)
        .reduce((total, { value }) => total + value, 0)
      expect(plane[cell]).toBe(Math.max(-16384, Math.min(16384, sum)))
    }
  })
  fc.assert(property)
})

test.each([
  [4, 1],
  [-1, 1],
  [0.5, 1],
  [0, 0.5],
  [0, 2 ** 31],
  [Number.NaN, 1],
  [0, Number.NaN],
])('a write of %d, %d is refused by name and changes nothing', (cell, value) => {
  const plane = new Int32Array(4)
  const writes = [
    { channel: 'mood', cell: 1, value: 7 },
    { channel: 'mood', cell, value },
  ]
  expect(() => applyWrites(mood, plane, writes)).toThrow(FieldWriteError)
  expect([...plane]).toEqual([0, 0, 0, 0])
})

test('fields are read as values, and directions as their numbers', () => {
  const planes = [Int32Array.of(0, 8192), Int32Array.of(0, 3)]
  expect(readFields([mood, intent], planes, 1)).toEqual({ mood: 0.5, intent: 3 })
})
