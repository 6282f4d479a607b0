/** The promises of a kernel that outlives its device, whatever it is that it ticks. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DeviceLostError, DeviceMemoryError } from '../kernels/webgpu/errors.ts'
import type { FallbackNotice } from '../kernels/webgpu/fallback-kernel.ts'
import type { LastingKernel } from '../kernels/webgpu/lasting-kernel.ts'
import { assertSame } from './case.ts'
import { createFailingKernel } from './failing-kernel.ts'

/** A world and the numbers of its planes. */
export interface FallbackWorld<Setup, Name> {
  readonly setup: Setup
  readonly cells: Uint8Array
  readonly planes: readonly { readonly plane: Name; readonly values: Int32Array }[]
}

/** Kernels of one interface. */
export interface FallbackSubject<Setup, Name, K extends LastingKernel<Name>> {
  readonly worlds: fc.Arbitrary<FallbackWorld<Setup, Name>>
  readonly createReference: (setup: Setup) => K
  /** Wraps a kernel, as `createFallbackKernel` does. */
  readonly wrap: (
    primary: K,
    createFallback: () => K,
    setup: Setup,
    onNotice: (notice: FallbackNotice) => void,
    maxReplayedCells?: number,
  ) => K
  /** Whether planes are written from any cell on, and not only whole. */
  readonly writesPartsOfPlanes: boolean
}

const DEEDS = [
  'write all',
  'write some',
  'write plane',
  'write part of plane',
  'advance',
  'advance',
  'read',
  'read planes',
  'read tallies',
] as const

interface Deed {
  readonly deed: (typeof DEEDS)[number]
  readonly number: number
}

const anyDeeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({ deed: fc.constantFrom(...DEEDS), number: fc.nat(1000) }),
  { maxLength: 12 },
)

const anyError = fc.constantFrom(
  new DeviceLostError({ reason: 'unplugged' }),
  new DeviceMemoryError({ reason: 'full' }),
)

/** @param numRuns how many random worlds lose their device. */
export function describeFallback<Setup, Name, K extends LastingKernel<Name>>(
  name: string,
  { worlds, createReference, wrap, writesPartsOfPlanes }: FallbackSubject<Setup, Name, K>,
  numRuns: number,
): void {
  /** Does all that is listed, and gives everything that was read on the way and at the end. */
  async function runDeeds(
    kernel: K,
    { cells, planes }: FallbackWorld<Setup, Name>,
    deeds: readonly Deed[],
  ) {
    const seen: (Uint8Array | Int32Array | readonly string[])[] = []
    const read = async () => {
      const state = new Uint8Array(cells.length)
      await kernel.read(state)
      seen.push(state)
    }
    const readPlanes = async () => {
      for (const { plane } of planes) {
        const into = new Int32Array(cells.length)
        await kernel.readPlane(plane, into)
        seen.push(into)
      }
    }
    const readTallies = async () =>
      seen.push([...((await kernel.readTallies?.()) ?? [])].map(String))
    let tick = 5
    for (const { deed, number } of deeds) {
      const some = number % cells.length
      const { plane, values } = planes[number % Math.max(1, planes.length)] ?? {}
      if (deed === 'write all') await kernel.write(cells, tick)
      if (deed === 'write some') await kernel.write(cells.subarray(some), tick, some)
      if (deed === 'write plane' && plane && values) await kernel.writePlane(plane, values)
      if (deed === 'write part of plane' && writesPartsOfPlanes && plane && values) {
        await kernel.writePlane(plane, values.subarray(0, cells.length - some), some)
      }
      if (deed === 'read') await read()
      if (deed === 'read planes') await readPlanes()
      if (deed === 'read tallies') await readTallies()
      if (deed !== 'advance') continue
      await kernel.advance(number % 4)
      tick += number % 4
    }
    await read()
    await readPlanes()
    await readTallies()
    return seen
  }

  describe(`a kernel of ${name} whose device fails`, () => {
    test('gives everything that is read as if no call had', () =>
      fc.assert(
        fc.asyncProperty(
          worlds,
          anyDeeds,
          fc.integer({ min: 1, max: 20 }),
          fc.constantFrom(1, 2, 3, 1000),
          anyError,
          async (world, deeds, failingCall, ticksBetween, error) => {
            const { setup, cells } = world
            const notices: FallbackNotice[] = []
            const kernel = wrap(
              createFailingKernel(createReference(setup), failingCall, error),
              () => createReference(setup),
              setup,
              (notice) => notices.push(notice),
              ticksBetween * cells.length,
            )
            const expected = await runDeeds(createReference(setup), world, deeds)
            assertSame(await runDeeds(kernel, world, deeds), expected)
            expect(notices.map(({ code }) => code)).toEqual(
              kernel.backend === 'webgpu' ? [] : [error.code],
            )
          },
        ),
        { numRuns },
      ))

    test('does not hide a fault that is not the device’s', async () => {
      const [world] = fc.sample(worlds, 1)
      const create = () => createReference(world!.setup)
      const fault = new Error('a defect')
      const failing = createFailingKernel(create(), 1, fault)
      const kernel = wrap(failing, create, world!.setup, () => undefined)
      await expect(kernel.advance(1)).rejects.toBe(fault)
    })
  })
}
