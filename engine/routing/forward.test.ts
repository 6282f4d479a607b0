import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyGraph, ChannelScene, distancesFrom, rowOf } from '../testing/channel-scene.ts'
import { insertPair, probesOf } from './route-filter.ts'
import { countInFlight } from './routing-state.ts'

test('on an empty channel a message arrives after as many ticks and hops as it is far', () => {
  fc.assert(
    fc.property(anyGraph(60), fc.nat(), fc.nat(), ({ count, edges }, from, to) => {
      const scene = new ChannelScene(count, edges)
      const [source, target] = [from % count, to % count]
      scene.announce('target', target)
      scene.run(count)
      const distance = distancesFrom([target], (at) => scene.bits.sitesSeenFrom(at)).get(source)
      scene.send({ from: source, to: 'target', ttl: Math.max(1, distance ?? 1) })
      const ticks: number[] = []
      const start = scene.tick
      for (let tick = 0; tick < count; tick++) if (scene.step().length > 0) ticks.push(scene.tick)
      const { counts } = scene.state.channels[0]!
      if (distance === undefined) {
        expect(counts).toMatchObject({ delivered: 0, lost: { no_route: 1 } })
      } else {
        expect(ticks).toEqual([start + Math.max(1, distance)])
        expect(scene.eventsOf('delivered')).toMatchObject([{ hops: distance, cell: target }])
      }
    }),
  )
})

test('a message to oneself is delivered where it is, with the next tick', () => {
  const scene = new ChannelScene(2, rowOf(2))
  scene.announce('me', 0)
  scene.send({ from: 0, to: 'me', payload: 7, ttl: 1 })
  expect(scene.step()).toEqual([{ field: 'signal', cell: 0, value: 7 }])
  expect(scene.eventsOf('delivered')).toMatchObject([{ hops: 0 }])
})

test('a message that is sent before its route is there waits for it', () => {
  const scene = new ChannelScene(5, rowOf(5))
  scene.announce('end', 4)
  scene.send({ from: 0, to: 'end' })
  // Four ticks for the name to come, the last of which takes the first hop.
  expect(scene.run(6)).toEqual([])
  expect(scene.step()).toHaveLength(1)
})

/** What can happen to a channel between two ticks. */
const anyAct = fc.record({
  act: fc.constantFrom(
    'send',
    'send',
    'send',
    'send',
    'suspend',
    'resume',
    'respawn',
    'leave',
    'hold',
  ),
  cell: fc.nat(1000),
  name: fc.nat(7),
  ttl: fc.integer({ min: 1, max: 20 }),
})

type Act = typeof anyAct extends fc.Arbitrary<infer Value> ? Value : never

function perform(scene: ChannelScene, { act, cell: anyCell, name, ttl }: Act): void {
  const { bits } = scene
  const cell = anyCell % bits.bits.size
  const isMember = bits.standingOf(0, cell) === 'member'
  if (act === 'send') {
    const isKnown = scene.state.channels[0]!.names.some((slot) => slot?.name === `n${name}`)
    if (isMember && isKnown) scene.send({ from: cell, to: `n${name}`, ttl })
  } else if (act === 'suspend') bits.change(cell, { isActive: false })
  else if (act === 'resume') bits.change(cell, { isActive: true, channel: 0 })
  else if (act === 'respawn') bits.respawn(cell)
  else if (act === 'leave') bits.change(cell, { channel: undefined })
  else if (!bits.holding.delete(cell)) bits.holding.add(cell)
}

const anyCourse = fc.record({
  graph: anyGraph(20),
  capacity: fc.integer({ min: 1, max: 3 }),
  holders: fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
  acts: fc.array(fc.array(anyAct, { maxLength: 25 }), { maxLength: 25 }),
})

type Course = typeof anyCourse extends fc.Arbitrary<infer Value> ? Value : never

/** Plays a course, and lets `look` look after every tick. */
function play(
  { acts, capacity, graph, holders }: Course,
  look: (scene: ChannelScene) => void,
): void {
  const scene = new ChannelScene(graph.count, graph.edges, [{ capacity }])
  for (const [index, cell] of holders.entries()) {
    const held = holders.slice(0, index).filter((at) => at % graph.count === cell % graph.count)
    if (held.length < 4) scene.announce(`n${index}`, cell % graph.count)
  }
  for (const some of acts) {
    for (const act of some) perform(scene, act)
    scene.events.length = 0
    scene.step()
    look(scene)
  }
}

