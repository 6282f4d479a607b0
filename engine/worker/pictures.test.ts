import { describe, expect, test } from 'vitest'
import {
  BRICK_CHANGED,
  type FrameShades,
  placeOfAge,
  type ShadeWish,
} from '../protocol/picture-api.ts'
import type { Frame, RunSource, StateHashes } from '../protocol/simulation-api.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { FIRE } from '../testing/living-scenarios.ts'
import { unwrap } from '../testing/unwrap.ts'

type Remote = ReturnType<typeof connectInProcess>

const FIRE_RUN: RunSource = { kind: 'scenario', text: FIRE, files: {} }
/** A blinker and a block, far from each other. */
const BLINKER = JSON.stringify({
  version: 1,
  name: 'Blinker and block',
  world: { size: [32, 16], topology: 'torus' },
  rule: 'B3/S23',
  initial: [
    {
      cells: [
        [4, 4],
        [5, 4],
        [6, 4],
      ],
      state: 1,
    },
    {
      cells: [
        [24, 8],
        [25, 8],
        [24, 9],
        [25, 9],
      ],
      state: 1,
    },
  ],
  seed: 1,
})
const BLINKER_RUN: RunSource = { kind: 'scenario', text: BLINKER, files: {} }

async function open(source: RunSource, shades?: ShadeWish, wantsDensity = false): Promise<Remote> {
  const simulation = connectInProcess()
  unwrap(await simulation.load(source))
  unwrap(await simulation.wishPictures({ shades, wantsDensity }))
  return simulation
}

async function take(simulation: Remote): Promise<Frame> {
  const frame = await simulation.takeFrame(-1)
  expect(frame).toBeDefined()
  return frame!
}

const placesOf = ({ extras }: Frame) => new Uint8Array(extras!.shades!.places)
const shadesOf = ({ extras }: Frame): FrameShades => extras!.shades!

test('a world is colored by the age of its cells: what blinks is new, what stands grows old', async () => {
  const simulation = await open(BLINKER_RUN, { kind: 'age' })
  await take(simulation)
  for (let tick = 0; tick < 6; tick++) {
    unwrap(await simulation.step(1))
    await take(simulation)
  }
  const frame = await take(simulation)
  const places = placesOf(frame)
  const at = (x: number, y: number) => places[x + 32 * y]
  expect(shadesOf(frame)).toMatchObject({
    kind: 'age',
    range: { low: 0, high: 255 },
    everyTicks: 1,
  })
  expect(at(24, 8)).toBe(placeOfAge(6))
  expect(at(5, 4)).toBe(placeOfAge(6))
  expect(at(4, 4)).toBe(0)
})

test('activity tells what has changed lately from what has not', async () => {
  const simulation = await open(BLINKER_RUN, { kind: 'activity' })
  await take(simulation)
  for (let tick = 0; tick < 10; tick++) {
    unwrap(await simulation.step(1))
    await take(simulation)
  }
  const places = placesOf(await take(simulation))
  expect(places[4 + 32 * 4]).toBeGreaterThan(150)
  expect(places[24 + 32 * 8]).toBe(0)
})

test('ticks between two pictures are looked at as far as the time allows', async () => {
  const simulation = await open(BLINKER_RUN, { kind: 'age' })
  await take(simulation)
  unwrap(await simulation.step(40))
  const frame = await take(simulation)
  const { everyTicks } = shadesOf(frame)
  // An even number of ticks without a look would make what blinks look old, which is then said.
  expect(everyTicks).toBeGreaterThanOrEqual(1)
  expect(placesOf(frame)[4 + 32 * 4]).toBeLessThanOrEqual(placeOfAge(everyTicks + 1))
  // Between two looks at the present tick nothing grows older or younger.
  expect(placesOf(frame)[24 + 32 * 8]).toBe(placeOfAge(40))
  expect(placesOf(await take(simulation))[24 + 32 * 8]).toBe(placeOfAge(40))
  unwrap(await simulation.play({ ticksPerSecond: undefined }))
  for (let played = 0; played < 20; played++) await take(simulation)
  unwrap(await simulation.pause())
  const last = await take(simulation)
  expect(placesOf(last)[24 + 32 * 8]).toBe(placeOfAge(last.tick))
})

describe('a living world', () => {
  test('is colored by its zones and rules, by number', async () => {
    const zones = shadesOf(await take(await open(FIRE_RUN, { kind: 'zone' })))
    expect(zones.range).toEqual({ low: 0, high: 2 })
    expect(new Set(new Uint8Array(zones.places))).toEqual(new Set([0, 1, 2]))
    const rules = await take(await open(FIRE_RUN, { kind: 'rule' }))
    expect(rules.extras?.shades?.range).toEqual({ low: 0, high: 1 })
  })

  test('is colored by a channel within the range of its values, or one that was fixed', async () => {
    const simulation = await open(FIRE_RUN, { kind: 'plane', name: 'heat', range: undefined })
    unwrap(await simulation.step(5))
    const free = await take(simulation)
    expect(shadesOf(free)).toMatchObject({ kind: 'plane', name: 'heat' })
    expect(Math.max(...placesOf(free))).toBeGreaterThan(60)
    const range = { low: 0, high: 1e6 }
    unwrap(
      await simulation.wishPictures({
        shades: { kind: 'plane', name: 'heat', range },
        wantsDensity: false,
      }),
    )
    const fixed = await take(simulation)
    expect(shadesOf(fixed).range).toEqual(range)
    expect(Math.max(...placesOf(fixed))).toBe(0)
  })
})

test('what a world does not have leaves its pictures without colors, and no picture fails', async () => {
  for (const shades of [
    { kind: 'zone' },
    { kind: 'rule' },
    { kind: 'plane', name: 'no such field', range: undefined },
  ] as const) {
    expect((await take(await open(BLINKER_RUN, shades))).extras?.shades).toBeUndefined()
  }
})

test('pictures name the bricks that have changed since the picture before', async () => {
  const simulation = await open(BLINKER_RUN)
  const first = await take(simulation)
  unwrap(await simulation.step(1))
  const { extras } = await take(simulation)
  expect(extras?.bricks.since).toBe(first.version)
  const changed = [...extras!.bricks.marks].map((mark) => (mark & BRICK_CHANGED) !== 0)
  expect(changed).toEqual([true, false, false, false, false, false, false, false])
})

test('whatever comes with pictures, the run comes to the same states', async () => {
  const hashes: StateHashes[] = []
  for (const shades of [
    undefined,
    { kind: 'age' },
    { kind: 'plane', name: 'heat', range: undefined },
  ] as const) {
    const simulation = await open(FIRE_RUN, shades, shades !== undefined)
    for (let tick = 0; tick < 7; tick++) {
      unwrap(await simulation.step(1))
      if (shades !== undefined) await take(simulation)
    }
    hashes.push(unwrap(await simulation.hash()))
  }
  expect(hashes[1]).toEqual(hashes[0])
  expect(hashes[2]).toEqual(hashes[0])
})
