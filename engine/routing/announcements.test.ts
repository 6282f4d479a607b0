import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyGraph, ChannelScene, distancesFrom, rowOf } from '../testing/channel-scene.ts'
import { FILTER_WORDS, insertPair, probesOf } from './route-filter.ts'

/** Graphs, and who answers to which names: up to 12, at most 3 a member. */
const anyNamedGraph = anyGraph(40).chain(({ count, edges }) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.constant(edges),
    holders: fc
      .array(fc.nat(count - 1), { maxLength: 12 })
      .map((cells) =>
        cells.filter((cell, index) => cells.slice(0, index).filter((at) => at === cell).length < 3),
      ),
  }),
)

test('filters hold the distances to every name, modulo 3, and nothing else', () => {
  fc.assert(
    fc.property(anyNamedGraph, ({ count, edges, holders }) => {
      const scene = new ChannelScene(count, edges)
      const late = holders.length >> 1
      const announceFrom = (from: number, to: number) => {
        for (let index = from; index < to; index++) scene.announce(`n${index}`, holders[index]!)
      }
      announceFrom(0, late)
      scene.run(2)
      // The others come while the first are on their way.
      announceFrom(late, holders.length)
      scene.run(count)
      const distances = holders.map((cell) =>
        distancesFrom([cell], (at) => scene.bits.sitesSeenFrom(at)),
      )
      for (const [cell, { filter }] of scene.state.channels[0]!.members) {
        const expected = new Uint32Array(FILTER_WORDS)
        for (const [index, of] of distances.entries()) {
          const distance = of.get(cell)
          if (distance !== undefined) insertPair(expected, probesOf(`n${index}`), distance % 3)
        }
        expect(filter).toEqual(expected)
      }
    }),
  )
})

test('names go one hop a tick', () => {
  const scene = new ChannelScene(9, rowOf(9))
  scene.announce('end', 0)
  for (let ticks = 1; ticks < 9; ticks++) {
    scene.step()
    const told = [...scene.state.channels[0]!.members.values()].filter(({ filter }) =>
      filter.some((word) => word !== 0),
    )
    expect(told.map(({ cell }) => cell).sort()).toEqual(
      Array.from({ length: ticks + 1 }, (_, cell) => cell),
    )
  }
})

test('names go on in zones that hold', () => {
  const scene = new ChannelScene(4, rowOf(4))
  for (let cell = 0; cell < 4; cell++) scene.bits.holding.add(cell)
  scene.announce('end', 0)
  scene.run(3)
  expect(scene.state.channels[0]!.members.get(3)!.heard[0]).toBe(1)
})

test('a filter that claims a name falsely does not stop it', () => {
  const scene = new ChannelScene(4, rowOf(4))
  scene.announce('end', 0)
  scene.step()
  scene.state.channels[0]!.members.get(2)!.filter.fill(0xffffffff)
  scene.run(2)
  expect(scene.state.channels[0]!.members.get(3)!.filter.some((word) => word !== 0)).toBe(true)
})

describe('a bit that sees and is not seen', () => {
  test('is no neighbor', () => {
    const scene = new ChannelScene(3, [[0, 1]])
    scene.bits.sights.get(1)!.push(2)
    scene.announce('end', 0)
    scene.run(5)
    expect(scene.state.channels[0]!.members.get(2)!.heard[0]).toBe(0)
  })

  test('is one as soon as it is', () => {
    const scene = new ChannelScene(3, [[0, 1]])
    scene.bits.sights.get(1)!.push(2)
    scene.announce('end', 0)
    scene.run(5)
    scene.bits.sights.get(2)!.push(1, 1, 2)
    scene.bits.revision++
    scene.run(2)
    expect(scene.state.channels[0]!.members.get(2)!.heard[0]).toBe(1)
  })
})
