import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../../lattice/size.ts'
import { BOX, TORUS } from '../../lattice/topology.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { digestByDefinition, digestEndlessByDefinition } from '../../testing/digest-oracle.ts'
import { ruleOf } from '../../testing/programs.ts'
import { tries } from '../../testing/tries.ts'
import { createCpuKernel } from '../cpu/cpu-kernel.ts'
import { planesOf } from '../program-planes.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { createSparseKernel } from '../sparse/sparse-kernel.ts'
import type { UnboundedKernel } from '../unbounded-kernel.ts'
import { createWasmKernel } from '../wasm/wasm-kernel.ts'
import { MAX_COLUMNS } from './byte-columns.ts'
import { StateDigester } from './state-digester.ts'

function drawCells(count: number, states: number): Uint8Array {
  const random = createSplitMix64(5n)
  return new Uint8Array(count).map(() => {
    random.next()
    return random.low % states
  })
}

test.each([
  ['B3/S23', { x: 300, y: 128, z: 1 }],
  ['B3/S23', { x: 640, y: 65, z: 1 }],
  ['345/2/7', { x: 150, y: 130, z: 1 }],
  ['345/2/3', { x: 150, y: 700, z: 1 }],
  ['345/2/4', { x: 150, y: 700, z: 1 }],
  ['4-5/5/2/M', { x: 128, y: 64, z: 3 }],
  ['4-5/5/4/M', { x: 128, y: 64, z: 3 }],
  ['4-5/5/5/M', { x: 70, y: 30, z: 5 }],
] as const)('packed cells of %s are digested where they lie', async (notation, size) => {
  const { rule } = parseRule(notation)
  const kernel = createWasmKernel({ size, topology: TORUS, rule, seed: 0n })
  const cells = drawCells(countCells(size), rule.states)
  kernel.write(cells, 0)
  await kernel.advance(1)
  kernel.read(cells)
  expect(kernel.digest?.()).toBe(digestByDefinition(size, cells))
  kernel.dispose()
})

const anyPacked = fc.record({
  notation: fc.constantFrom(
    'B3/S23',
    '345/2/3',
    '345/2/4',
    '345/2/7',
    '4-5/5/2/M',
    '4-5/5/4/M',
    '4-5/5/5/M',
    'R3,C0,M1,S14..22,B15..17,NM',
  ),
  topology: fc.constantFrom(TORUS, BOX),
  x: fc.oneof(fc.integer({ min: 3, max: 300 }), fc.constantFrom(16, 128, 256)),
  y: fc.oneof(fc.integer({ min: 1, max: 1300 }), fc.constantFrom(8, 64, 128, 1024)),
  z: fc.constantFrom(1, 2, 3, 8),
  ticks: fc.nat(2),
})

test('packed cells have the digest that they have as bytes, whatever the world', () =>
  fc.assert(
    fc.asyncProperty(anyPacked, async ({ notation, topology, x, y, z, ticks }) => {
      const { rule } = parseRule(notation)
      const size = notation.endsWith('M') && z * x * y < 400_000 ? { x, y, z } : { x, y, z: 1 }
      const setup = { size, topology, rule, seed: 0n }
      const [packed, bytes] = [createWasmKernel(setup), createCpuKernel(setup)]
      const cells = drawCells(countCells(size), rule.states)
      packed.write(cells, 0)
      await packed.advance(ticks)
      packed.read(cells)
      await bytes.write(cells, 0)
      const digester = new StateDigester(rule.states, planesOf(rule.program))
      const digest = await digester.digest(bytes, size)
      expect(await digester.digest(packed, size)).toBe(digest)
      packed.dispose()
      bytes.dispose()
    }),
    { numRuns: tries(20) },
  ))

test('rows wider than what is folded at a time are digested all the same', async () => {
  const size = { x: MAX_COLUMNS + 77, y: 3, z: 1 }
  const { rule } = parseRule('B3/S23')
  const kernel = createCpuKernel({ size, topology: TORUS, rule, seed: 0n })
  const cells = drawCells(countCells(size), 2)
  await kernel.write(cells, 0)
  const digest = await new StateDigester(rule.states, planesOf(rule.program)).digest(kernel, size)
  expect(digest).toBe(digestByDefinition(size, cells))
})

test('each plane beside the state counts, and not as the state does', async () => {
  const builder = createProgramBuilder({
    dimensions: 1,
    states: 2,
    components: ['age'],
    channels: ['heat'],
  })
  const rule = ruleOf(builder.finish([builder.own(), builder.field(0)]))
  const size = { x: 9, y: 4, z: 1 }
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed: 0n })
  const cells = drawCells(36, 2)
  const age = Int32Array.from(cells, (state, i) => state * i * -77_777)
  const heat = Int32Array.from(cells, (state, i) => state + i)
  await kernel.write(cells, 0)
  await kernel.writePlane({ kind: 'component', name: 'age' }, age)
  await kernel.writePlane({ kind: 'channel', name: 'heat' }, heat)
  const digester = new StateDigester(rule.states, planesOf(rule.program))
  expect(await digester.digest(kernel, size)).toBe(digestByDefinition(size, cells, [age, heat]))
  expect(digestByDefinition(size, cells, [heat, age])).not.toBe(
    digestByDefinition(size, cells, [age, heat]),
  )
})

