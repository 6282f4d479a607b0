import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChannelScene, rowOf } from '../testing/channel-scene.ts'
import { addLink, type LinkOrder } from './routing-orders.ts'

/** A row of three, with a link from 0 to 2 that looks at `signal`. */
function linkedRow(order: Partial<LinkOrder> = {}): ChannelScene {
  const scene = new ChannelScene(3, rowOf(3), [{ answers: 'heat' }])
  scene.announce(scene.bits.identityOf(2), 2)
  scene.run(3)
  addTo(scene, order)
  return scene
}

function addTo(scene: ChannelScene, order: Partial<LinkOrder>): void {
  const whole = { from: 0, to: 2, weight: 4096, source: 'signal', threshold: 100, ttl: 9, ...order }
  const outcome = addLink(scene.state, scene.bits, 0, whole)
  if (!outcome.ok) throw new Error(outcome.failure.message)
}

const strengthOf = (scene: ChannelScene) => scene.state.channels[0]!.links[0]?.strength

/** A strength that nobody uses, tick for tick, as the documented formula has it. */
function fadingOf(full: number): number[] {
  const strengths: number[] = []
  for (let left = full; left > 0; strengths.push(left)) {
    left -= Math.max(1, Math.floor(left / 1024))
  }
  return strengths
}

test.each([1, 2, 1024, 1025, 2048, 4096, 65_536])(
  'a link of strength %d that is not used fades by a 1024th a tick, at least 1, and ends',
  (strength) => {
    const scene = linkedRow({ strength })
    for (const left of fadingOf(strength)) {
      scene.step()
      expect(strengthOf(scene) ?? 0).toBe(left)
    }
    expect(scene.state.channels[0]!.links).toEqual([])
    expect(scene.eventsOf('link_ended')).toEqual([
      { type: 'link_ended', channel: 'c0', cell: 0, to: 'bit 2/1', reason: 'faded' },
    ])
  },
)

test('a link sends while its field is at least the threshold, and use makes it whole', () => {
  const scene = linkedRow({ strength: 50 })
  scene.bits.setField('signal', 0, 99)
  expect(scene.run(10)).toEqual([])
  expect(strengthOf(scene)).toBe(40)
  scene.bits.setField('signal', 0, 100)
  scene.step()
  expect(strengthOf(scene)).toBe(50)
  scene.bits.setField('signal', 0, 99)
  expect(scene.run(2)).toEqual([{ field: 'heat', cell: 2, value: 100 }])
  expect(strengthOf(scene)).toBe(48)
})

test.each([
  [1000, 4096, 1000],
  [1000, 2048, 500],
  [1001, -2048, -500],
  [4095, 1, 0],
  [131_071, -4096, -131_071],
])('a field of %d under a weight of %d sends %d', (value, weight, payload) => {
  const scene = linkedRow({ weight })
  scene.bits.setField('signal', 0, value)
  scene.step()
  expect(scene.step()).toEqual([{ field: 'heat', cell: 2, value: payload }])
})

test('messages of a link have its kind and time', () => {
  const scene = linkedRow({ kind: 7, ttl: 1 })
  scene.bits.setField('signal', 0, 100)
  scene.run(3)
  expect(scene.state.channels[0]!.counts).toMatchObject({ sent: 3, lost: { expired: 3 } })
  const other = linkedRow({ kind: 7 })
  other.bits.setField('signal', 0, 100)
  other.run(2)
  expect(other.eventsOf('delivered')).toMatchObject([{ kind: 7 }])
})

describe('a link is not used', () => {
  test('while the zone of its bit holds', () => {
    const scene = linkedRow()
    scene.bits.setField('signal', 0, 100)
    scene.bits.holding.add(0)
    scene.run(5)
    expect(strengthOf(scene)).toBe(4096 - 4 - 3 - 3 - 3 - 3)
    expect(scene.state.channels[0]!.counts.sent).toBe(0)
  })

  test('where its message finds no room', () => {
    const scene = new ChannelScene(3, rowOf(3), [{ capacity: 1 }])
    scene.announce(scene.bits.identityOf(2), 2)
    scene.run(3)
    addTo(scene, { strength: 20 })
    scene.bits.setField('signal', 0, 100)
    scene.bits.holding.add(1)
    // The first goes to 1 and stays there, the second waits at 0.
    scene.run(2)
    expect(strengthOf(scene)).toBe(20)
    scene.run(3)
    expect(strengthOf(scene)).toBe(17)
    expect(scene.state.channels[0]!.counts).toMatchObject({ sent: 5, lost: { full: 3 } })
  })

  test('once the bit at its end is gone, as no route leads there', () => {
    const scene = linkedRow({ strength: 3 })
    scene.bits.setField('signal', 0, 100)
    scene.bits.respawn(2)
    scene.run(3)
    expect(scene.state.channels[0]!.links).toEqual([])
    expect(scene.state.channels[0]!.counts.sent).toBe(0)
    // Nothing is for its name any more, so that is forgotten too.
    expect(scene.state.channels[0]!.names.filter((name) => name !== undefined)).toEqual([])
  })
})

test('a link ends when the bit it sends from has left, another on its site or not', () => {
  for (const change of [{ channel: undefined }, { generation: 2 }, { isActive: false }]) {
    const scene = linkedRow()
    scene.bits.setField('signal', 0, 100)
    scene.bits.change(0, change)
    scene.run(1)
    expect(scene.eventsOf('link_ended')).toMatchObject([{ reason: 'gone' }])
    expect(scene.state.channels[0]!.counts.sent).toBe(0)
  }
})

test('a link of the same ends and kind replaces the one before', () => {
  const scene = linkedRow({ weight: 1 })
  addTo(scene, { weight: 2 })
  addTo(scene, { weight: 3, kind: 1 })
  expect(scene.state.channels[0]!.links.map(({ weight }) => weight)).toEqual([2, 3])
})

test('a link whose message is as large as can be sends no more than an i32 holds', () => {
  fc.assert(
    fc.property(fc.constantFrom(-(2 ** 31), 2 ** 31 - 1), (value) => {
      const scene = linkedRow({ weight: -4096, threshold: -(2 ** 31) })
      scene.bits.setField('signal', 0, value)
      scene.step()
      expect(scene.step()[0]?.value).toBe(value < 0 ? 2 ** 31 - 1 : -(2 ** 31) + 1)
    }),
  )
})