describe('under random messages and bits that come and go', () => {
  test('what is sent is delivered, lost by a cause or in flight', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        play(course, ({ state: { channels } }) => {
          const { counts } = channels[0]!
          const { expired, full, gone, no_route } = counts.lost
          const lost = expired + full + gone + no_route
          expect(counts.sent).toBe(counts.delivered + lost + countInFlight(channels[0]!))
        })
      }),
    )
  })

  test('counts are those of what steps tell', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const told: Record<string, number> = { delivered: 0, expired: 0, no_route: 0 }
        play(course, (scene) => {
          told.delivered! += scene.eventsOf('delivered').length
          // Orders too lose messages, those for which there is no room and those of a bit whose site
          // another has taken.
          for (const { cause } of scene.eventsOf('lost')) if (cause in told) told[cause]!++
          const { delivered, lost } = scene.state.channels[0]!.counts
          const { expired, no_route } = lost
          expect({ delivered, expired, no_route }).toEqual(told)
        })
      }),
    )
  })

  test('no member forwards more than one message a tick, and none that holds', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        play(course, (scene) => {
          const senders = [
            ...scene.eventsOf('moved').map(({ fromCell }) => fromCell),
            ...scene.eventsOf('delivered').flatMap(({ hops, cell }) => (hops === 0 ? [cell] : [])),
          ]
          expect(new Set(senders).size).toBe(senders.length)
          for (const cell of senders) expect(scene.bits.holding.has(cell)).toBe(false)
        })
      }),
    )
  })

  test('no queue holds more than its capacity', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        play(course, ({ state: { channels } }) => {
          for (const { queue } of channels[0]!.members.values()) {
            expect(queue.length).toBeLessThanOrEqual(course.capacity)
          }
        })
      }),
    )
  })

  test('messages move between members that see each other', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        play(course, (scene) => {
          for (const { fromCell, toCell } of scene.eventsOf('moved')) {
            expect(scene.bits.sitesSeenFrom(fromCell)).toContain(toCell)
            expect(scene.bits.standingOf(0, fromCell)).toBe('member')
            expect(scene.bits.standingOf(0, toCell)).toBe('member')
          }
        })
      }),
    )
  })
})

/** A row of 0, 1, 2 that leads to `end` at 3, where 1 has other neighbors too. */
function sceneAtOne(edges: readonly (readonly [number, number])[], count = 6, capacity = 8) {
  const scene = new ChannelScene(count, [...rowOf(4), ...edges], [{ capacity }])
  scene.announce('end', 3)
  scene.run(count)
  scene.events.length = 0
  return scene
}

/** Makes a member claim that it is so many hops from `end`, modulo 3. */
function claim(scene: ChannelScene, cell: number, residue: number): void {
  insertPair(scene.state.channels[0]!.members.get(cell)!.filter, probesOf('end'), residue)
}

