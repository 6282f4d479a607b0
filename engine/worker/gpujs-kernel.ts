/** Kernels of gpu.js for a page: each is a worker of its own, which has loaded gpu.js. */
import * as Comlink from 'comlink'
import { CellsError, KernelUnsupportedError, PlaneError } from '../kernels/errors.ts'
import type { Kernel, KernelSetup } from '../kernels/kernel.ts'
import { assertCells, assertSetup } from '../kernels/setup-check.ts'
import { DeviceLostError } from '../kernels/webgpu/errors.ts'
import type { Failure, Result } from '../protocol/result.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { GpuJsApi, GpuJsSetup } from './gpujs-api.ts'

/**
 * Starts a worker with a gpu.js kernel that has all cells 0.
 *
 * @throws {KernelUnsupportedError} when the program does not stay within exact floats, the machine
 * has no WebGL2, or the worker does not start; and what `assertSetup` throws.
 */
export async function createGpuJsPageKernel(setup: KernelSetup): Promise<Kernel> {
  assertSetup(setup)
  const { size, topology, rule, seed } = setup
  const worker = new Worker(new URL('./gpujs.worker.ts', import.meta.url), {
    type: 'module',
    name: 'gpu.js kernel',
  })
  const kernel = new PageKernel(setup, worker)
  try {
    await kernel.create({ size, topology, rule, seed })
    return kernel
  } catch (error) {
    kernel.dispose()
    throw error
  }
}

class PageKernel implements Kernel {
  readonly backend = 'gpujs'
  readonly #setup: KernelSetup
  readonly #worker: Worker
  readonly #remote: Comlink.Remote<GpuJsApi>
  /** Rejects when the worker's script does not load or throws. */
  readonly #failed: Promise<never>

  constructor(setup: KernelSetup, worker: Worker) {
    this.#setup = setup
    this.#worker = worker
    this.#remote = Comlink.wrap<GpuJsApi>(worker)
    this.#failed = new Promise((_, reject) => {
      worker.addEventListener('error', ({ message }) => {
        const reason = `its worker does not run${message ? `: ${message}` : ''}`
        const rule = setup.rule.canonical
        reject(new KernelUnsupportedError({ backend: 'gpujs', rule, reason }))
      })
    })
    // Whoever waits for an answer hears of it; at other times nobody does.
    this.#failed.catch(() => undefined)
  }

  create(setup: GpuJsSetup): Promise<undefined> {
    return this.#settle(this.#remote.create(setup))
  }

  async write(cells: Uint8Array, tick: number, firstCell = 0): Promise<void> {
    assertCells(this.#setup, cells, firstCell)
    await this.#settle(this.#remote.write(cells, tick, firstCell))
  }

  async advance(ticks: number): Promise<void> {
    await this.#settle(this.#remote.advance(ticks))
  }

  async read(into: Uint8Array, firstCell = 0): Promise<void> {
    into.set(await this.#settle(this.#remote.read(firstCell, into.length)))
  }

  async writePlane(plane: PlaneName, values: Int32Array): Promise<void> {
    await this.#settle(this.#remote.writePlane(plane, values))
  }

  async readPlane(plane: PlaneName, into: Int32Array): Promise<void> {
    into.set(await this.#settle(this.#remote.readPlane(plane, into.length)))
  }

  dispose(): void {
    this.#remote[Comlink.releaseProxy]()
    this.#worker.terminate()
  }

  async #settle<T>(answer: Promise<Result<T>>): Promise<T> {
    const result = await Promise.race([answer, this.#failed])
    if (result.ok) return result.value
    throw toError(result.failure)
  }
}

/** The error that the worker's kernel has thrown. */
function toError({ code, message, details }: Failure): Error {
  const text = (name: string) => String(details[name])
  switch (code) {
    case 'kernel/unsupported':
      return new KernelUnsupportedError({
        backend: text('backend'),
        rule: text('rule'),
        reason: text('reason'),
      })
    case 'kernel/plane':
      return new PlaneError({ kind: text('kind'), name: text('name') })
    case 'kernel/cells':
      return new CellsError({ found: text('found'), wanted: text('wanted') })
    case 'kernel/device-lost':
      return new DeviceLostError({ reason: text('reason') })
    default:
      return new Error(message)
  }
}
