/** The promises every kernel of lattices keeps. The test file of each calls this once. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CellsError, PlaneError } from '../kernels/errors.ts'
import type { CreateLatticeKernel, LatticeKernel } from '../kernels/lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../kernels/reference/reference-lattice-kernel.ts'
import { assertSame } from './case.ts'
import { runsLatticesAsReference } from './lattice-cases.ts'
import {
  anyLargeLatticeWorld,
  anyLatticeWorld,
  type LatticeWorld,
  runLatticeWorld,
} from './lattices.ts'

/**
 * @param numRuns how many random lattices each property is tried on.
 * @param seed where it is given, the properties are all tried on the same lattices.
 */
export function describeLatticeConformance(
  name: string,
  createKernel: CreateLatticeKernel,
  numRuns = 60,
  seed?: number,
): void {
  const seeded = seed === undefined ? {} : { seed }
  describe(`${name} kernel of lattices`, () => {
    test('agrees with the reference kernel in every plane and tally', () =>
      fc.assert(runsLatticesAsReference(createKernel), { numRuns, ...seeded }))

    test('agrees with it in larger worlds too', () =>
      fc.assert(runsLatticesAsReference(createKernel, anyLargeLatticeWorld), {
        numRuns: Math.ceil(numRuns / 30),
        ...seeded,
      }))

    test('several ticks at once are the same as one by one', () =>
      fc.assert(
        fc.asyncProperty(anyLatticeWorld, async (world) => {
          const oneByOne = { ...world, ticks: 1 }
          const found = await runLatticeWorld(createKernel, oneByOne, world.ticks)
          assertSame(found, await runLatticeWorld(createReferenceLatticeKernel, world))
        }),
        { numRuns, ...seeded },
      ))

    test('is written and read in parts as well as at once', () =>
      fc.assert(
        fc.asyncProperty(anyLatticeWorld, fc.nat(), async (world, at) => {
          const { setup, cells, planes } = world
          const kernel = await createKernel(setup)
          const middle = at % cells.length
          await kernel.write(cells, 0)
          for (const [i, { plane }] of setup.lattice.planes.entries()) {
            await kernel.writePlane(plane, planes[i]!.subarray(middle), middle)
            await kernel.writePlane(plane, planes[i]!.subarray(0, middle))
            const part = new Int32Array(cells.length - middle)
            await kernel.readPlane(plane, part, middle)
            expect(part).toEqual(planes[i]!.slice(middle))
          }
          kernel.dispose()
        }),
        { numRuns: Math.ceil(numRuns / 3), ...seeded },
      ))

    test('what it lends of its planes is what it reads and writes, after any number of ticks', () =>
      fc.assert(
        fc.asyncProperty(anyLatticeWorld, fc.nat(), async (world, at) => {
          const { setup, cells, planes } = world
          const kernel = await createKernel(setup)
          const lent = [undefined, ...planes].map((_, component) => kernel.lend?.(component))
          await kernel.write(cells, 0)
          for (const [i, { plane }] of setup.lattice.planes.entries()) {
            await kernel.writePlane(plane, planes[i]!)
          }
          const cell = at % cells.length
          for (let tick = 0; tick < 3; tick++) {
            for (const [component, each] of lent.entries()) {
              if (each === undefined) continue
              const read = await readComponent(kernel, world, component)
              const seen = new Int32Array(cells.length)
              each.read(seen)
              expect(seen).toEqual(read)
              expect(Array.from(read, (_, i) => each.readAt(i))).toEqual([...read])
              const { low, high } = setup.lattice.planes[component - 1] ?? {
                low: 0,
                high: setup.lattice.states - 1,
              }
              if (low > -(2 ** 31)) expect(() => each.writeAt(cell, low - 1)).toThrow(CellsError)
              if (high < 2 ** 31 - 1) expect(() => each.writeAt(cell, high + 1)).toThrow(CellsError)
              const value = read[cell] === high ? low : high
              each.writeAt(cell, value)
              read[cell] = value
              expect(await readComponent(kernel, world, component)).toEqual(read)
            }
            await kernel.advance(1)
          }
          kernel.dispose()
        }),
        { numRuns: Math.ceil(numRuns / 3), ...seeded },
      ))

    test('refuses planes there are not, numbers beyond their bounds and beyond the end', () =>
      fc.assert(
        fc.asyncProperty(anyLatticeWorld, async ({ setup, cells }) => {
          const kernel = await createKernel(setup)
          const none = { kind: 'metric', name: 'none' } as const
          await expect(async () => kernel.readPlane(none, new Int32Array(1))).rejects.toThrow(
            PlaneError,
          )
          for (const { plane, low, high } of setup.lattice.planes) {
            const tooMany = new Int32Array(cells.length + 1)
            await expect(async () => kernel.writePlane(plane, tooMany)).rejects.toThrow(PlaneError)
            if (low === -(2 ** 31)) continue
            for (const beyond of [low - 1, high + 1]) {
              const values = Int32Array.of(beyond)
              await expect(async () => kernel.writePlane(plane, values)).rejects.toThrow(CellsError)
            }
          }
          kernel.dispose()
        }),
        { numRuns: Math.ceil(numRuns / 10), ...seeded },
      ))
  })
}

/** The numbers of a component: the states for 0, else plane `component - 1`. */
async function readComponent(
  kernel: LatticeKernel,
  { setup, cells }: LatticeWorld,
  component: number,
): Promise<Int32Array> {
  const values = new Int32Array(cells.length)
  if (component > 0) {
    await kernel.readPlane(setup.lattice.planes[component - 1]!.plane, values)
    return values
  }
  const states = new Uint8Array(cells.length)
  await kernel.read(states)
  return Int32Array.from(states)
}
