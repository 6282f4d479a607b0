/** The promises every kernel keeps. The test file of each kernel calls this once. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StateDigester } from '../kernels/digest/state-digester.ts'
import { CellsError, PlaneError } from '../kernels/errors.ts'
import type { CreateKernel, Kernel } from '../kernels/kernel.ts'
import { planesOf } from '../kernels/program-planes.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { ProgramError } from '../rules/errors.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import { assertSame } from './case.ts'
import { digestByDefinition } from './digest-oracle.ts'
import { agreesWithReference } from './kernel-cases.ts'
import { runFrom, runWorld } from './run-world.ts'
import { anyLargeWorld, anyWorld, shiftCells } from './worlds.ts'

/**
 * @param numRuns how many random worlds each property is tried on.
 * @param seed where it is given, the properties are all tried on the same worlds.
 */
export function describeKernelConformance(
  name: string,
  createKernel: CreateKernel,
  numRuns = 60,
  seed?: number,
): void {
  const seeded = seed === undefined ? {} : { seed }
  describe(`${name} kernel`, () => {
    test('agrees with the reference kernel, cell for cell', () =>
      fc.assert(agreesWithReference(createKernel), { numRuns, ...seeded }))

    test('agrees with it in worlds beyond its words, tiles and slabs too', () =>
      fc.assert(agreesWithReference(createKernel, anyLargeWorld), {
        numRuns: Math.ceil(numRuns / 15),
        ...seeded,
      }))

    test('has no preferred place: shifting a torus shifts its future', () =>
      fc.assert(
        fc.asyncProperty(anyWorld, fc.nat(20), fc.nat(20), fc.nat(20), async (any, x, y, z) => {
          const world = { ...any, setup: { ...any.setup, topology: TORUS } }
          const { size, rule } = world.setup
          const isBipartite = neighborhoodsOf(rule.program).some(
            (spec) => spec.kind === 'named' && spec.name === 'tetrahedral-3d',
          )
          // A bipartite lattice has two kinds of places.
          fc.pre(!isBipartite)
          const by = { x, y, z }
          const kernel = await createKernel(world.setup)
          const future = await runFrom(kernel, world.cells, [world.ticks])
          const shifted = shiftCells(size, world.cells, by)
          const futureOfShifted = await runFrom(kernel, shifted, [world.ticks])
          kernel.dispose()
          assertSame(futureOfShifted, shiftCells(size, future, by))
        }),
        { numRuns, ...seeded },
      ))

    test('gives back what was written, and advancing by no tick changes nothing', () =>
      fc.assert(
        fc.asyncProperty(anyWorld, async (world) => {
          assertSame(await runWorld(createKernel, { ...world, ticks: 0 }), world.cells)
        }),
        { numRuns, ...seeded },
      ))

    test('several ticks at once are the same as one by one', () =>
      fc.assert(
        fc.asyncProperty(anyWorld, async (world) => {
          const kernel = await createKernel(world.setup)
          const atOnce = await runFrom(kernel, world.cells, [world.ticks])
          const ones = Array.from({ length: world.ticks }, () => 1)
          const oneByOne = await runFrom(kernel, world.cells, ones)
          kernel.dispose()
          assertSame(oneByOne, atOnce)
        }),
        { numRuns, ...seeded },
      ))

    test('starts with all cells 0, and forgets what it ran before when written to', () =>
      fc.assert(
        fc.asyncProperty(anyWorld, async (world) => {
          const kernel = await createKernel(world.setup)
          const cells = new Uint8Array(world.cells.length).fill(9)
          await kernel.read(cells)
          expect(cells.every((state) => state === 0)).toBe(true)
          await kernel.advance(1)
          await kernel.write(world.cells, 7)
          await kernel.advance(world.ticks)
          await kernel.read(cells)
          kernel.dispose()
          assertSame(cells, await runWorld(createReferenceKernel, world))
        }),
        { numRuns, ...seeded },
      ))

    test('refuses cells that are too many or of a state the rule lacks', async () => {
      const [world] = fc.sample(
        anyWorld.filter(({ setup }) => setup.rule.states < 256),
        1,
      )
      const kernel = await createKernel(world!.setup)
      const tooMany = new Uint8Array(world!.cells.length + 1)
      const tooHigh = new Uint8Array(world!.cells.length).fill(world!.setup.rule.states)
      await expect(async () => kernel.write(tooMany, 0)).rejects.toThrow(CellsError)
      await expect(async () => kernel.write(tooHigh, 0)).rejects.toThrow(CellsError)
      kernel.dispose()
    })

    test('is written and read in parts as well as at once', () =>
      fc.assert(
        fc.asyncProperty(anyWorld, fc.nat(), fc.nat(), async (world, a, b) => {
          const { cells } = world
          const [first, second] = [a % cells.length, b % cells.length].sort((p, q) => p - q)
          const kernel = await createKernel(world.setup)
          await kernel.write(cells.subarray(second), 0, second!)
          await kernel.write(cells.subarray(0, first), 0)
          await kernel.write(cells.subarray(first, second), 0, first!)
          await kernel.advance(world.ticks)
          const after = new Uint8Array(cells.length)
          await kernel.read(after.subarray(first))
          // What the first part held is now that of the cells from 0 on.
          const expected = await runWorld(createReferenceKernel, world)
          assertSame(after.subarray(first), expected.subarray(0, cells.length - first!))
          await kernel.read(after.subarray(first, second), first!)
          await kernel.read(after.subarray(second), second!)
          await kernel.read(after.subarray(0, first))
          kernel.dispose()
          assertSame(after, expected)
        }),
        { numRuns, ...seeded },
      ))

    test('digests its state as the definition does, and is not changed by it', () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(anyWorld, anyLargeWorld), async (world) => {
          const { size, rule } = world.setup
          const kernel = await createKernel(world.setup)
          const digester = new StateDigester(rule.states, planesOf(rule.program))
          await kernel.write(world.cells, 0)
          expect(await digester.digest(kernel, size)).toBe(digestByDefinition(size, world.cells))
          await kernel.advance(world.ticks)
          const digest = await digester.digest(kernel, size)
          const after = new Uint8Array(world.cells.length)
          await kernel.read(after)
          kernel.dispose()
          expect(digest).toBe(digestByDefinition(size, after))
          assertSame(after, await runWorld(createReferenceKernel, world))
        }),
        { numRuns: Math.ceil(numRuns / 5), ...seeded },
      ))

    test('counts what is in each state and what has changed as one counts cell by cell', () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(anyWorld, anyLargeWorld), fc.nat(), async (world, any) => {
          const { cells, ticks, setup } = world
          const kernel = await createKernel(setup)
          const before = new Uint8Array(cells.length)
          const after = new Uint8Array(cells.length)
          await kernel.write(cells, 0)
          expect(kernel.countChanged?.()).toBeUndefined()
          expectCounts(kernel, cells)
          await kernel.advance(ticks)
          await kernel.read(before)
          await kernel.advance(1)
          const changed = kernel.countChanged?.()
          await kernel.advance(0)
          expect(kernel.countChanged?.()).toBe(changed)
          await kernel.read(after)
          expectCounts(kernel, after)
          if (changed !== undefined) {
            expect(changed).toBe(after.filter((state, cell) => state !== before[cell]).length)
          }
          const first = any % cells.length
          await kernel.write(after.subarray(first), ticks + 1, first)
          expect(kernel.countChanged?.()).toBe(changed)
          await kernel.write(before, ticks + 1)
          expect(kernel.countChanged?.()).toBe(changed && 0)
          await kernel.write(after, ticks + 7)
          expect(kernel.countChanged?.()).toBeUndefined()
          kernel.dispose()
          assertSame(after, await runWorld(createReferenceKernel, { ...world, ticks: ticks + 1 }))
        }),
        { numRuns: Math.ceil(numRuns / 5), ...seeded },
      ))

    test('refuses a program that is at fault', async () => {
      const [world] = fc.sample(anyWorld, 1)
      const { rule } = world!.setup
      const program = { ...rule.program, next: [rule.program.nodes.length] }
      const setup = { ...world!.setup, rule: { ...rule, program } }
      await expect(async () => createKernel(setup)).rejects.toThrow(ProgramError)
    })

    test('refuses planes that the program does not have', async () => {
      const [world] = fc.sample(anyWorld, 1)
      const kernel = await createKernel(world!.setup)
      const values = new Int32Array(world!.cells.length)
      const plane = { kind: 'channel', name: 'heat' } as const
      await expect(async () => kernel.writePlane(plane, values)).rejects.toThrow(PlaneError)
      await expect(async () => kernel.readPlane(plane, values)).rejects.toThrow(PlaneError)
      kernel.dispose()
    })
  })
}

/** What a kernel counts, where it does, is what cells that one by one are counted come to. */
function expectCounts(kernel: Kernel, cells: Uint8Array): void {
  const counts = kernel.countStates?.()
  if (counts === undefined) return
  const expected = new Array<number>(256).fill(0)
  for (const state of cells) expected[state]!++
  expect([...counts]).toEqual(expected)
}
