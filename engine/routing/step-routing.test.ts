import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyGraph, ChannelScene, rowOf } from '../testing/channel-scene.ts'
import { encodeRouting } from './encode-routing.ts'
import { isIdle } from './routing-state.ts'
import { stepRouting } from './step-routing.ts'

describe('what arrives', () => {
  test('is one sum for each field and cell, in order', () => {
    const scene = new ChannelScene(5, [
      [0, 2],
      [1, 2],
      [2, 3],
      [3, 4],
    ])
    scene.announce('mid', 2)
    scene.announce('end', 4)
    scene.run(5)
    scene.send({ from: 0, to: 'mid', payload: 5 })
    scene.send({ from: 1, to: 'mid', payload: -7 })
    scene.send({ from: 3, to: 'end', payload: 11 })
    expect(scene.step()).toEqual([
      { field: 'signal', cell: 2, value: -2 },
      { field: 'signal', cell: 4, value: 11 },
    ])
  })

  test('comes together from channels that answer in one field', () => {
    const channels = [{ answers: 'heat' }, { answers: 'mood' }, { answers: 'heat' }]
    const scene = new ChannelScene(3, [], channels)
    for (const channel of [0, 1, 2]) {
      scene.bits.change(channel, { channel })
      scene.announce('me', channel, channel)
      scene.send({ from: channel, to: 'me', payload: 10 + channel }, channel)
    }
    expect(scene.step()).toEqual([
      { field: 'heat', cell: 0, value: 10 },
      { field: 'heat', cell: 2, value: 12 },
      { field: 'mood', cell: 1, value: 11 },
    ])
  })

  test.each([
    [2 ** 31 - 1, 2 ** 31 - 1],
    [-(2 ** 31), -(2 ** 31)],
  ])('is no more than an i32 holds', (payload, value) => {
    const scene = new ChannelScene(3, [
      [0, 1],
      [1, 2],
    ])
    scene.announce('mid', 1)
    scene.run(3)
    for (const from of [0, 1, 2]) scene.send({ from, to: 'mid', payload })
    expect(scene.step()).toEqual([{ field: 'signal', cell: 1, value }])
  })
})

test('channels know nothing of each other', () => {
  const scene = new ChannelScene(4, rowOf(4), [{}, {}])
  scene.bits.change(2, { channel: 1 })
  scene.announce('end', 3)
  scene.announce('end', 2, 1)
  scene.send({ from: 0, to: 'end' })
  scene.run(5)
  expect(scene.state.channels.map(({ counts }) => counts)).toMatchObject([
    { sent: 1, lost: { no_route: 1 } },
    { sent: 0 },
  ])
})

test('a step of an idle state changes nothing, and a state comes to be idle', () => {
  fc.assert(
    fc.property(anyGraph(15), fc.nat(), fc.nat(), ({ count, edges }, from, to) => {
      const scene = new ChannelScene(count, edges)
      expect(isIdle(scene.state, scene.bits)).toBe(false)
      scene.announce('end', to % count)
      scene.send({ from: from % count, to: 'end', ttl: 30 })
      let ticks = 0
      while (!isIdle(scene.state, scene.bits) && ticks < 100) {
        scene.step()
        ticks++
      }
      expect(ticks).toBeLessThanOrEqual(31)
      const before = encodeRouting(scene.state)
      expect(scene.run(3)).toEqual([])
      expect(encodeRouting(scene.state)).toEqual(before)
    }),
  )
})

test.each([
  ['a message', (scene: ChannelScene) => scene.send({ from: 2, to: 'end' })],
  ['a name', (scene: ChannelScene) => scene.announce('new', 2)],
  ['a bit that leaves', (scene: ChannelScene) => scene.bits.change(2, { isActive: false })],
])('%s ends the idle time', (_, act) => {
  const scene = new ChannelScene(4, rowOf(4))
  scene.announce('end', 0)
  scene.run(5)
  expect(isIdle(scene.state, scene.bits)).toBe(true)
  act(scene)
  expect(isIdle(scene.state, scene.bits)).toBe(false)
})

test('listening changes nothing', () => {
  const scenes = [0, 1].map(() => {
    const scene = new ChannelScene(4, rowOf(4), [{ capacity: 1 }])
    scene.announce('end', 0)
    for (const from of [1, 2, 3, 3]) scene.send({ from, to: 'end', ttl: 5 })
    return scene
  })
  for (let tick = 0; tick < 8; tick++) {
    stepRouting(scenes[0]!.state, scenes[0]!.bits, tick, () => {})
    stepRouting(scenes[1]!.state, scenes[1]!.bits, tick)
  }
  const [heard, unheard] = scenes.map(({ state }) => encodeRouting(state))
  expect(heard).toEqual(unheard)
})
