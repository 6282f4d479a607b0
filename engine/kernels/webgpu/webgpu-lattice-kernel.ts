/**
 * The WebGPU kernel of lattices: a world's planes live on a graphics device, and each pass of a
 * tick is a shader that is generated from its program.
 *
 * Planes cross to the host only when somebody reads them.
 */
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import type { BufferLimits } from '../../forge/wgsl/lane-layout.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import { KernelUnsupportedError } from '../errors.ts'
import { assertLatticeSetup, assertPlaneNumbers, findPlane } from '../lattice-check.ts'
import type { LatticeKernel, LatticeSetup } from '../lattice-kernel.ts'
import { assertCells } from '../setup-check.ts'
import { DeviceCalls } from './device-calls.ts'
import { bufferLimitsOf } from './lane-world.ts'
import { createLatticeWorld, type LatticeWorld } from './lattice-world.ts'

export interface WebGpuLatticeOptions {
  /** What planes may take of the device; all that it allows where absent. */
  readonly limits?: BufferLimits
}

/**
 * Builds a WebGPU kernel of a lattice with all cells 0 and all planes blank.
 *
 * @param device stays the caller's; the kernel frees what it makes there, not the device.
 * @throws {KernelUnsupportedError} when the world or a pass is beyond the device's limits, named.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full; and what
 * `assertLatticeSetup` throws for worlds and programs that cannot be.
 */
export async function createWebGpuLatticeKernel(
  setup: LatticeSetup,
  device: GPUDevice,
  { limits = bufferLimitsOf(device) }: WebGpuLatticeOptions = {},
): Promise<LatticeKernel> {
  assertLatticeSetup(setup)
  try {
    const world = await createLatticeWorld(new DeviceCalls(device), setup, limits)
    if ('refusal' in world) throw unsupported(setup, world.refusal)
    return new WebGpuLatticeKernel(setup, world)
  } catch (error) {
    if (error instanceof DeviceLimitError) throw unsupported(setup, error.message)
    throw error
  }
}

function unsupported({ lattice }: LatticeSetup, reason: string): KernelUnsupportedError {
  const rule = lattice.passes.map(({ name }) => name).join(', ')
  return new KernelUnsupportedError({ backend: 'webgpu', rule, reason })
}

class WebGpuLatticeKernel implements LatticeKernel {
  readonly backend = 'webgpu'
  readonly #setup: LatticeSetup
  readonly #world: LatticeWorld
  #tick = 0

  constructor(setup: LatticeSetup, world: LatticeWorld) {
    this.#setup = setup
    this.#world = world
  }

  async write(cells: Uint8Array, tick: number, firstCell = 0): Promise<void> {
    const { size, lattice } = this.#setup
    assertCells({ size, rule: lattice }, cells, firstCell)
    await this.#world.writeCells(cells, firstCell)
    this.#tick = tick
  }

  async read(into: Uint8Array, firstCell = 0): Promise<void> {
    await this.#world.readCells(into, firstCell)
  }

  async writePlane(plane: LatticePlaneName, values: Int32Array, firstCell = 0): Promise<void> {
    const index = findPlane(this.#setup, plane, values.length, firstCell)
    assertPlaneNumbers(this.#setup.lattice, index, values)
    await this.#world.writeNumbers(index + 1, values, firstCell)
  }

  async readPlane(plane: LatticePlaneName, into: Int32Array, firstCell = 0): Promise<void> {
    const index = findPlane(this.#setup, plane, into.length, firstCell)
    await this.#world.readNumbers(index + 1, into, firstCell)
  }

  async advance(ticks: number): Promise<void> {
    await this.#world.advance(this.#tick, ticks)
    this.#tick += ticks
  }

  async readTallies(): Promise<BigInt64Array> {
    return this.#world.readTotals(this.#setup.lattice.passes.flatMap((pass) => pass.tallies).length)
  }

  dispose(): void {
    this.#world.dispose()
  }
}