describe('the next hop', () => {
  test('is the neighbor with the fewest messages', () => {
    // Both 2 and 4 are one hop from the end, and 2 has a message of its own.
    const scene = sceneAtOne([
      [1, 4],
      [4, 3],
    ])
    scene.bits.holding.add(2)
    scene.send({ from: 2, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 1, toCell: 4 }])
  })

  test('is the lowest cell of those with equally many', () => {
    const scene = sceneAtOne([
      [1, 4],
      [4, 3],
    ])
    scene.send({ from: 1, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 1, toCell: 2 }])
  })

  test('is who claims one distance before who claims two, however full its queue', () => {
    // 4 hangs on 1 and claims falsely to be as close to the end as 2 is.
    const scene = sceneAtOne([[1, 4]], 6, 2)
    claim(scene, 4, 1)
    scene.bits.holding.add(2)
    scene.send({ from: 2, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 1, toCell: 2 }])
    scene.send({ from: 1, to: 'end' })
    scene.run(2)
    expect(scene.state.channels[0]!.counts.congested).toBe(2)
  })

  test('is who answers to the name before anyone, however full its queue', () => {
    const scene = sceneAtOne([[2, 4]], 6, 1)
    // 4 claims to be the end too, and has the emptier queue.
    claim(scene, 4, 0)
    scene.announce('other', 0)
    scene.run(6)
    scene.bits.holding.add(3)
    scene.send({ from: 3, to: 'other' })
    scene.send({ from: 2, to: 'end' })
    scene.step()
    expect(scene.eventsOf('delivered')).toMatchObject([{ cell: 3 }])
  })

  test('is never where the message comes from, even if that claims to be closer', () => {
    // 0 claims falsely to be as close as 2 is, which claims another distance too, so that nothing but
    // where it comes from speaks for 2.
    const scene = sceneAtOne([])
    claim(scene, 0, 1)
    claim(scene, 2, 2)
    scene.send({ from: 0, to: 'end' })
    scene.run(3)
    expect(scene.eventsOf('moved').map(({ toCell }) => toCell)).toEqual([1, 2, 3])
  })

  test('is where the message comes from after a tick at a dead end, if nothing else leads on', () => {
    // 4 hangs on 1 and claims to be one hop from the end, as 2 is, whose queue is longer. Both claim
    // another distance too, so neither is to be preferred for that.
    const scene = sceneAtOne([[1, 4]])
    claim(scene, 4, 1)
    claim(scene, 2, 2)
    scene.bits.holding.add(2)
    scene.send({ from: 2, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    const moves = Array.from({ length: 5 }, (_, tick) => {
      scene.events.length = 0
      scene.step()
      if (tick === 1) scene.bits.holding.clear()
      return scene.eventsOf('moved').filter(({ fromCell }) => fromCell !== 2)
    })
    expect(moves).toMatchObject([
      [{ fromCell: 1, toCell: 4 }],
      [],
      [{ fromCell: 4, toCell: 1 }],
      [{ fromCell: 1, toCell: 2 }],
      [],
    ])
    const { counts } = scene.state.channels[0]!
    expect(counts).toMatchObject({ turned: 1, delivered: 2 })
  })

  test('of one tick is never the last hop of the tick before, whatever filters claim', () => {
    const anyClaims = fc.array(fc.tuple(fc.nat(1000), fc.nat(2)), { maxLength: 40 })
    fc.assert(
      fc.property(anyGraph(12), anyClaims, fc.nat(), ({ count, edges }, claims, from) => {
        const scene = new ChannelScene(count, edges)
        scene.announce('end', 0)
        scene.run(count)
        for (const [cell, residue] of claims) claim(scene, cell % count, residue)
        scene.send({ from: from % count, to: 'end', ttl: 60 })
        let before: { fromCell: number; toCell: number } | undefined
        for (let tick = 0; tick < 60; tick++) {
          scene.events.length = 0
          scene.step()
          const [move] = scene.eventsOf('moved')
          if (move !== undefined) expect(move.toCell).not.toBe(before?.fromCell)
          before = move
        }
        expect(countInFlight(scene.state.channels[0]!)).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a crowded channel', () => {
  test('lets a message wait where all that lead on are full, and counts it each tick', () => {
    const scene = sceneAtOne([], 4, 1)
    scene.bits.holding.add(2)
    scene.send({ from: 2, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.run(3)
    const { counts, members } = scene.state.channels[0]!
    expect(counts.congested).toBe(3)
    expect(members.get(1)!.queue).toHaveLength(1)
  })

  test('gives the last free place to the lowest cell', () => {
    // 1 and 4 both lead to 2 alone.
    const scene = sceneAtOne([[2, 4]], 5, 1)
    scene.send({ from: 4, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 1, toCell: 2 }])
    expect(scene.state.channels[0]!.counts.congested).toBe(1)
  })

  test('keeps the room that a message leaves until the next tick', () => {
    const scene = sceneAtOne([], 4, 1)
    scene.send({ from: 2, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 2, toCell: 3 }])
    scene.step()
    expect(scene.eventsOf('moved')).toHaveLength(2)
  })

  test('gives that room to nobody who comes in the same tick', () => {
    // 2 and 3 hang on 1, whose queue has one place left and lets one message go.
    const edges = [
      [0, 1],
      [1, 2],
      [1, 3],
    ] as const
    const scene = new ChannelScene(4, edges, [{ capacity: 2 }])
    scene.announce('end', 0)
    scene.run(4)
    for (const from of [1, 2, 3]) scene.send({ from, to: 'end' })
    scene.step()
    expect(scene.eventsOf('moved').map(({ fromCell }) => fromCell)).toEqual([1, 2])
  })

  test('flows one way as it flows the other', () => {
    const flow = (mirror: (cell: number) => number) => {
      const scene = new ChannelScene(8, rowOf(8), [{ capacity: 2 }])
      scene.announce('end', mirror(0))
      scene.run(8)
      for (let cell = 1; cell < 8; cell++) {
        for (let copy = 0; copy < 2; copy++) scene.send({ from: mirror(cell), to: 'end' })
      }
      return Array.from({ length: 40 }, () => scene.step().length)
    }
    expect(flow((cell) => 7 - cell)).toEqual(flow((cell) => cell))
  })
})

describe('a zone that holds', () => {
  test('forwards nothing and is forwarded to', () => {
    const scene = sceneAtOne([])
    scene.bits.holding.add(1)
    scene.send({ from: 0, to: 'end' })
    scene.run(4)
    expect(scene.eventsOf('moved')).toMatchObject([{ fromCell: 0, toCell: 1 }])
    scene.bits.holding.clear()
    scene.run(2)
    expect(scene.state.channels[0]!.counts.delivered).toBe(1)
  })

  test('takes what arrives for its own', () => {
    const scene = sceneAtOne([])
    scene.bits.holding.add(3)
    scene.send({ from: 2, to: 'end', payload: 5 })
    expect(scene.step()).toEqual([{ field: 'signal', cell: 3, value: 5 }])
  })
})
