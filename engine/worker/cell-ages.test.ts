import { expect, test } from 'vitest'
import type { WorldBox } from '../lattice/world-box.ts'
import { placeOfAge } from '../protocol/picture-api.ts'
import { CellAges } from './cell-ages.ts'

const row = (x: number, cells: number): WorldBox => ({
  x,
  y: 0,
  z: 0,
  size: { x: cells, y: 1, z: 1 },
})

function agesOf(ages: CellAges, cells: number): number[] {
  const places = new Uint8Array(cells)
  ages.writeAges(places)
  return [...places]
}

function activityOf(ages: CellAges, cells: number): number[] {
  const activity = new Uint8Array(cells)
  ages.writeActivity(activity)
  return [...activity]
}

test('a cell is as old as the ticks since it was last seen to change', () => {
  const ages = new CellAges()
  ages.look(10, row(0, 3), Uint8Array.of(1, 0, 1))
  ages.look(11, row(0, 3), Uint8Array.of(1, 1, 1))
  ages.look(15, row(0, 3), Uint8Array.of(1, 1, 2))
  expect(agesOf(ages, 3)).toEqual([5, 4, 0].map(placeOfAge))
})

test('ages have places of even doublings, the last for all that are older', () => {
  expect([0, 1, 3, 7, 255].map(placeOfAge)).toEqual([0, 32, 64, 96, 255])
  expect(placeOfAge(1_000_000)).toBe(255)
})

test('a cell that changes at each look comes to be fully active, one that rests to be quiet', () => {
  const ages = new CellAges()
  for (let tick = 0; tick < 60; tick++) {
    ages.look(tick, row(0, 2), Uint8Array.of(tick % 2, tick < 20 ? tick % 2 : 0))
  }
  expect(activityOf(ages, 2)).toEqual([255, 0])
})

test('a look at the same tick sees an edit, and makes nothing older or quieter', () => {
  const ages = new CellAges()
  ages.look(3, row(0, 2), Uint8Array.of(0, 0))
  ages.look(4, row(0, 2), Uint8Array.of(1, 0))
  const before = activityOf(ages, 2)
  ages.look(4, row(0, 2), Uint8Array.of(1, 1))
  expect(agesOf(ages, 2)).toEqual([0, 0])
  expect(activityOf(ages, 2)).toEqual([before[0], before[0]])
})

test('a tick that lies behind begins anew', () => {
  const ages = new CellAges()
  ages.look(0, row(0, 1), Uint8Array.of(1))
  ages.look(9, row(0, 1), Uint8Array.of(1))
  ages.look(4, row(0, 1), Uint8Array.of(1))
  expect(agesOf(ages, 1)).toEqual([0])
})

test('cells keep their ages when the window on an endless world moves', () => {
  const ages = new CellAges()
  ages.look(0, row(0, 3), Uint8Array.of(0, 1, 1))
  ages.look(8, row(-1, 4), Uint8Array.of(1, 0, 1, 0))
  expect(agesOf(ages, 4)).toEqual([0, 8, 8, 0].map(placeOfAge))
})
