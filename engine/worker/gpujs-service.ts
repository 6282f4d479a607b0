/** The kernel of the gpu.js worker, behind its API; the next one finds gpu.js started. */
import { KernelUnsupportedError } from '../kernels/errors.ts'
import { createGpuJsKernel } from '../kernels/gpujs/gpujs-kernel.ts'
import type { GpuJsRuntime } from '../kernels/gpujs/gpujs-runtime.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { DeviceLostError } from '../kernels/webgpu/errors.ts'
import { toResult } from '../protocol/failure.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { GpuJsApi, GpuJsSetup } from './gpujs-api.ts'

/** Whether a runtime is there and its device is too. */
async function isAlive(runtime: GpuJsRuntime | undefined): Promise<boolean> {
  try {
    await runtime?.finish()
    return runtime !== undefined
  } catch (error) {
    if (error instanceof DeviceLostError) return false
    throw error
  }
}

export class GpuJsService implements GpuJsApi {
  readonly #startRuntime: () => GpuJsRuntime | undefined
  #runtime: GpuJsRuntime | undefined
  #kernel: Kernel | undefined

  /** @param startRuntime undefined where the machine has nothing that gpu.js can compute on. */
  constructor(startRuntime: () => GpuJsRuntime | undefined) {
    this.#startRuntime = startRuntime
  }

  create(setup: GpuJsSetup) {
    return toResult(async () => {
      // One that was lost while it had no kernel is no use to the next.
      if (!(await isAlive(this.#runtime))) this.#runtime = this.#startRuntime()
      if (this.#runtime === undefined) {
        const reason = 'this machine has no WebGL2 that renders to floats'
        const rule = setup.rule.canonical
        throw new KernelUnsupportedError({ backend: 'gpujs', rule, reason })
      }
      this.#kernel = await createGpuJsKernel(setup, this.#runtime)
      return undefined
    })
  }

  write(cells: Uint8Array, tick: number, firstCell: number) {
    return this.#ask(async (kernel) => {
      await kernel.write(cells, tick, firstCell)
      return undefined
    })
  }

  advance(ticks: number) {
    return this.#ask(async (kernel) => {
      await kernel.advance(ticks)
      return undefined
    })
  }

  read(firstCell: number, count: number) {
    return this.#ask(async (kernel) => {
      const cells = new Uint8Array(count)
      await kernel.read(cells, firstCell)
      return cells
    })
  }

  writePlane(plane: PlaneName, values: Int32Array) {
    return this.#ask(async (kernel) => {
      await kernel.writePlane(plane, values)
      return undefined
    })
  }

  readPlane(plane: PlaneName, count: number) {
    return this.#ask(async (kernel) => {
      const values = new Int32Array(count)
      await kernel.readPlane(plane, values)
      return values
    })
  }

  release() {
    return this.#ask(async (kernel) => {
      kernel.dispose()
      this.#kernel = undefined
      return undefined
    })
  }

  #ask<T>(work: (kernel: Kernel) => Promise<T>) {
    return toResult(async () => {
      if (this.#kernel === undefined) throw new Error('no kernel has been created')
      return work(this.#kernel)
    })
  }
}
