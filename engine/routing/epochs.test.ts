import { describe, expect, test } from 'vitest'
import { ChannelScene, type Edges, rowOf } from '../testing/channel-scene.ts'
import { MAX_MEMBERS } from './ca-channel.ts'
import { decodeRouting } from './decode-routing.ts'
import { encodeRouting } from './encode-routing.ts'
import { planBind } from './plan-bind.ts'
import { announce, send } from './routing-orders.ts'
import { isIdle } from './routing-state.ts'

/** A ring of six: two ways from 0 to 3. */
const ring: Edges = [...rowOf(6), [5, 0]]

function sceneOf(edges: Edges, count = 6): ChannelScene {
  const scene = new ChannelScene(count, edges)
  scene.announce('end', 3)
  scene.run(count)
  return scene
}

const epochsOf = (scene: ChannelScene) => scene.state.channels[0]!.counts.epochs

describe('an epoch', () => {
  test('begins when the first members are seen', () => {
    expect(epochsOf(sceneOf(ring))).toBe(1)
  })

  test('does not begin where a channel has no members', () => {
    const scene = new ChannelScene(2, [], [{}, {}])
    scene.run(2)
    expect(scene.state.channels.map(({ counts }) => counts.epochs)).toEqual([1, 0])
  })

  test('does not begin where bits were looked at again and are the same', () => {
    const scene = sceneOf(ring)
    scene.bits.revision++
    scene.run(1)
    expect(epochsOf(scene)).toBe(1)
    expect(isIdle(scene.state, scene.bits)).toBe(true)
  })

  test.each([
    ['a member is suspended', (scene: ChannelScene) => scene.bits.change(1, { isActive: false })],
    ['a member leaves', (scene: ChannelScene) => scene.bits.change(1, { channel: undefined })],
    ['a member is another bit', (scene: ChannelScene) => scene.bits.respawn(1)],
    [
      'members see each other no more',
      (scene: ChannelScene) => {
        scene.bits.sights.set(1, [2])
        scene.bits.revision++
      },
    ],
  ])('begins in the next step when %s', (_, change) => {
    const scene = sceneOf(ring)
    change(scene)
    expect(isIdle(scene.state, scene.bits)).toBe(false)
    scene.run(1)
    expect(epochsOf(scene)).toBe(2)
    expect(scene.eventsOf('epoch')).toHaveLength(2)
  })
})

test('a message finds the way that is left when a member on its way leaves', () => {
  const scene = sceneOf(ring)
  scene.send({ from: 0, to: 'end' })
  scene.run(1)
  expect(scene.eventsOf('moved')).toMatchObject([{ toCell: 1 }])
  scene.bits.change(2, { isActive: false })
  // From 1 the other way is 1, 0, 5, 4, 3: back where it comes from, which it has forgotten. The
  // name needs four steps to be at 1 again, and the last of them is the first hop.
  expect(scene.run(6)).toEqual([])
  expect(scene.run(1)).toHaveLength(1)
  expect(scene.eventsOf('moved').map(({ toCell }) => toCell)).toEqual([1, 0, 5, 4, 3])
})

test('a message waits for a way that comes back while names are on their way', () => {
  const scene = sceneOf(rowOf(6))
  scene.send({ from: 0, to: 'end' })
  scene.bits.change(2, { isActive: false })
  // In the row cut in two, the name has settled beyond the gap after three steps.
  scene.run(2)
  scene.bits.change(2, { isActive: true })
  expect(scene.run(8)).toHaveLength(1)
})

test('a bit on the site of another does not answer to its name', () => {
  const scene = sceneOf(rowOf(6))
  scene.bits.respawn(3)
  const order = { from: 0, to: 'end', payload: 1, ttl: 9 }
  scene.run(1)
  expect(send(scene.state, scene.bits, 0, order)).toMatchObject({
    ok: false,
    failure: { code: 'unknown_name' },
  })
})

test('a name is free again as soon as its bit has left, and messages for it go to who has it', () => {
  const scene = sceneOf(ring)
  scene.send({ from: 0, to: 'end' })
  scene.bits.respawn(3)
  const taken = announce(scene.state, scene.bits, 0, { name: 'end', cell: 5 })
  expect(taken.ok).toBe(true)
  scene.run(2)
  expect(scene.eventsOf('delivered')).toMatchObject([{ cell: 5, hops: 1 }])
})

test('a name that was taken over leads to its new bit, even if the old one has come back', () => {
  const scene = sceneOf(rowOf(6))
  scene.bits.change(3, { isActive: false })
  scene.announce('end', 0)
  scene.bits.change(3, { isActive: true })
  scene.run(6)
  scene.send({ from: 5, to: 'end' })
  scene.run(6)
  expect(scene.eventsOf('delivered')).toMatchObject([{ cell: 0, hops: 5 }])
})

test('a bit that was assigned just now can announce and send before the next step', () => {
  const scene = new ChannelScene(3, rowOf(3))
  for (const cell of [0, 1, 2]) scene.bits.change(cell, { channel: undefined })
  scene.run(1)
  for (const cell of [0, 1, 2]) scene.bits.change(cell, { channel: 0 })
  scene.announce('end', 2)
  scene.send({ from: 0, to: 'end', ttl: 4 })
  expect(scene.run(3)).toHaveLength(1)
})

test('of too many members, those with the lowest cells forward', () => {
  const scene = new ChannelScene(MAX_MEMBERS + 1, [])
  scene.run(1)
  expect(scene.state.channels[0]!.members.size).toBe(MAX_MEMBERS)
  const outcome = announce(scene.state, scene.bits, 0, { name: 'last', cell: MAX_MEMBERS })
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'not_a_member' } })
  scene.announce('first', 0)
})

test('orders let in no more members than there may be, and what they leave can be read', () => {
  const scene = new ChannelScene(MAX_MEMBERS + 1, [[0, MAX_MEMBERS]])
  scene.announce('first', 0)
  for (let cell = 0; cell < MAX_MEMBERS; cell++) scene.send({ from: cell, to: 'first' })
  const order = { from: MAX_MEMBERS, to: 'first', payload: 1, ttl: 9 }
  const refused = { ok: false, failure: { code: 'not_a_member' } }
  expect(send(scene.state, scene.bits, 0, order)).toMatchObject(refused)
  const ends = { from: 0, to: MAX_MEMBERS }
  expect(planBind(scene.state, scene.bits, 0, ends)).toMatchObject(refused)
  const configs = scene.state.channels.map(({ config }) => config)
  const read = decodeRouting(encodeRouting(scene.state), configs, MAX_MEMBERS + 1)
  expect(read.channels[0]!.members.size).toBe(MAX_MEMBERS)
})
