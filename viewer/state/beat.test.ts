import { expect, test } from 'vitest'
import { playInBeats } from './beat.ts'

/** Plays in beats of which each tick takes so long, by a clock of ours. */
async function play(speed: number | undefined, msPerTick: number, beats: number) {
  let nowMs = 0
  const done: number[] = []
  await playInBeats(
    {
      now: () => nowMs,
      onSpeed: () => {},
      async sleep(ms) {
        nowMs += ms
      },
      async advance(ticks) {
        if (done.length === beats) return false
        done.push(ticks)
        nowMs += ticks * msPerTick
        return true
      },
    },
    speed,
  )
  return { done, nowMs }
}

test('slow runs are compared at every tick, and keep their speed', async () => {
  const { done, nowMs } = await play(10, 1, 30)
  expect(new Set(done)).toEqual(new Set([1]))
  expect(nowMs).toBeCloseTo(3000, 5)
})

test('as fast as possible, beats become as long as can be looked at', async () => {
  const { done } = await play(undefined, 1, 30)
  expect(done[0]).toBe(1)
  expect(done.at(-1)).toBeGreaterThanOrEqual(32)
  expect(done.at(-1)).toBeLessThanOrEqual(128)
  expect((await play(undefined, 500, 10)).done).toEqual(Array.from({ length: 10 }, () => 1))
})
