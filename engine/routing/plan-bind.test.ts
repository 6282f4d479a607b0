import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyGraph, ChannelScene, distancesFrom, rowOf } from '../testing/channel-scene.ts'
import { MAX_NAMES } from './ca-channel.ts'
import { encodeRouting } from './encode-routing.ts'
import { planBind } from './plan-bind.ts'

/** Every bit is free, but for some in channel 0, some in channel 1 and some that are suspended. */
function freeScene(count: number, edges: readonly (readonly [number, number])[]): ChannelScene {
  const scene = new ChannelScene(count, edges, [{}, {}])
  for (let cell = 0; cell < count; cell++) scene.bits.change(cell, { channel: undefined })
  return scene
}

/** All shortest paths, by going on from every path of one hop less. */
function everyShortestPath(
  from: number,
  to: number,
  neighborsOf: (cell: number) => readonly number[],
): readonly (readonly number[])[] {
  const toEnd = distancesFrom([to], neighborsOf)
  const length = toEnd.get(from)
  if (length === undefined) return []
  let paths: number[][] = [[from]]
  for (let left = length - 1; left >= 0; left--) {
    paths = paths.flatMap((path) =>
      [...new Set(neighborsOf(path.at(-1)!))]
        .filter((cell) => toEnd.get(cell) === left)
        .map((cell) => [...path, cell]),
    )
  }
  return paths
}

test('the path is the first in order of all shortest ones over free bits and members', () => {
  const anyBits = fc.array(fc.constantFrom('free', 'free', 'member', 'taken', 'none'), {
    minLength: 12,
    maxLength: 12,
  })
  fc.assert(
    fc.property(anyGraph(12), anyBits, fc.nat(), fc.nat(), ({ count, edges }, kinds, a, b) => {
      const [from, to] = [a % count, b % count]
      fc.pre(from !== to)
      const scene = freeScene(count, edges)
      for (const [cell, kind] of kinds.slice(0, count).entries()) {
        if (kind === 'member') scene.bits.change(cell, { channel: 0 })
        if (kind === 'taken') scene.bits.change(cell, { channel: 1 })
        if (kind === 'none') scene.bits.change(cell, { isActive: false })
      }
      const outcome = planBind(scene.state, scene.bits, 0, { from, to })
      const isOpen = (cell: number) => kinds[cell] === 'free' || kinds[cell] === 'member'
      const isLive = (cell: number) => kinds[cell] !== 'none'
      const through = (isWanted: (cell: number) => boolean) =>
        isWanted(from) && isWanted(to)
          ? everyShortestPath(from, to, (cell) => scene.bits.sitesSeenFrom(cell).filter(isWanted))
          : []
      const inOrder = [...through(isOpen)].sort((one, other) => {
        const at = one.findIndex((cell, index) => cell !== other[index])
        return at === -1 ? 0 : one[at]! - other[at]!
      })
      if (inOrder.length > 0)
        expect(outcome).toMatchObject({ ok: true, value: { path: inOrder[0] } })
      else {
        const code = through(isLive).length > 0 ? 'channel_taken' : 'no_path'
        expect(outcome).toMatchObject({ ok: false, failure: { code } })
      }
    }),
    { numRuns: 500 },
  )
})

test('bits that are bound can reach each other', () => {
  const scene = freeScene(6, rowOf(6))
  const outcome = planBind(scene.state, scene.bits, 0, { from: 4, to: 1 })
  if (!outcome.ok) throw new Error(outcome.failure.message)
  const { names, path } = outcome.value
  expect(path).toEqual([4, 3, 2, 1])
  for (const cell of path) scene.bits.change(cell, { channel: 0 })
  for (const { name, cell } of names) scene.announce(name, cell)
  scene.run(4)
  scene.send({ from: 1, to: scene.bits.identityOf(4) })
  scene.send({ from: 4, to: scene.bits.identityOf(1) })
  expect(scene.run(3)).toHaveLength(2)
})

test('binding bits that see each other one way only is refused', () => {
  const scene = freeScene(2, [])
  scene.bits.sights.set(0, [1])
  const outcome = planBind(scene.state, scene.bits, 0, { from: 0, to: 1 })
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'no_path' } })
})

describe('a bind is refused', () => {
  test('by the cell of a bit of another channel that stands in the way', () => {
    const scene = freeScene(5, rowOf(5))
    scene.bits.change(2, { channel: 1 })
    const outcome = planBind(scene.state, scene.bits, 0, { from: 0, to: 4 })
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: 'channel_taken', details: { cell: 2 } },
    })
  })

  test('where a bit would be bound to itself', () => {
    const scene = freeScene(2, rowOf(2))
    const outcome = planBind(scene.state, scene.bits, 0, { from: 1, to: 1 })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'invalid_value' } })
  })

  test('where the channel knows too many names for two more', () => {
    const scene = new ChannelScene(20, rowOf(20))
    for (let index = 0; index < MAX_NAMES - 1; index++) scene.announce(`n${index}`, index >> 2)
    const outcome = planBind(scene.state, scene.bits, 0, { from: 18, to: 19 })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'too_many_names' } })
    scene.announce(scene.bits.identityOf(18), 18)
    expect(planBind(scene.state, scene.bits, 0, { from: 18, to: 19 }).ok).toBe(false)
  })

  test('where one of its ends answers to too many names', () => {
    const scene = new ChannelScene(2, rowOf(2))
    for (const name of ['a', 'b', 'c', 'd']) scene.announce(name, 1)
    const outcome = planBind(scene.state, scene.bits, 0, { from: 0, to: 1 })
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: 'too_many_names_of_member', details: { cell: 1 } },
    })
  })

  test('where another bit has taken the name of one of its ends', () => {
    const scene = new ChannelScene(3, rowOf(3))
    scene.announce(scene.bits.identityOf(0), 2)
    const outcome = planBind(scene.state, scene.bits, 0, { from: 0, to: 1 })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'name_taken' } })
  })
})

test('a plan changes nothing', () => {
  const scene = new ChannelScene(4, rowOf(4))
  scene.run(1)
  const before = encodeRouting(scene.state)
  planBind(scene.state, scene.bits, 0, { from: 0, to: 3 })
  expect(encodeRouting(scene.state)).toEqual(before)
})
