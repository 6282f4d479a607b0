import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NamedError } from '../named-error.ts'
import { anyGraph, ChannelScene, rowOf } from '../testing/channel-scene.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { decodeRouting } from './decode-routing.ts'
import { encodeRoutes, encodeRouting } from './encode-routing.ts'
import { RoutingBytesError } from './errors.ts'
import { addLink } from './routing-orders.ts'
import type { RoutingState } from './routing-state.ts'

const channels = [
  { name: 'street', capacity: 3, answers: 'signal' },
  { name: 'alley', capacity: 1, answers: 'heat' },
]

/** Scenes amid their lives: two channels, names that spread, queues, links, bits that have left. */
const anyScene = fc
  .record({
    graph: anyGraph(16),
    holders: fc.array(fc.tuple(fc.nat(1), fc.nat(15)), { maxLength: 20 }),
    sends: fc.array(
      fc.tuple(fc.nat(15), fc.nat(19), fc.integer({ min: 1, max: 9 }), fc.integer()),
      {
        maxLength: 60,
      },
    ),
    links: fc.array(fc.tuple(fc.nat(15), fc.nat(15), fc.integer({ min: -4096, max: 4096 })), {
      maxLength: 4,
    }),
    changes: fc.array(fc.tuple(fc.nat(15), fc.nat(3)), { maxLength: 6 }),
    ticks: fc.nat(6),
  })
  .map(({ changes, graph, holders, links, sends, ticks }) => {
    const { count, edges } = graph
    const scene = new ChannelScene(count, edges, channels)
    for (let cell = 0; cell < count; cell += 5) scene.bits.change(cell, { channel: 1 })
    // What is refused here is refused: the orders are as they come.
    const attempt = (act: () => void) => thrownBy(act)
    for (const [index, [channel, cell]] of holders.entries()) {
      attempt(() => scene.announce(`n${index}`, cell % count, channel))
    }
    for (const [from, to, weight] of links) {
      attempt(() => scene.announce(scene.bits.identityOf(to % count), to % count))
      scene.bits.setField('signal', from % count, weight)
      const ends = { from: from % count, to: to % count }
      addLink(scene.state, scene.bits, 0, {
        ...ends,
        weight,
        source: 'signal',
        threshold: 1,
        ttl: 5,
      })
    }
    const half = sends.length >> 1
    const sendAll = (some: typeof sends) => {
      for (const [from, name, ttl, payload] of some) {
        const order = { from: from % count, to: `n${name}`, ttl, payload }
        for (const channel of [0, 1]) attempt(() => scene.send(order, channel))
      }
    }
    sendAll(sends.slice(0, half))
    scene.run(ticks)
    for (const [cell, act] of changes) {
      if (act === 0) scene.bits.respawn(cell % count)
      else if (act === 1) scene.bits.change(cell % count, { isActive: false })
      else if (act === 2) scene.bits.change(cell % count, { channel: 1 })
      else scene.bits.holding.add(cell % count)
    }
    sendAll(sends.slice(half))
    return scene
  })

const decode = (bytes: Uint8Array) => decodeRouting(bytes, channels, 16)

describe('a state that is written and read', () => {
  test('has the same bytes, and goes on as if it had never been', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const bytes = encodeRouting(scene.state)
        const copy: RoutingState = decode(bytes)
        expect(encodeRouting(copy)).toEqual(bytes)
        for (const [index, { links, members }] of copy.channels.entries()) {
          const original = scene.state.channels[index]!
          expect({ links, members }).toEqual({ links: original.links, members: original.members })
        }
        const other = new ChannelScene(0, [], channels)
        other.state = copy
        Object.assign(other, { bits: scene.bits, tick: scene.tick })
        for (let tick = 0; tick < 12; tick++) {
          if (tick === 4) scene.bits.respawn(0)
          expect(other.step()).toEqual(scene.step())
          expect(encodeRouting(copy)).toEqual(encodeRouting(scene.state))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is the same whatever order its members came in', () => {
    const states = [
      [0, 1, 2],
      [2, 1, 0],
    ].map((order) => {
      const scene = new ChannelScene(3, rowOf(3), channels)
      scene.announce('end', 0)
      for (const from of order) scene.send({ from, to: 'end' })
      return encodeRouting(scene.state)
    })
    expect(states[0]).toEqual(states[1])
  })
})

test('names of any characters come back as they were', () => {
  for (const name of ['\ud800', 'é\0', '日本', '😀', 'x'.repeat(64)]) {
    const scene = new ChannelScene(2, rowOf(2), channels)
    scene.announce(name, 0)
    const copy = decode(encodeRouting(scene.state))
    expect(copy.channels[0]!.names[0]!.name).toBe(name)
  }
})

test('what decides the future is told apart, and sums are not', () => {
  const scene = new ChannelScene(2, rowOf(2), channels)
  scene.announce('end', 0)
  scene.run(3)
  const before = encodeRoutes(scene.state)
  scene.send({ from: 1, to: 'end' })
  expect(encodeRoutes(scene.state)).not.toEqual(before)
  scene.run(1)
  expect(encodeRoutes(scene.state)).toEqual(before)
  expect(encodeRouting(scene.state).slice(0, before.length)).toEqual(before)
})

describe('bytes that nobody vouches for', () => {
  test('are a state that can go on, or are refused by name', () => {
    let [refused, taken] = [0, 0]
    const anyEdits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(anyScene, anyEdits, fc.nat(9), (scene, edits, cut) => {
        const bytes = encodeRouting(scene.state)
        for (const [at, value] of edits) bytes[at % bytes.length] = value
        const broken = cut === 0 ? bytes.slice(0, edits[0]![0] % bytes.length) : bytes
        try {
          const state = decode(broken)
          taken++
          expect(encodeRouting(state)).toEqual(broken)
          scene.state = state
          scene.run(10)
          encodeRouting(state)
        } catch (error) {
          if (!(error instanceof NamedError)) throw error
          expect(error).toBeInstanceOf(RoutingBytesError)
          refused++
        }
      }),
      { numRuns: 1000 },
    )
    // Both happen, or this has tested nothing.
    expect(Math.min(refused, taken)).toBeGreaterThan(50)
  })

  test.each([
    ['nothing', []],
    ['another version', [2]],
    ['another number of channels', [1, 1]],
    ['ends too early', [1, 2, 0, 0, 0]],
    ['as many members as can be, and none there', [1, 2, ...Array(9).fill(0), 0, 0, 1, 0]],
    ['a million members', [1, 2, ...Array(9).fill(0), 0x40, 0x42, 0x0f, 0]],
  ])('are refused: %s', (_, bytes) => {
    expect(() => decode(Uint8Array.from(bytes))).toThrow(RoutingBytesError)
  })

  test('are refused with more after the end', () => {
    const bytes = encodeRouting(new ChannelScene(1, [], channels).state)
    expect(() => decode(Uint8Array.from([...bytes, 0]))).toThrow(RoutingBytesError)
  })

  test('are refused where a sum does not add up', () => {
    const bytes = encodeRouting(new ChannelScene(1, [], channels).state)
    bytes[bytes.length - 2 * 72]!++
    expect(thrownBy(() => decode(bytes))).toMatchObject({ details: { found: '1 sent' } })
  })

  test('are refused where a cell lies outside the world', () => {
    const scene = new ChannelScene(17, [], channels)
    scene.run(1)
    expect(() => decode(encodeRouting(scene.state))).toThrow(RoutingBytesError)
    expect(() => decodeRouting(encodeRouting(scene.state), channels, 17)).not.toThrow()
  })
})
