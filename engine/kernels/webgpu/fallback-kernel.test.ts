import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyProgramWorld, type ProgramWorld } from '../../testing/programs.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { DeviceLostError, DeviceMemoryError } from './errors.ts'
import { createFallbackKernel, type FallbackNotice } from './fallback-kernel.ts'

/** A kernel that is right until a call fails; from then on every call does. */
function createFailing(setup: KernelSetup, failingCall: number, error: Error): Kernel {
  const kernel = createReferenceKernel(setup)
  let calls = 0
  const guard = () => {
    if (++calls < failingCall) return
    // What a lost device leaves behind is anything but the state.
    kernel.advance(1)
    throw error
  }
  return {
    backend: 'webgpu',
    write(...args) {
      guard()
      return kernel.write(...args)
    },
    advance(ticks) {
      guard()
      return kernel.advance(ticks)
    },
    read(...args) {
      guard()
      return kernel.read(...args)
    },
    writePlane(...args) {
      guard()
      return kernel.writePlane(...args)
    },
    readPlane(...args) {
      guard()
      return kernel.readPlane(...args)
    },
    dispose: () => kernel.dispose(),
  }
}

type Deed = 'write all' | 'write some' | 'write plane' | 'advance' | 'read' | 'read planes'

const anyDeeds = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed[]>(
      'write all',
      'write some',
      'write plane',
      'advance',
      'advance',
      'read',
      'read planes',
    ),
    number: fc.nat(1000),
  }),
  { maxLength: 12 },
)

type Deeds = readonly { readonly deed: Deed; readonly number: number }[]

/** Does all that is listed, and gives everything that was read on the way and at the end. */
async function runDeeds(kernel: Kernel, { cells, planes }: ProgramWorld, deeds: Deeds) {
  const seen: (readonly number[])[] = []
  const read = async () => {
    const state = new Uint8Array(cells.length)
    await kernel.read(state)
    seen.push([...state])
  }
  const readPlanes = async () => {
    for (const { plane, values } of planes) {
      const into = new Int32Array(values.length)
      await kernel.readPlane(plane, into)
      seen.push([...into])
    }
  }
  let tick = 5
  for (const { deed, number } of deeds) {
    const some = number % cells.length
    const plane = planes[number % Math.max(1, planes.length)]
    if (deed === 'write all') await kernel.write(cells, tick)
    if (deed === 'write some') await kernel.write(cells.subarray(some), tick, some)
    if (deed === 'write plane' && plane) await kernel.writePlane(plane.plane, plane.values)
    if (deed === 'read') await read()
    if (deed === 'read planes') await readPlanes()
    if (deed !== 'advance') continue
    await kernel.advance(number % 4)
    tick += number % 4
  }
  await read()
  await readPlanes()
  return seen
}

const anyError = fc.constantFrom(
  new DeviceLostError({ reason: 'unplugged' }),
  new DeviceMemoryError({ reason: 'full' }),
)

test('whichever call fails, everything that is read is as if none had', () =>
  fc.assert(
    fc.asyncProperty(
      anyProgramWorld,
      anyDeeds,
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(1, 2, 3, 1000),
      anyError,
      async (world, deeds, failingCall, ticksBetween, error) => {
        const { setup, cells } = world
        const notices: FallbackNotice[] = []
        const kernel = createFallbackKernel(
          createFailing(setup, failingCall, error),
          () => createReferenceKernel(setup),
          setup,
          (notice) => notices.push(notice),
          ticksBetween * cells.length,
        )
        const expected = await runDeeds(createReferenceKernel(setup), world, deeds)
        expect(await runDeeds(kernel, world, deeds)).toEqual(expected)
        expect(notices.map(({ code }) => code)).toEqual(
          kernel.backend === 'webgpu' ? [] : [error.code],
        )
      },
    ),
    { numRuns: 300 },
  ))

test('a fault that is not the device’s is not hidden', async () => {
  const [world] = fc.sample(anyProgramWorld, 1)
  const fault = new Error('a defect')
  const create = () => createReferenceKernel(world!.setup)
  const failing = createFailing(world!.setup, 1, fault)
  const kernel = createFallbackKernel(failing, create, world!.setup, () => undefined)
  await expect(kernel.advance(1)).rejects.toBe(fault)
})

describe('what takes over', () => {
  const [world] = fc.sample(anyProgramWorld, { numRuns: 1, seed: 7 })
  const { setup, cells } = world!

  /** A kernel whose device goes at its second call, and what has become of the one that takes over. */
  function create(change: (fallback: Kernel) => Partial<Kernel>) {
    const counts = { made: 0, ended: 0, notices: 0 }
    const kernel = createFallbackKernel(
      createFailing(setup, 2, new DeviceLostError({ reason: 'unplugged' })),
      () => {
        counts.made++
        const reference = createReferenceKernel(setup)
        const fallback: Kernel = {
          backend: 'reference',
          write: (...args) => reference.write(...args),
          advance: (ticks) => reference.advance(ticks),
          read: (...args) => reference.read(...args),
          writePlane: (...args) => reference.writePlane(...args),
          readPlane: (...args) => reference.readPlane(...args),
          dispose: () => counts.ended++,
        }
        return { ...fallback, ...change(fallback) }
      },
      setup,
      () => counts.notices++,
    )
    return { kernel, counts }
  }

  test('is ended where it cannot, and asked for again at the next call', async () => {
    let isBroken = true
    const { kernel, counts } = create((fallback) => ({
      advance(ticks) {
        if (isBroken) throw new Error('no memory')
        return fallback.advance(ticks)
      },
    }))
    await kernel.write(cells, 0)
    await expect(kernel.advance(3)).rejects.toThrow('no memory')
    expect(counts).toEqual({ made: 1, ended: 1, notices: 0 })
    isBroken = false
    await kernel.advance(3)
    expect(counts).toEqual({ made: 2, ended: 1, notices: 1 })
    const expected = createReferenceKernel(setup)
    await expected.write(cells, 0)
    await expected.advance(3)
    const [found, wanted] = [new Uint8Array(cells.length), new Uint8Array(cells.length)]
    await Promise.all([kernel.read(found), expected.read(wanted)])
    expect(found).toEqual(wanted)
  })

  test('is ended where the kernel was disposed meanwhile', async () => {
    const { kernel, counts } = create((fallback) => ({
      async advance(ticks) {
        kernel.dispose()
        await fallback.advance(ticks)
      },
    }))
    await kernel.write(cells, 0)
    await expect(kernel.advance(3)).rejects.toThrow(DeviceLostError)
    expect(counts).toEqual({ made: 1, ended: 1, notices: 0 })
  })
})
