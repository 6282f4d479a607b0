import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TORUS } from '../../lattice/topology.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { anyProgramWorld, type ProgramWorld, runProgramWorld } from '../../testing/programs.ts'
import { anyWorld } from '../../testing/worlds.ts'
import { CellsError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { DeviceLostError } from './errors.ts'
import { createFallbackKernel, type FallbackNotice } from './fallback-kernel.ts'
import { requestGpu } from './gpu-provider.ts'
import { createWebGpuKernel } from './webgpu-kernel.ts'

/** A kernel on a device of its own, with the means to take the device away. */
async function createFragile(setup: KernelSetup, maxReplayedCells?: number) {
  const gpu = await requestGpu(navigator.gpu)
  if (gpu === undefined) throw new Error('this browser has no WebGPU adapter')
  const notices: FallbackNotice[] = []
  const kernel = createFallbackKernel(
    await createWebGpuKernel(setup, gpu.device),
    () => createReferenceKernel(setup),
    setup,
    (notice) => notices.push(notice),
    maxReplayedCells,
  )
  return { kernel, notices, destroyDevice: () => gpu.device.destroy() }
}

const life = parseRule('B3/S23').rule
const setup: KernelSetup = { size: { x: 50, y: 40, z: 1 }, topology: TORUS, rule: life, seed: 1n }
const soup = Uint8Array.from({ length: 2000 }, (_, i) => ((i * i * 7919) >> 5) & 1)

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
  const gpu = await requestGpu(navigator.gpu)
  const kernel = await createWebGpuKernel(setup, gpu!.device)
  await kernel.write(soup, 0)
  gpu!.device.destroy()
  await expect(kernel.advance(1)).rejects.toThrow(DeviceLostError)
  await expect(kernel.read(new Uint8Array(2000))).rejects.toThrow(DeviceLostError)
  await expect(kernel.write(soup, 0)).rejects.toThrow(DeviceLostError)
  await expect(createWebGpuKernel(setup, gpu!.device)).rejects.toThrow(DeviceLostError)
})

test('ticks that were under way when the device went are not taken for done', async () => {
  const gpu = await requestGpu(navigator.gpu)
  const kernel = await createWebGpuKernel(setup, gpu!.device)
  await kernel.write(soup, 0)
  const advancing = kernel.advance(100_000)
  gpu!.device.destroy()
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
      expect(await run(fragile.kernel, fragile.destroyDevice)).toEqual(expected)
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
      expect(found).toEqual(expected)
    }),
    { numRuns: 12 },
  ))
