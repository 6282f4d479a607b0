import { expect, test } from 'vitest'
import { BOX } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createAdaptiveKernel } from './adaptive-kernel.ts'
import { createHashLifeKernel } from './hashlife/hashlife-kernel.ts'
import { createSparseKernel } from './sparse/sparse-kernel.ts'
import type { UnboundedKernel, UnboundedSetup } from './unbounded-kernel.ts'

const { rule: LIFE } = parseRule('B3/S23')
const SETUP: UnboundedSetup = { size: { x: 0, y: 0, z: 1 }, topology: BOX, rule: LIFE, seed: 0n }

/** A clock that goes on by so much at each look, so that what is measured is decided by looks. */
function createClock(stepMs: number): () => number {
  let atMs = 0
  return () => {
    atMs += stepMs
    return atMs
  }
}

const createAdaptive = (now: () => number, first = createSparseKernel(SETUP)) =>
  createAdaptiveKernel(first, () => createHashLifeKernel(SETUP), now)

function drawSoup(kernel: UnboundedKernel, side: number): void {
  const random = createSplitMix64(7n)
  const cells = new Uint8Array(side * side).map(() => {
    random.next()
    return random.high % 3 === 0 ? 1 : 0
  })
  kernel.write({ x: -5, y: 9, z: 0, size: { x: side, y: side, z: 1 } }, cells)
}

function drawGlider(kernel: UnboundedKernel): void {
  const cells = Uint8Array.of(0, 1, 0, 0, 0, 1, 1, 1, 1)
  kernel.write({ x: 0, y: 0, z: 0, size: { x: 3, y: 3, z: 1 } }, cells)
}

function readAll(kernel: UnboundedKernel) {
  const box = kernel.bounds()!
  const cells = new Uint8Array(box.size.x * box.size.y)
  kernel.read(box, cells)
  return { box, cells }
}

test('one long call goes over to HashLife by itself', async () => {
  const kernel = createAdaptive(() => performance.now())
  drawGlider(kernel)
  await kernel.advance(2 ** 40)
  expect(kernel.backend).toBe('hashlife')
  expect(kernel.bounds()).toMatchObject({ x: 2 ** 38, y: 2 ** 38, size: { x: 3, y: 3 } })
})

test('so do many calls that are over soon, whatever the clock says of each', async () => {
  const now = createClock(2)
  const kernel = createAdaptive(now)
  drawGlider(kernel)
  for (let calls = 0; kernel.backend !== 'hashlife'; calls++) {
    expect(calls).toBeLessThan(20)
    const startedAtMs = now()
    await kernel.advance(2 ** 40 - kernel.tick, () => now() - startedAtMs >= 12)
  }
})

test.each([0.5, 3, 20])('trials every %d ms leave no trace in the cells', async (stepMs) => {
  const kernel = createAdaptive(createClock(stepMs))
  const alone = createSparseKernel(SETUP)
  drawSoup(kernel, 50)
  drawSoup(alone, 50)
  for (const ticks of [1, 300, 7, 800]) {
    await kernel.advance(ticks)
    await alone.advance(ticks)
    expect(kernel.tick).toBe(alone.tick)
    expect(readAll(kernel)).toEqual(readAll(alone))
  }
})

test('what is told to be over comes back, and what goes on gets there', async () => {
  const kernel = createAdaptive(() => performance.now())
  const alone = createHashLifeKernel(SETUP)
  drawSoup(kernel, 80)
  drawSoup(alone, 80)
  alone.advance(2000)
  while (kernel.tick < 2000) await kernel.advance(2000 - kernel.tick, () => true)
  expect(readAll(kernel)).toEqual(readAll(alone))
})

test('where chunks have no memory left, HashLife goes on', async () => {
  const small = createSparseKernel({ ...SETUP, maxBytes: 2 ** 21 })
  const kernel = createAdaptive(createClock(0), small)
  for (let i = 0; i < 40; i++) {
    const size = { x: 3, y: 3, z: 1 }
    for (const [dx, cells] of [
      [0, Uint8Array.of(0, 1, 0, 0, 0, 1, 1, 1, 1)],
      [-9, Uint8Array.of(0, 1, 0, 1, 0, 0, 1, 1, 1)],
    ] as const) {
      kernel.write({ x: 50 * i + dx, y: -50 * i, z: 0, size }, cells)
    }
  }
  await kernel.advance(100)
  expect(kernel.tick).toBe(100)
})

test('where chunks have come to their last sites, HashLife goes on', async () => {
  const kernel = createAdaptive(createClock(0))
  const cells = Uint8Array.of(0, 1, 0, 0, 0, 1, 1, 1, 1)
  const x = 2 ** 31 - 40
  kernel.write({ x, y: 0, z: 0, size: { x: 3, y: 3, z: 1 } }, cells)
  await kernel.advance(4000)
  expect(kernel.backend).toBe('hashlife')
  expect(kernel.tick).toBe(4000)
  expect(readAll(kernel)).toEqual({
    box: { x: x + 1000, y: 1000, z: 0, size: { x: 3, y: 3, z: 1 } },
    cells,
  })
})
