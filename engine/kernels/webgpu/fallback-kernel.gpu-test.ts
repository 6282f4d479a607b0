import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TORUS } from '../../lattice/topology.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { assertSame } from '../../testing/case.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { anyProgramWorld, type ProgramWorld, runProgramWorld } from '../../testing/programs.ts'
import { anyWorld } from '../../testing/worlds.ts'
import { StateDigester } from '../digest/state-digester.ts'
import { CellsError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { planesOf } from '../program-planes.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { DeviceLostError, DeviceMemoryError } from './errors.ts'
import { createFallbackKernel, type FallbackNotice } from './fallback-kernel.ts'
import { createWebGpuKernel, type WebGpuVariant } from './webgpu-kernel.ts'

/** A kernel on a device of its own, with the means to take the device away. */
async function createFragile(setup: KernelSetup, maxReplayedCells?: number) {
  const device = await requestDevice()
  const notices: FallbackNotice[] = []
  const kernel = createFallbackKernel(
    await createWebGpuKernel(setup, device),
    () => createReferenceKernel(setup),
    setup,
    (notice) => notices.push(notice),
    maxReplayedCells,
  )
  return { kernel, notices, destroyDevice: () => device.destroy() }
}

const life = parseRule('B3/S23').rule
const setup: KernelSetup = { size: { x: 50, y: 40, z: 1 }, topology: TORUS, rule: life, seed: 1n }
const soup = new Uint8Array(2000).map((_, i) => ((i * i * 7919) >> 5) & 1)

async function stateAfter(kernel: Kernel, cells = soup.length): Promise<Uint8Array> {
  const state = new Uint8Array(cells)
  await kernel.read(state)
  return state
}

async function expectedAfter(ticks: number): Promise<Uint8Array> {
  const reference = createReferenceKernel(setup)
  await reference.write(soup, 0)
  await reference.advance(ticks)
  return stateAfter(reference)
}

test('a kernel whose device was destroyed says so by name, whatever is asked of it', async () => {
  const device = await requestDevice()
  const kernel = await createWebGpuKernel(setup, device)
  await kernel.write(soup, 0)
  device.destroy()
  await expect(kernel.advance(1)).rejects.toThrow(DeviceLostError)
  await expect(kernel.read(new Uint8Array(2000))).rejects.toThrow(DeviceLostError)
  await expect(kernel.write(soup, 0)).rejects.toThrow(DeviceLostError)
  await expect(createWebGpuKernel(setup, device)).rejects.toThrow(DeviceLostError)
})

test('ticks that were under way when the device went are not taken for done', async () => {
  const device = await requestDevice()
  const kernel = await createWebGpuKernel(setup, device)
  await kernel.write(soup, 0)
  const advancing = kernel.advance(100_000)
  device.destroy()
  await expect(advancing).rejects.toMatchObject({ code: 'kernel/device-lost' })
})

test('the run goes on at the same tick, with a notice and the same outcome', async () => {
  const { kernel, notices, destroyDevice } = await createFragile(setup)
  await kernel.write(soup, 0)
  await kernel.advance(20)
  expect(kernel.backend).toBe('webgpu')
  destroyDevice()
  await kernel.advance(13)
  expect(kernel.backend).toBe('reference')
  expect(await stateAfter(kernel)).toEqual(await expectedAfter(33))
  expect(notices).toMatchObject([
    { code: 'kernel/device-lost', from: 'webgpu', to: 'reference', tick: 20 },
  ])
  expect(notices[0]!.message).toContain('from tick 20 on the reference back end')
})

test('a device that goes amid an advance loses nothing', async () => {
  const { kernel, notices, destroyDevice } = await createFragile(setup, 2000 * 16)
  await kernel.write(soup, 0)
  const advancing = kernel.advance(300)
  await new Promise((resolve) => setTimeout(resolve, 5))
  destroyDevice()
  await advancing
  expect(await stateAfter(kernel)).toEqual(await expectedAfter(300))
  expect(notices.length).toBeLessThanOrEqual(1)
})

test('cells that cannot be are refused and change nothing', async () => {
  const { kernel, destroyDevice } = await createFragile(setup)
  await kernel.write(soup, 0)
  await expect(kernel.write(new Uint8Array(2001), 0)).rejects.toThrow(CellsError)
  await expect(kernel.write(Uint8Array.of(9), 0)).rejects.toThrow(CellsError)
  destroyDevice()
  expect(await stateAfter(kernel)).toEqual(soup)
})

/** How far a run gets before its device goes. */
type Moment = 'after writing' | 'after ticks' | 'after more ticks' | 'after painting'

const anyMoment = fc.constantFrom<Moment[]>(
  'after writing',
  'after ticks',
  'after more ticks',
  'after painting',
)

test('in any world, whenever it happens, nothing else changes', () =>
  fc.assert(
    fc.asyncProperty(anyWorld, anyMoment, fc.nat(), async (world, moment, any) => {
      const { cells, ticks } = world
      const first = any % cells.length
      const painted = cells.slice(0, cells.length - first)
      const run = async (kernel: Kernel, destroyDevice: () => void) => {
        await kernel.write(cells, 3)
        if (moment === 'after writing') destroyDevice()
        await kernel.advance(ticks)
        if (moment === 'after ticks') destroyDevice()
        await kernel.write(painted, 3 + ticks, first)
        if (moment === 'after painting') destroyDevice()
        await kernel.advance(2 * ticks)
        if (moment === 'after more ticks') destroyDevice()
        const state = await stateAfter(kernel, cells.length)
        kernel.dispose()
        return state
      }
      const expected = await run(createReferenceKernel(world.setup), () => undefined)
      const fragile = await createFragile(world.setup, cells.length * 3)
      assertSame(await run(fragile.kernel, fragile.destroyDevice), expected)
      expect(fragile.notices.length).toBe(1)
    }),
    { numRuns: 12 },
  ))

test('planes of a program survive as well', () =>
  fc.assert(
    fc.asyncProperty(anyProgramWorld, fc.boolean(), async (world: ProgramWorld, isLate) => {
      const expected = await runProgramWorld(createReferenceKernel, world, 3)
      const found = await runProgramWorld(
        async (programSetup) => {
          const { kernel, destroyDevice } = await createFragile(programSetup, 1)
          let calls = 0
          return {
            backend: 'webgpu',
            write: (...args) => kernel.write(...args),
            read: (...args) => kernel.read(...args),
            writePlane: (...args) => kernel.writePlane(...args),
            readPlane: (...args) => kernel.readPlane(...args),
            advance: (ticks) => {
              if (++calls === (isLate ? 3 : 2)) destroyDevice()
              return kernel.advance(ticks)
            },
            dispose: () => kernel.dispose(),
          }
        },
        world,
        3,
      )
      assertSame(found, expected)
    }),
    { numRuns: 12 },
  ))

/** Calls to a device that are counted, in the order in which kernels make them. */
const DEVICE_CALLS = [
  'createBuffer',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createShaderModule',
  'createComputePipelineAsync',
  'createBindGroup',
  'createCommandEncoder',
  'pushErrorScope',
  'popErrorScope',
] as const

/** What goes wrong at a call: the device goes before it or after it, or its memory is full. */
type Mishap = 'lost before' | 'lost after' | 'full'

/**
 * A device of its own on which something goes wrong at one of all calls to it, its queue and its
 * buffers.
 */
async function requestIllFated(mishap: Mishap, fatefulCall: number) {
  const device = await requestDevice()
  let calls = 0
  const scopes: unknown[] = []
  const watch = <O extends object>(owner: O, names: readonly (keyof O & string)[]) => {
    for (const name of names) {
      const original = owner[name]
      if (typeof original !== 'function') throw new Error(`${name} is no method`)
      const watched = (...given: unknown[]): unknown => {
        const isFateful = ++calls === fatefulCall
        if (isFateful && mishap === 'lost before') device.destroy()
        const outcome: unknown = Reflect.apply(original, owner, given)
        if (isFateful && mishap === 'lost after') device.destroy()
        if (name === 'createBuffer') watch(outcome as GPUBuffer, ['mapAsync'])
        if (name === 'pushErrorScope') scopes.push(given[0])
        // A full memory is told by the scope around the call that wanted some.
        const isOfMemory = name === 'popErrorScope' && scopes.pop() === 'out-of-memory'
        if (!isOfMemory || mishap !== 'full' || calls < fatefulCall || hasBeenFull) return outcome
        hasBeenFull = true
        return Promise.resolve(outcome).then(() => new GPUOutOfMemoryError('full'))
      }
      Object.defineProperty(owner, name, { value: watched })
    }
  }
  let hasBeenFull = false
  watch(device, DEVICE_CALLS)
  watch(device.queue, ['writeBuffer', 'submit'])
  return { device, countCalls: () => calls }
}

describe.each<Mishap>(['lost before', 'lost after', 'full'])(
  'a device that is %s a call',
  (mishap) => {
    test.each<WebGpuVariant>(['bits', 'lanes'])(
      'loses nothing of a world of %s',
      async (variant) => {
        const { rule } = parseRule('B3/S23')
        const size = { x: 40, y: 20, z: 1 }
        const small: KernelSetup = { size, topology: TORUS, rule, seed: 1n }
        const cells = soup.subarray(0, 800)
        const act = async (kernel: Kernel) => {
          const seen = [await stateAfter(kernel, 800)]
          await kernel.write(cells, 0)
          await kernel.advance(140)
          await kernel.write(cells.subarray(0, 90), 140, 30)
          seen.push(await stateAfter(kernel, 50))
          await kernel.advance(3)
          seen.push(await stateAfter(kernel, 800))
          await kernel.advance(2)
          const digest = await new StateDigester(rule.states, planesOf(rule.program)).digest(
            kernel,
            size,
          )
          return { seen, digest, last: await stateAfter(kernel, 800) }
        }
        const expected = await act(createReferenceKernel(small))
        /** Gives how many calls there were. */
        const actIllFated = async (call: number) => {
          const { device, countCalls } = await requestIllFated(mishap, call)
          const notices: FallbackNotice[] = []
          const made = createWebGpuKernel(small, device, { variants: [variant] })
          const kernel = await made.catch((error: unknown) => {
            expect(error, `made, call ${call}`).toSatisfy(isOfDevice)
            return undefined
          })
          if (kernel !== undefined) {
            const lasting = createFallbackKernel(
              kernel,
              () => createReferenceKernel(small),
              small,
              (notice) => notices.push(notice),
              800 * 50,
            )
            expect(await act(lasting), `call ${call}`).toEqual(expected)
            expect(notices.length).toBe(lasting.backend === 'reference' ? 1 : 0)
            lasting.dispose()
          }
          device.destroy()
          return countCalls()
        }
        const calls = await actIllFated(Number.POSITIVE_INFINITY)
        for (let call = 1; call <= calls; call += calls / TRIED_CALLS)
          await actIllFated(Math.ceil(call))
      },
    )
  },
)

/** Of some 150 calls, so many are tried, at even distances. */
const TRIED_CALLS = 7

const isOfDevice = (error: unknown) =>
  error instanceof DeviceLostError || error instanceof DeviceMemoryError
