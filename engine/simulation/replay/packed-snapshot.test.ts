import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packSnapshot, unpackSnapshot } from './packed-snapshot.ts'
import { SnapshotStore } from './snapshot-store.ts'

const momentOf = (tick: number, cells: Uint8Array) => ({
  tick,
  rule: undefined as never,
  background: 0,
  box: { x: 0, y: 0, z: 0, size: { x: cells.length, y: 1, z: 1 } },
  cells,
  planes: [],
})

test('a moment comes back as it was, whatever its states', () => {
  const anyCells = fc.oneof(
    fc.uint8Array({ max: 1, maxLength: 70 }),
    fc.uint8Array({ max: 3, maxLength: 70 }),
  )
  fc.assert(
    fc.property(anyCells, fc.nat(3), (all, skipped) => {
      const cells = all.subarray(Math.min(skipped, all.length))
      const packed = packSnapshot(momentOf(3, cells))
      expect([...unpackSnapshot(packed).cells]).toEqual([...cells])
      expect(packed.cells instanceof Uint8Array).toBe(cells.some((state) => state > 1))
    }),
  )
})

test('two-state cells take a bit each', () => {
  const cells = new Uint8Array(2 ** 16)
  expect(packSnapshot(momentOf(0, cells)).bytes).toBeLessThan(2 ** 13 + 2 ** 11)
})

test('a store stays within its bytes, and what it has lies about evenly over all ticks', () => {
  const anyRun = fc.record({
    strides: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 200 }),
    room: fc.integer({ min: 4, max: 20 }),
  })
  fc.assert(
    fc.property(anyRun, ({ strides, room }) => {
      const each = packSnapshot(momentOf(0, new Uint8Array(64))).bytes
      const store = new SnapshotStore(room * each)
      let tick = 0
      let widest = 0
      for (const stride of strides) {
        if (store.wants(tick)) store.add(momentOf(tick, new Uint8Array(64)))
        expect(store.bytes).toBeLessThanOrEqual(room * each)
        widest = Math.max(widest, stride)
        tick += stride
      }
      const { ticks } = store
      expect(ticks[0]).toBe(0)
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
      const last = tick - strides.at(-1)!
      const gaps = ticks.map((at, i) => (ticks[i + 1] ?? last) - at)
      // Half of the room is filled at the least, but for what the strides leave no place for.
      expect(Math.max(...gaps)).toBeLessThanOrEqual(
        Math.max(widest, (4 * last) / room) + 2 * widest,
      )
    }),
  )
})

test('the nearest moment before a tick is found, and none that was given up', () => {
  const store = new SnapshotStore()
  for (const tick of [0, 8, 4]) store.add(momentOf(tick, Uint8Array.of(tick & 1)))
  expect([3, 4, 7, 8, 90].map((tick) => store.findTick(tick))).toEqual([0, 4, 4, 8, 8])
  store.dropFrom(4)
  expect(store.ticks).toEqual([0])
  expect(store.find(9)?.tick).toBe(0)
})
