import { expect, test } from 'vitest'
import { buildSoupRun } from './build-run.ts'

test.each([
  ['W30', { x: 512, y: 1, z: 1 }],
  ['B3/S23', { x: 256, y: 256, z: 1 }],
  ['4555', { x: 64, y: 64, z: 64 }],
])('a soup of %s that names no size fills a world all the same', (rule, size) => {
  const run = buildSoupRun(rule, 90)
  expect(run.size).toEqual(size)
  expect(run.initial).toMatchObject([{ kind: 'soup', box: { size } }])
})

test('a soup of its own size has that', () => {
  expect(buildSoupRun('B3/S23:T10,20', 90).size).toEqual({ x: 10, y: 20, z: 1 })
  expect(buildSoupRun('B3/S23', 90, { size: '7,9' }).size).toEqual({ x: 7, y: 9, z: 1 })
})

test('a world without an end cannot be filled', () => {
  expect(() => buildSoupRun('B3/S23', 90, { size: '0,9' })).toThrow('end')
})

test('one number is the side of a square or a cube, as the rule has axes', () => {
  expect(buildSoupRun('B3/S23', 90, { size: '64' }).size).toEqual({ x: 64, y: 64, z: 1 })
  expect(buildSoupRun('4555', 90, { size: '20' }).size).toEqual({ x: 20, y: 20, z: 20 })
  expect(buildSoupRun('W30', 90, { size: '64' }).size).toEqual({ x: 64, y: 1, z: 1 })
})
