/**
 * The WebGPU kernel: worlds that live on a graphics device, ticked by shaders that are generated
 * from the rule's program.
 *
 * Rules that come down to tables are bit-sliced, 32 cells to a word; every other program runs in
 * lanes of i32. State crosses to the host only when somebody reads.
 */
import { isBitForm } from '../../forge/bit-step.ts'
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import type { BufferLimits } from '../../forge/wgsl/lane-layout.ts'
import { optimizeProgram } from '../../rules/program/optimize-program.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { KernelUnsupportedError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertNumbers, assertSetup } from '../setup-check.ts'
import { createBitWorld } from './bit-world.ts'
import { DeviceCalls } from './device-calls.ts'
import type { GpuWorld } from './gpu-world.ts'
import { bufferLimitsOf, createLaneWorld } from './lane-world.ts'

/** How a world lies on the device: 32 cells to a word, or in planes of bytes and words. */
export type WebGpuVariant = 'bits' | 'lanes'

export interface WebGpuOptions {
  /** The ways that may be taken; both where absent, and then the first that can run the rule. */
  readonly variants?: readonly WebGpuVariant[]
  /** What planes may take of the device; all that it allows where absent. */
  readonly limits?: BufferLimits
}

/**
 * Builds a WebGPU kernel with all cells 0.
 *
 * @param device stays the caller's; the kernel frees what it makes there, not the device.
 * @throws {KernelUnsupportedError} when the world or program is beyond the device's limits, named.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full; and what
 * `assertSetup` throws for worlds and programs that cannot be.
 */
export async function createWebGpuKernel(
  setup: KernelSetup,
  device: GPUDevice,
  { variants = ['bits', 'lanes'], limits = bufferLimitsOf(device) }: WebGpuOptions = {},
): Promise<Kernel> {
  assertSetup(setup)
  const calls = new DeviceCalls(device)
  const world =
    (variants.includes('bits') ? await tryBits(calls, setup, limits) : undefined) ??
    (variants.includes('lanes') ? await tryLanes(calls, setup, limits) : undefined)
  if (world === undefined) throw unsupported(setup, 'it is not one of counts or configurations')
  return new WebGpuKernel(setup, world)
}

async function tryBits(
  calls: DeviceCalls,
  setup: KernelSetup,
  limits: BufferLimits,
): Promise<GpuWorld | undefined> {
  const { program } = setup.rule
  const form = recognizeForm(program)
  if (form.kind !== 'counting' && form.kind !== 'configuration') return undefined
  return isBitForm(form) ? createBitWorld(calls, { ...setup, program }, form, limits) : undefined
}

async function tryLanes(
  calls: DeviceCalls,
  setup: KernelSetup,
  limits: BufferLimits,
): Promise<GpuWorld> {
  const program = optimizeProgram(setup.rule.program)
  try {
    const world = await createLaneWorld(calls, { ...setup, program }, limits)
    if ('refusal' in world) throw unsupported(setup, world.refusal)
    return world
  } catch (error) {
    if (error instanceof DeviceLimitError) throw unsupported(setup, error.message)
    throw error
  }
}

function unsupported({ rule }: KernelSetup, reason: string): KernelUnsupportedError {
  return new KernelUnsupportedError({ backend: 'webgpu', rule: rule.canonical, reason })
}

class WebGpuKernel implements Kernel {
  readonly backend = 'webgpu'
  readonly #setup: KernelSetup
  readonly #world: GpuWorld
  #tick = 0

  constructor(setup: KernelSetup, world: GpuWorld) {
    this.#setup = setup
    this.#world = world
  }

  async write(cells: Uint8Array, tick: number, firstCell = 0): Promise<void> {
    assertCells(this.#setup, cells, firstCell)
    await this.#world.writeCells(cells, firstCell)
    this.#tick = tick
  }

  async advance(ticks: number): Promise<void> {
    await this.#world.advance(this.#tick, ticks)
    this.#tick += ticks
  }

  async read(into: Uint8Array, firstCell = 0): Promise<void> {
    await this.#world.readCells(into, firstCell)
  }

  async writePlane(plane: PlaneName, values: Int32Array): Promise<void> {
    assertNumbers(this.#setup, plane, values)
    await this.#world.writePlane(plane, values)
  }

  async readPlane(plane: PlaneName, into: Int32Array): Promise<void> {
    await this.#world.readPlane(plane, into)
  }

  dispose(): void {
    this.#world.dispose()
  }
}
