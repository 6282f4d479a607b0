/** Channels all of whose queues are full: what can move, does. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyGraph,
  ChannelScene,
  distancesFrom,
  type Edges,
  rowOf,
} from '../testing/channel-scene.ts'
import { countInFlight } from './routing-state.ts'

/** A scene where names have settled: name `n3` is that of cell 3. */
function settledScene(count: number, edges: Edges, capacity: number, holders: readonly number[]) {
  const scene = new ChannelScene(count, edges, [{ capacity }])
  for (const cell of holders) scene.announce(`n${cell}`, cell)
  scene.run(count + 1)
  scene.events.length = 0
  return scene
}

function loadsOf({ state, bits }: ChannelScene): number[] {
  return [...bits.bits.keys()].map((cell) => state.channels[0]!.members.get(cell)!.queue.length)
}

/** Moves of the last step as `from>to`. */
function stepMoves(scene: ChannelScene): string[] {
  scene.events.length = 0
  scene.step()
  return scene.eventsOf('moved').map(({ fromCell, toCell }) => `${fromCell}>${toCell}`)
}

describe('members with full queues', () => {
  test('exchange the messages at their fronts where each wants to go to the other', () => {
    const scene = settledScene(4, rowOf(4), 2, [0, 3])
    for (const to of ['n3', 'n0']) scene.send({ from: 1, to })
    for (const to of ['n0', 'n3']) scene.send({ from: 2, to })
    expect(stepMoves(scene)).toEqual(['1>2', '2>1'])
    // Each comes to the end of the other's queue, behind what waited there.
    const queueOf = (cell: number) =>
      scene.state.channels[0]!.members.get(cell)!.queue.map(({ to, hops, lastHop }) => {
        return [scene.state.channels[0]!.names[to]!.name, hops, lastHop]
      })
    expect(queueOf(1)).toEqual([
      ['n0', 0, -1],
      ['n0', 1, 2],
    ])
    expect(queueOf(2)).toEqual([
      ['n3', 0, -1],
      ['n3', 1, 1],
    ])
    expect(scene.state.channels[0]!.counts.congested).toBe(0)
  })

  test('move all at once where they want to go round in a circle', () => {
    const ring = [...rowOf(6), [5, 0] as const]
    const scene = settledScene(6, ring, 1, [0, 1, 2, 3, 4, 5])
    for (let cell = 0; cell < 6; cell++) scene.send({ from: cell, to: `n${(cell + 2) % 6}` })
    expect(stepMoves(scene).sort()).toEqual(['0>1', '1>2', '2>3', '3>4', '4>5', '5>0'])
    expect(loadsOf(scene)).toEqual([1, 1, 1, 1, 1, 1])
    expect(scene.step()).toHaveLength(6)
  })

  test('do not exchange with one whose zone holds', () => {
    const scene = settledScene(4, rowOf(4), 1, [0, 3])
    scene.send({ from: 1, to: 'n3' })
    scene.send({ from: 2, to: 'n0' })
    scene.bits.holding.add(2)
    expect(stepMoves(scene)).toEqual([])
    expect(scene.state.channels[0]!.counts.congested).toBe(1)
    scene.bits.holding.clear()
    expect(stepMoves(scene)).toEqual(['1>2', '2>1'])
  })

  test('exchange as well where another took the last place in that tick', () => {
    // 0 comes first to the one place that is left at 3; then 2 and 3 want each other's.
    const scene = settledScene(
      5,
      [
        [1, 2],
        [2, 3],
        [3, 4],
        [0, 3],
      ],
      2,
      [1, 4],
    )
    for (const to of ['n4', 'n4']) scene.send({ from: 2, to })
    scene.send({ from: 0, to: 'n4' })
    scene.send({ from: 3, to: 'n1' })
    expect(stepMoves(scene)).toEqual(['0>3', '2>3', '3>2'])
    expect(loadsOf(scene)).toEqual([0, 0, 2, 2, 0])
  })
})

test('two streams that meet head-on in a row all arrive, and no faster than one a tick', () => {
  const count = 20
  const scene = settledScene(count, rowOf(count), 8, [0, count - 1])
  for (let cell = 0; cell < count; cell++) {
    for (let copy = 0; copy < 8; copy++) scene.send({ from: cell, to: cell < 10 ? 'n19' : 'n0' })
  }
  const deliveries = Array.from({ length: 400 }, () => scene.step()).flat()
  const { counts } = scene.state.channels[0]!
  expect(counts).toMatchObject({ sent: 160, delivered: 160 })
  // Each end takes from the one neighbor it has.
  expect(deliveries).toHaveLength(160)
})

/** A graph, a capacity, who answers to names, and for each place in a queue whom its message is for. */
const anyCrowd = fc.record({
  graph: anyGraph(14),
  capacity: fc.integer({ min: 1, max: 3 }),
  holders: fc.uniqueArray(fc.nat(13), { minLength: 2, maxLength: 6 }),
  wishes: fc.array(fc.nat(1000), { minLength: 42, maxLength: 42 }),
})

test('while all zones step, a crowd never stops: in each tick one at least comes closer, and all arrive', () => {
  fc.assert(
    fc.property(anyCrowd, ({ capacity, graph: { count, edges }, holders, wishes }) => {
      const names = [...new Set(holders.map((cell) => cell % count))]
      const scene = settledScene(count, edges, capacity, names)
      let way = 0
      for (let place = 0; place < count * capacity; place++) {
        const from = place % count
        const to = names[wishes[place]! % names.length]!
        const distance = distancesFrom([to], (at) => scene.bits.sitesSeenFrom(at)).get(from)
        // To oneself it is a tick without a hop, and what has no route must not be sent.
        if (distance === undefined) continue
        scene.send({ from, to: `n${to}` })
        way += Math.max(1, distance)
      }
      const channel = scene.state.channels[0]!
      for (let before = way; way > 0; before = way) {
        scene.events.length = 0
        scene.step()
        way -= scene.eventsOf('moved').length
        way -= scene.eventsOf('delivered').filter(({ hops }) => hops === 0).length
        expect(way).toBeLessThan(before)
        expect(Math.max(...loadsOf(scene))).toBeLessThanOrEqual(capacity)
        expect(channel.counts.sent).toBe(channel.counts.delivered + countInFlight(channel))
      }
      expect(countInFlight(channel)).toBe(0)
    }),
    { numRuns: 300 },
  )
})
