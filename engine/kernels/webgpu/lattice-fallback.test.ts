import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertSame } from '../../testing/case.ts'
import { anyLatticeWorld, type LatticeWorld } from '../../testing/lattices.ts'
import type { LatticeKernel } from '../lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { DeviceLostError, DeviceMemoryError } from './errors.ts'
import { createLatticeFallback, type FallbackNotice } from './fallback-kernel.ts'

/** A kernel that is right until a call fails; from then on every call does. */
function createFailing(kernel: LatticeKernel, failingCall: number, error: Error): LatticeKernel {
  let calls = 0
  const guard = () => {
    if (++calls < failingCall) return
    // What a lost device leaves behind is anything but the state.
    kernel.advance(1)
    throw error
  }
  return new Proxy(kernel, {
    get(target, name) {
      if (name === 'backend') return 'webgpu'
      const method = Reflect.get(target, name, target)
      if (typeof method !== 'function') throw new Error(`${String(name)} is no method`)
      return (...given: unknown[]) => {
        if (name !== 'dispose') guard()
        return Reflect.apply(method, target, given)
      }
    },
  })
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

const anyDeeds = fc.array(fc.record({ deed: fc.constantFrom(...DEEDS), number: fc.nat(1000) }), {
  maxLength: 12,
})

type Deeds = readonly { readonly deed: (typeof DEEDS)[number]; readonly number: number }[]

/** Does all that is listed, and gives everything that was read on the way and at the end. */
async function runDeeds(kernel: LatticeKernel, world: LatticeWorld, deeds: Deeds) {
  const { cells, planes, setup } = world
  const seen: (Uint8Array | Int32Array | readonly string[])[] = []
  const read = async () => {
    const state = new Uint8Array(cells.length)
    await kernel.read(state)
    seen.push(state)
  }
  const readPlanes = async () => {
    for (const { plane } of setup.lattice.planes) {
      const into = new Int32Array(cells.length)
      await kernel.readPlane(plane, into)
      seen.push(into)
    }
  }
  const readTallies = async () => seen.push([...(await kernel.readTallies())].map(String))
  let tick = 5
  for (const { deed, number } of deeds) {
    const some = number % cells.length
    const index = number % Math.max(1, planes.length)
    const plane = setup.lattice.planes[index]?.plane
    if (deed === 'write all') await kernel.write(cells, tick)
    if (deed === 'write some') await kernel.write(cells.subarray(some), tick, some)
    if (deed === 'write plane' && plane) await kernel.writePlane(plane, planes[index]!)
    if (deed === 'write part of plane' && plane) {
      await kernel.writePlane(plane, planes[index]!.subarray(0, cells.length - some), some)
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

const anyError = fc.constantFrom(
  new DeviceLostError({ reason: 'unplugged' }),
  new DeviceMemoryError({ reason: 'full' }),
)

test('whichever call fails, everything that is read of a lattice is as if none had', () =>
  fc.assert(
    fc.asyncProperty(
      anyLatticeWorld,
      anyDeeds,
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(1, 2, 3, 1000),
      anyError,
      async (world, deeds, failingCall, ticksBetween, error) => {
        const { setup, cells } = world
        const notices: FallbackNotice[] = []
        const kernel = createLatticeFallback(
          createFailing(createReferenceLatticeKernel(setup), failingCall, error),
          () => createReferenceLatticeKernel(setup),
          setup,
          (notice) => notices.push(notice),
          ticksBetween * cells.length,
        )
        const expected = await runDeeds(createReferenceLatticeKernel(setup), world, deeds)
        assertSame(await runDeeds(kernel, world, deeds), expected)
        expect(notices.map(({ code }) => code)).toEqual(
          kernel.backend === 'webgpu' ? [] : [error.code],
        )
      },
    ),
    { numRuns: 150 },
  ))

test('a fault that is not the device’s is not hidden', async () => {
  const [world] = fc.sample(anyLatticeWorld, 1)
  const create = () => createReferenceLatticeKernel(world!.setup)
  const fault = new Error('a defect')
  const failing = createFailing(create(), 1, fault)
  const kernel = createLatticeFallback(failing, create, world!.setup, () => undefined)
  await expect(kernel.advance(1)).rejects.toBe(fault)
})
