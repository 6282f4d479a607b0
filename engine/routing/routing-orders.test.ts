import { describe, expect, test } from 'vitest'
import { ChannelScene, rowOf } from '../testing/channel-scene.ts'
import { MAX_LINKS, MAX_NAMES } from './ca-channel.ts'
import { encodeRouting } from './encode-routing.ts'
import type { RoutingOutcome } from './routing-failure.ts'
import { addLink, announce, type LinkOrder, type SendOrder, send } from './routing-orders.ts'

/** A row of 20 in channel 0 and one bit, 20, in channel 1, where 0 answers to `home`. */
function sceneOf(): ChannelScene {
  const scene = new ChannelScene(21, rowOf(20), [{}, {}])
  scene.bits.change(20, { channel: 1 })
  scene.announce('home', 0)
  scene.announce(scene.bits.identityOf(1), 1)
  scene.run(1)
  return scene
}

function expectRefusal<T>(
  scene: ChannelScene,
  code: string,
  order: (scene: ChannelScene) => RoutingOutcome<T>,
): void {
  const before = encodeRouting(scene.state)
  expect(order(scene)).toMatchObject({ ok: false, failure: { code } })
  expect(encodeRouting(scene.state)).toEqual(before)
}

const tell = (name: string, cell: number) => (scene: ChannelScene) =>
  announce(scene.state, scene.bits, 0, { name, cell })

const post = (order: Partial<SendOrder>) => (scene: ChannelScene) =>
  send(scene.state, scene.bits, 0, { from: 1, to: 'home', payload: 1, ttl: 9, ...order })

const linkOrder = { from: 0, to: 1, weight: 1, source: 'signal', threshold: 1, ttl: 9 }
const tie = (order: Partial<LinkOrder>) => (scene: ChannelScene) =>
  addLink(scene.state, scene.bits, 0, { ...linkOrder, ...order })

describe('is refused, and changes nothing,', () => {
  test.each([
    ['an empty name', 'invalid_value', tell('', 1)],
    ['a name too long', 'invalid_value', tell('x'.repeat(65), 1)],
    ['a name of another', 'name_taken', tell('home', 1)],
    ['a name for a bit of another channel', 'not_a_member', tell('new', 20)],
    ['a name for no bit', 'not_a_member', tell('new', 21)],
    ['a message from a bit of another channel', 'not_a_member', post({ from: 20 })],
    ['a message to nobody', 'unknown_name', post({ to: 'nobody' })],
    ['a payload with a fraction', 'invalid_value', post({ payload: 0.5 })],
    ['a payload too large', 'invalid_value', post({ payload: 2 ** 31 })],
    ['a kind too large', 'invalid_value', post({ kind: 256 })],
    ['a message without time', 'invalid_value', post({ ttl: 0 })],
    ['a message with too much time', 'invalid_value', post({ ttl: 65_536 })],
    ['a message with no number for its time', 'invalid_value', post({ ttl: Number.NaN })],
    ['a link from no member', 'not_a_member', tie({ from: 20 })],
    ['a link to no member', 'not_a_member', tie({ to: 20 })],
    ['a link to a bit that does not answer to its identity', 'not_bound', tie({ to: 2 })],
    ['a link too heavy', 'invalid_value', tie({ weight: 4097 })],
    ['a link without strength', 'invalid_value', tie({ strength: 0 })],
    ['a link too strong', 'invalid_value', tie({ strength: 65_537 })],
    ['a link without a field', 'invalid_value', tie({ source: '' })],
    ['a link whose threshold is no i32', 'invalid_value', tie({ threshold: -(2 ** 31) - 1 })],
  ])('%s', (_, code, order) => {
    expectRefusal(sceneOf(), code, order as (scene: ChannelScene) => RoutingOutcome<unknown>)
  })

  test('a fifth name of a member', () => {
    const scene = sceneOf()
    for (const name of ['a', 'b', 'c', 'd']) scene.announce(name, 5)
    expectRefusal(scene, 'too_many_names_of_member', tell('e', 5))
  })

  test('a name beside as many as there can be', () => {
    const scene = sceneOf()
    for (let index = 2; index < MAX_NAMES; index++) scene.announce(`n${index}`, 2 + (index >> 2))
    expectRefusal(scene, 'too_many_names', tell('more', 19))
    // A name that is known is no more than before.
    expect(tell('home', 0)(scene).ok).toBe(true)
  })

  test('a link beside as many as there can be', () => {
    const scene = sceneOf()
    for (let index = 0; index < MAX_LINKS; index++) {
      expect(tie({ from: index >> 8, to: 1, kind: index & 255 })(scene).ok).toBe(true)
    }
    expectRefusal(scene, 'too_many_links', tie({ from: 10 }))
    expect(tie({ from: 0 })(scene).ok).toBe(true)
  })
})

test('to announce a name again changes nothing', () => {
  const scene = sceneOf()
  scene.run(3)
  const before = encodeRouting(scene.state)
  expect(tell('home', 0)(scene).ok).toBe(true)
  expect(encodeRouting(scene.state)).toEqual(before)
})
