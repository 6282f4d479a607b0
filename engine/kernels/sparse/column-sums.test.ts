import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { digestEndlessByDefinition } from '../../testing/digest-oracle.ts'
import { tries } from '../../testing/tries.ts'
import { createAdaptiveKernel } from '../adaptive-kernel.ts'
import { createHashLifeKernel } from '../hashlife/hashlife-kernel.ts'
import type { UnboundedKernel } from '../unbounded-kernel.ts'
import { createSparseKernel } from './sparse-kernel.ts'

function writeSoup(kernel: UnboundedKernel, at: readonly [x: number, y: number, z: number]): void {
  const size = { x: 20, y: 9, z: 1 }
  const random = createSplitMix64(7n)
  const cells = new Uint8Array(countCells(size)).map(() => {
    random.next()
    return random.low & 1
  })
  kernel.write({ x: at[0], y: at[1], z: at[2], size }, cells)
}

function digestAnew(kernel: UnboundedKernel, size: Size): bigint {
  const box = kernel.bounds() ?? { x: 0, y: 0, z: 0, size: { x: 0, y: 0, z: 0 } }
  const cells = new Uint8Array(countCells(box.size))
  kernel.read(box, cells)
  return digestEndlessByDefinition(size, kernel.background, box, cells)
}

const anyStory = fc.record({
  world: fc.constantFrom<readonly [string, Size]>(
    ['B3/S23', { x: 0, y: 0, z: 1 }],
    ['B03/S23', { x: 0, y: 0, z: 1 }],
    ['B3/S23', { x: 0, y: 9, z: 1 }],
    ['B3/S23', { x: 77, y: 0, z: 1 }],
    ['4-5/5/2/M', { x: 0, y: 0, z: 0 }],
    ['4-5/5/5/M', { x: 0, y: 0, z: 0 }],
    ['345/2/4', { x: 0, y: 0, z: 1 }],
    ['345/2/4', { x: 77, y: 0, z: 1 }],
    ['R2,C0,M1,S2..4,B3..4,NM', { x: 0, y: 0, z: 1 }],
    ['B3/S23~birth=0.9', { x: 0, y: 0, z: 1 }],
    ['23/03/3', { x: 0, y: 0, z: 1 }],
  ),
  acts: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant({ kind: 'tick', ticks: 1 } as const) },
      fc.record({ kind: fc.constant('tick' as const), ticks: fc.integer({ min: 2, max: 20 }) }),
      fc.record({
        kind: fc.constant('write' as const),
        x: fc.integer({ min: 0, max: 50 }),
        y: fc.integer({ min: -90, max: 90 }),
        z: fc.integer({ min: -9, max: 9 }),
      }),
      fc.constant({ kind: 'clear' } as const),
    ),
    { minLength: 1, maxLength: 30 },
  ),
})

test('a digest that is kept up to date is that of the state, whatever happened since the last', () =>
  fc.assert(
    fc.asyncProperty(anyStory, async ({ world: [notation, size], acts }) => {
      const { rule } = parseRule(notation)
      const kernel = createSparseKernel({ size, topology: TORUS, rule, seed: 0n })
      writeSoup(kernel, [3, 0, 0])
      for (const act of acts) {
        if (act.kind === 'tick') await kernel.advance(act.ticks)
        else if (act.kind === 'clear') kernel.clear(kernel.tick + 1)
        else writeSoup(kernel, [act.x, size.y === 0 ? act.y : 0, size.z === 0 ? act.z : 0])
        expect(kernel.digest!()).toBe(digestAnew(kernel, size))
        expect(kernel.digest!()).toBe(digestAnew(kernel, size))
      }
      kernel.dispose()
    }),
    { numRuns: tries(20) },
  ))

test('who keeps digests stays in charge while it is asked for them', async () => {
  const setup = {
    size: { x: 0, y: 0, z: 1 },
    topology: TORUS,
    rule: parseRule('B3/S23').rule,
    seed: 0n,
  }
  let clockMs = 0
  let isOtherMade = false
  const kernel = createAdaptiveKernel(
    createSparseKernel(setup),
    () => {
      isOtherMade = true
      return createHashLifeKernel(setup)
    },
    () => {
      clockMs += 5
      return clockMs
    },
  )
  writeSoup(kernel, [0, 0, 0])
  for (let tick = 0; tick < 100; tick++) {
    kernel.digest!()
    await kernel.advance(1)
  }
  expect(isOtherMade).toBe(false)
  await kernel.advance(100)
  kernel.clear(0)
  writeSoup(kernel, [0, 0, 0])
  for (let tick = 0; tick < 100; tick++) await kernel.advance(1)
  expect(isOtherMade).toBe(true)
  kernel.dispose()
})