/** A kernel that keeps no digest, so that it is read. */
function withoutOwnDigest(kernel: UnboundedKernel, onRead?: (box: WorldBox) => void) {
  return new Proxy(kernel, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name === 'digest') return undefined
      if (typeof value !== 'function') return value
      return (...operands: unknown[]) => {
        if (name === 'read') onRead?.(operands[0] as WorldBox)
        return Reflect.apply(value, target, operands)
      }
    },
  })
}

const anyEndless = fc.record({
  world: fc.constantFrom<readonly [string, Size]>(
    ['B3/S23', { x: 0, y: 0, z: 1 }],
    ['B03/S23', { x: 0, y: 0, z: 1 }],
    ['B3/S23', { x: 0, y: 9, z: 1 }],
    ['4-5/5/2/M', { x: 0, y: 0, z: 0 }],
  ),
  x: fc.integer({ min: -300, max: 300 }),
  y: fc.integer({ min: -300, max: 300 }),
  z: fc.integer({ min: -5, max: 5 }),
  ticks: fc.nat(3),
})

test('worlds without an end are digested as the definition says, whatever their background', () =>
  fc.assert(
    fc.asyncProperty(anyEndless, async ({ world: [notation, size], x, y, z, ticks }) => {
      const { rule } = parseRule(notation)
      const kernel = createSparseKernel({ size, topology: TORUS, rule, seed: 0n })
      const boxSize = { x: 20, y: size.y || 70, z: size.z === 0 ? 3 : 1 }
      const box = { x, y: size.y === 0 ? y : 0, z: size.z === 0 ? z : 0, size: boxSize }
      kernel.write(box, drawCells(countCells(boxSize), rule.states))
      await kernel.advance(ticks)
      const bounds = kernel.bounds()!
      const cells = new Uint8Array(countCells(bounds.size))
      kernel.read(bounds, cells)
      const digester = new StateDigester(rule.states, planesOf(rule.program))
      const digest = digestEndlessByDefinition(size, kernel.background, bounds, cells)
      expect(digester.digestEndless(kernel, size)).toBe(digest)
      expect(digester.digestEndless(withoutOwnDigest(kernel), size)).toBe(digest)
      kernel.dispose()
    }),
    { numRuns: tries(15) },
  ))

test.each([
  ['beside', { x: 5000, y: 7, z: 0 }],
  ['a few blocks below', { x: 3, y: 1000, z: 0 }],
  ['far below', { x: 3, y: 30_000, z: 0 }],
  ['far away', { x: -3000, y: -9000, z: 0 }],
])('what is filled %s is digested with the rest, and nothing between', (_, at) => {
  const { rule } = parseRule('B3/S23')
  const endless = { x: 0, y: 0, z: 1 }
  const kernel = createSparseKernel({ size: endless, topology: TORUS, rule, seed: 0n })
  const size = { x: 40, y: 70, z: 1 }
  const cells = drawCells(countCells(size), 2)
  const places = [{ x: 0, y: 0, z: 0 }, at]
  for (const place of places) kernel.write({ ...place, size }, cells)
  const read: number[] = []
  const watched = withoutOwnDigest(kernel, (box) => read.push(countCells(box.size)))
  const bounds = kernel.bounds()!
  const all = new Uint8Array(countCells(bounds.size))
  kernel.read(bounds, all)
  const digest = new StateDigester(rule.states, planesOf(rule.program)).digestEndless(
    watched,
    endless,
  )
  expect(digest).toBe(digestEndlessByDefinition(endless, 0, bounds, all))
  expect(read.reduce((sum, count) => sum + count)).toBeLessThan(8 * countCells(size))
  kernel.dispose()
})

test('a flat state has one digest in a box and without an end', () => {
  const { rule } = parseRule('B3/S23')
  const size = { x: 30, y: 20, z: 1 }
  const cells = drawCells(600, 2)
  const endless = { x: 0, y: 0, z: 1 }
  const kernel = createSparseKernel({ size: endless, topology: TORUS, rule, seed: 0n })
  kernel.write({ x: 0, y: 0, z: 0, size }, cells)
  const digest = new StateDigester(rule.states, planesOf(rule.program)).digestEndless(
    kernel,
    endless,
  )
  expect(digest).toBe(digestByDefinition(size, cells))
  kernel.dispose()
})
