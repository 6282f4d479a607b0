import { expect, test } from 'vitest'
import { RowHistory } from './row-history.ts'

test('rows come out oldest first, and what is not filled is 0', () => {
  const history = new RowHistory({ x: 2, y: 1, z: 1 })
  history.push(Uint8Array.of(1, 2))
  history.push(Uint8Array.of(3, 4))
  const into = new Uint8Array(2 * history.rows).fill(9)
  history.copyTo(into)
  expect([...into.subarray(0, 6)]).toEqual([1, 2, 3, 4, 0, 0])
  expect(history.filledRows).toBe(2)
})

test('when it is full the oldest row makes room', () => {
  const history = new RowHistory({ x: 1, y: 1, z: 1 })
  for (let i = 0; i < history.rows + 3; i++) history.push(Uint8Array.of(i % 251))
  const into = new Uint8Array(history.rows)
  history.copyTo(into)
  expect(history.filledRows).toBe(history.rows)
  expect(into[0]).toBe(3)
  expect(into.at(-1)).toBe((history.rows + 2) % 251)
})

test('a very wide world keeps fewer rows, but at least one', () => {
  expect(new RowHistory({ x: 2 ** 20, y: 1, z: 1 }).rows).toBe(4)
  expect(new RowHistory({ x: 2 ** 24, y: 1, z: 1 }).rows).toBe(1)
})
