/** Kernels of gpu.js for a page: each has a worker to itself, which has loaded gpu.js. */
import { CellsError, KernelUnsupportedError, PlaneError } from '../kernels/errors.ts'
import type { Kernel, KernelSetup } from '../kernels/kernel.ts'
import { assertCells, assertSetup } from '../kernels/setup-check.ts'
import { DeviceLostError } from '../kernels/webgpu/errors.ts'
import type { Failure } from '../protocol/result.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { GpuJsSetup } from './gpujs-api.ts'
import {
  type GpuJsWorker,
  giveBackGpuJsWorker,
  type Question,
  takeGpuJsWorker,
} from './gpujs-workers.ts'

/**
 * Builds a gpu.js kernel that has all cells 0 in a worker.
 *
 * @throws {KernelUnsupportedError} when the program does not stay within exact floats, the machine
 * has no WebGL2, or the worker does not start; and what `assertSetup` throws.
 */
export async function createGpuJsPageKernel(setup: KernelSetup): Promise<Kernel> {
  assertSetup(setup)
  const { size, topology, rule, seed } = setup
  const kernel = new PageKernel(setup, takeGpuJsWorker())
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
  readonly #worker: GpuJsWorker
  /** Rejects when the worker's script does not load or throws. */
  readonly #failed: Promise<never>
  #isDisposed = false

  constructor(setup: KernelSetup, worker: GpuJsWorker) {
    this.#setup = setup
    this.#worker = worker
    this.#failed = worker.whyDead.then((reason) => {
      const rule = setup.rule.canonical
      throw new KernelUnsupportedError({ backend: 'gpujs', rule, reason })
    })
    // Whoever waits for an answer hears of it; at other times nobody does.
    this.#failed.catch(() => undefined)
  }

  create(setup: GpuJsSetup): Promise<undefined> {
    return this.#ask((remote) => remote.create(setup))
  }

  async write(cells: Uint8Array, tick: number, firstCell = 0): Promise<void> {
    assertCells(this.#setup, cells, firstCell)
    await this.#ask((remote) => remote.write(cells, tick, firstCell))
  }

  async advance(ticks: number): Promise<void> {
    await this.#ask((remote) => remote.advance(ticks))
  }

  async read(into: Uint8Array, firstCell = 0): Promise<void> {
    into.set(await this.#ask((remote) => remote.read(firstCell, into.length)))
  }

  async writePlane(plane: PlaneName, values: Int32Array): Promise<void> {
    await this.#ask((remote) => remote.writePlane(plane, values))
  }

  async readPlane(plane: PlaneName, into: Int32Array): Promise<void> {
    into.set(await this.#ask((remote) => remote.readPlane(plane, into.length)))
  }

  dispose(): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    giveBackGpuJsWorker(this.#worker)
  }

  async #ask<T>(question: Question<T>): Promise<T> {
    // Its worker may be another kernel's by now.
    if (this.#isDisposed) throw new Error('the kernel has been disposed')
    const result = await Promise.race([this.#worker.ask(question), this.#failed])
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
