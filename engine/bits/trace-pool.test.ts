import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_TRACE_ENTRIES, type TraceEntry, TracePool } from './trace-pool.ts'

const entryAt = (tick: number): TraceEntry => ({
  tick,
  tickCount: tick % 2 ** 32,
  stateHash: BigInt.asUintN(64, BigInt(tick) * 0x9e3779b97f4a7c15n),
  rulesVersion: tick % 7,
  timestamp: tick % 2 === 0 ? undefined : tick * 10,
})

test('a trace is the last 100 entries, the newest first, whatever others do', () => {
  const anyStep = fc.record({
    kind: fc.constantFrom('begin', 'end', 'append', 'append', 'append'),
    cell: fc.nat(5),
    times: fc.nat(150),
  })
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const pool = new TracePool(4)
      const model = new Map<number, TraceEntry[]>()
      let tick = 0
      for (const { kind, cell, times } of steps) {
        if (kind === 'begin') {
          const isTaken = model.has(cell) || model.size < 4
          expect(pool.begin(cell)).toBe(isTaken)
          if (isTaken && !model.has(cell)) model.set(cell, [])
        } else if (kind === 'end') {
          pool.end(cell)
          model.delete(cell)
        } else {
          for (let i = 0; i < times; i++) {
            tick++
            pool.append(cell, entryAt(tick))
            model.get(cell)?.unshift(entryAt(tick))
          }
        }
        for (let each = 0; each <= 5; each++) {
          expect(pool.has(each)).toBe(model.has(each))
          expect(pool.read(each)).toEqual((model.get(each) ?? []).slice(0, MAX_TRACE_ENTRIES))
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('its memory is that of the bits it may trace, however long they are', () => {
  const pool = new TracePool(20)
  for (let cell = 0; cell < 50; cell++) pool.begin(cell)
  for (let tick = 0; tick < 1000; tick++) pool.append(3, entryAt(tick))
  expect(pool.countBytes()).toBe(20 * MAX_TRACE_ENTRIES * (8 + 4 + 8 + 4 + 8))
  expect([...pool.cells()]).toHaveLength(20)
})

test('where it is full, a trace that is over gives its place up', () => {
  const pool = new TracePool(2)
  for (const cell of [4, 9]) pool.begin(cell)
  expect(pool.begin(5)).toBe(false)
  expect(pool.begin(5, (traced) => traced === 9)).toBe(true)
  expect([...pool.cells()]).toEqual([4, 5])
})
