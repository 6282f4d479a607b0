import { describe, expect, test } from 'vitest'
import { ChannelScene, rowOf } from '../testing/channel-scene.ts'
import type { LossCause } from './message.ts'

/** A row of five that leads to `end` at cell 4. */
function sceneOfRow(capacity = 8): ChannelScene {
  const scene = new ChannelScene(5, rowOf(5), [{ capacity }])
  scene.announce('end', 4)
  scene.run(5)
  return scene
}

function expectLost(scene: ChannelScene, lost: Partial<Record<LossCause, number>>): void {
  const none = { expired: 0, no_route: 0, full: 0, gone: 0 }
  expect(scene.state.channels[0]!.counts.lost).toEqual({ ...none, ...lost })
}

describe('a message is lost as expired', () => {
  test('where its time is one tick less than its way', () => {
    const scene = sceneOfRow()
    scene.send({ from: 0, to: 'end', ttl: 3 })
    expect(scene.run(10)).toEqual([])
    expectLost(scene, { expired: 1 })
    expect(scene.eventsOf('lost')).toEqual([
      { type: 'lost', channel: 'c0', to: 'end', cell: 3, cause: 'expired' },
    ])
  })

  test('and not where its time is its way', () => {
    const scene = sceneOfRow()
    scene.send({ from: 0, to: 'end', ttl: 4 })
    expect(scene.run(10)).toHaveLength(1)
    expectLost(scene, {})
  })

  test('where it waits too long, in the middle of a queue as well', () => {
    const scene = sceneOfRow()
    scene.bits.holding.add(0)
    for (const ttl of [9, 2, 9]) scene.send({ from: 0, to: 'end', ttl })
    scene.run(2)
    expectLost(scene, { expired: 1 })
    expect(scene.state.channels[0]!.members.get(0)!.queue.map(({ ttl }) => ttl)).toEqual([7, 7])
  })
})

describe('a message is lost as without a route', () => {
  test('where its sender has no way to the name once names have settled', () => {
    const scene = new ChannelScene(5, [
      [0, 1],
      [2, 3],
      [3, 4],
    ])
    scene.announce('end', 4)
    scene.send({ from: 0, to: 'end' })
    scene.run(2)
    // The name has come to 2 with the last step, and might come further yet.
    expectLost(scene, {})
    scene.run(1)
    expectLost(scene, { no_route: 1 })
  })

  test('where who answered to the name has left', () => {
    const scene = sceneOfRow()
    scene.send({ from: 0, to: 'end' })
    scene.bits.change(4, { channel: undefined })
    scene.run(1)
    expectLost(scene, { no_route: 1 })
  })

  test('where a member alone claims the name, falsely', () => {
    const scene = new ChannelScene(3, [[0, 1]])
    scene.announce('end', 2)
    scene.run(3)
    scene.state.channels[0]!.members.get(0)!.filter.fill(0xffffffff)
    scene.send({ from: 0, to: 'end' })
    scene.run(1)
    expectLost(scene, { no_route: 1 })
  })
})

describe('a message is lost as full', () => {
  test('where the queue of its sender has no room', () => {
    const scene = sceneOfRow(2)
    const outcomes = [1, 2, 3].map(() => scene.send({ from: 0, to: 'end' }))
    expect(outcomes).toEqual(['queued', 'queued', 'lost'])
    expectLost(scene, { full: 1 })
    expect(scene.state.channels[0]!.counts.sent).toBe(3)
  })
})

describe('a message is lost as gone', () => {
  test.each([
    ['is suspended', { isActive: false }],
    ['leaves the channel', { channel: undefined }],
    ['goes to another channel', { channel: 1 }],
    ['is another one', { generation: 2 }],
  ])('where the bit that holds it %s', (_, change) => {
    const scene = sceneOfRow()
    scene.bits.holding.add(1)
    scene.send({ from: 1, to: 'end' })
    scene.send({ from: 1, to: 'end' })
    scene.send({ from: 2, to: 'end' })
    scene.bits.change(1, change)
    scene.run(1)
    expectLost(scene, { gone: 2 })
    expect(scene.eventsOf('lost')).toMatchObject([{ cell: 1 }, { cell: 1 }])
  })

  test('where another bit on its site sends before the next step', () => {
    const scene = sceneOfRow()
    scene.send({ from: 1, to: 'end' })
    scene.bits.respawn(1)
    scene.send({ from: 1, to: 'end' })
    expectLost(scene, { gone: 1 })
    expect(scene.run(8)).toHaveLength(1)
  })
})
