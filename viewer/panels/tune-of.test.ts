import { expect, test } from 'vitest'
import type { ChannelDynamics } from '../../engine/protocol/analysis-api.ts'
import { tuneOf } from './tune-of.ts'

const WAVE: ChannelDynamics = {
  channel: 'signal',
  kind: 'wave',
  source: [0, 16_384, 8192],
  members: [
    { name: 'speedSquared', raw: 1024, one: 4096, low: 0, high: 2048 },
    { name: 'damping', raw: 64, one: 4096, low: 0, high: 4096 },
    { name: 'source', raw: 8192, one: 16_384, low: -131_071, high: 131_071 },
  ],
}

test('one number moves, and the others stay what they are', () => {
  expect(tuneOf(WAVE, 'damping', 32)).toEqual({
    kind: 'tune',
    channel: 'signal',
    speed: 0.5,
    damping: 32 / 4096,
    source: [0, 1, 0.5],
  })
})

test('every square of a speed comes back as the same fixed-point number', () => {
  for (let raw = 0; raw <= 4096; raw++) {
    const { speed } = tuneOf(WAVE, 'speedSquared', raw) as unknown as { speed: number }
    expect(Math.round(speed * speed * 4096)).toBe(raw)
  }
})
