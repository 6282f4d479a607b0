import { describe, expect, test } from 'vitest'
import { diffuse, flatOf, placesOf } from '../testing/field-oracles.ts'
import { FieldWorld } from '../testing/field-worlds.ts'
import { DEFAULT_CHANNELS, findDefaultChannel } from './default-channels.ts'
import { FIELD_ONE } from './fixed-point.ts'

const only = (name: string) => [findDefaultChannel(name)!]
const lineOf = (length: number) => ({ size: { x: length, y: 1, z: 1 }, dimensions: 1 as const })

test('they are the seven of the contract, in its order, and frozen', () => {
  expect(DEFAULT_CHANNELS.map(({ name }) => name)).toEqual([
    'gravity',
    'mood',
    'heat',
    'signal',
    'entropy',
    'intent',
    'reward',
  ])
  for (const channel of DEFAULT_CHANNELS) {
    expect(Object.isFrozen(channel) && Object.isFrozen(channel.dynamic)).toBe(true)
  }
})

describe('gravity', () => {
  test('of a world full of mass comes to nearly -8, and of an empty one stays 0', () => {
    for (const [state, low, high] of [
      [1, -8, -7.8],
      [0, 0, 0],
    ] as const) {
      const world = new FieldWorld({ ...lineOf(2), channels: only('gravity') })
      world.states.fill(state)
      world.advance(3000)
      for (const value of world.plane('gravity')) {
        expect(value / FIELD_ONE).toBeGreaterThanOrEqual(low)
        expect(value / FIELD_ONE).toBeLessThanOrEqual(high)
      }
    }
  })

  test('of a lump of mass falls off as exp(-r / 5.7) / r', () => {
    const size = { x: 21, y: 21, z: 21 }
    const grid = { size, dimensions: 3, isTorus: false }
    const { dynamic, low, high } = findDefaultChannel('gravity')!
    if (dynamic.kind !== 'diffuse') throw new Error('gravity does not diffuse')
    // The oracle of whole planes is fast enough for a world that a lump does not fill.
    const places = placesOf(grid)
    const isMass = places.map((place) => Object.values(place).every((n) => Math.abs(n - 10) <= 2))
    const given = (cell: number) => dynamic.source!.amounts[isMass[cell] ? 1 : 0]!
    let field = places.map(() => 0)
    for (let tick = 0; tick < 600; tick++) {
      field = diffuse(grid, field, dynamic, { low, high }, given)
    }
    const at = (r: number) => field[flatOf(grid, { x: 10 + r, y: 10, z: 10 })]!
    for (const r of [4, 5, 6]) {
      const expected = (Math.exp(-1 / Math.sqrt(32)) * r) / (r + 1)
      // Walls give back a little; without decay it would be off by 19 in 100.
      expect(Math.abs(at(r + 1) / at(r) / expected - 1)).toBeLessThan(0.1)
    }
  })
})

test('signal comes back from a wall, weaker, after the way there and back at half a cell a tick', () => {
  const world = new FieldWorld({ ...lineOf(120), channels: only('signal') })
  world.plane('signal')[20] = 2 * FIELD_ONE
  const heard: number[] = []
  for (let tick = 0; tick < 140; tick++) {
    world.advance()
    heard.push(world.plane('signal')[40]!)
  }
  const loudest = (from: number, to: number) => {
    const part = heard.slice(from, to)
    const most = Math.max(...part)
    return { tick: from + part.indexOf(most) + 1, most }
  }
  const [direct, echo] = [loudest(0, 70), loudest(100, 140)]
  // 20 cells straight; 20 to the wall and 40 from there, the cell at the wall counting twice.
  expect(Math.abs(direct.tick - 40)).toBeLessThanOrEqual(6)
  expect(Math.abs(echo.tick - direct.tick - 2 * 41)).toBeLessThanOrEqual(6)
  expect(echo.most).toBeLessThan(direct.most)
  expect(echo.most).toBeGreaterThan(100)
})

test.each(['mood', 'reward', 'signal'])('%s is forgotten', (name) => {
  const world = new FieldWorld({ ...lineOf(3), channels: only(name) })
  world.plane(name).set([FIELD_ONE, 0, -FIELD_ONE])
  world.advance(4000)
  expect(Array.from(world.plane(name))).toEqual([0, 0, 0])
})
