/**
 * Workers that have loaded gpu.js, for kernels that come one after the other.
 *
 * To start one takes most of a second, for its script and for what gpu.js has to find out about
 * WebGL2; so a kernel that ends well leaves its worker to the next. One worker waits at most, and
 * not for long.
 */
import * as Comlink from 'comlink'
import type { Result } from '../protocol/result.ts'
import type { GpuJsApi } from './gpujs-api.ts'

/** After so long without a kernel a worker is ended. */
const IDLE_MS = 10_000

/** gpu.js keeps what it knew of every kernel, so a worker that has had so many is ended. */
const MAX_KERNELS = 64

/** Something to ask of a worker's kernel. */
export type Question<T> = (remote: Comlink.Remote<GpuJsApi>) => Promise<Result<T>>

/** A worker, for one kernel at a time. */
export class GpuJsWorker {
  readonly #worker: Worker
  readonly #remote: Comlink.Remote<GpuJsApi>
  /** Settles, with why, when the worker's script does not load or throws. */
  readonly whyDead: Promise<string>
  #isSound = true
  #unanswered = 0
  #kernels = 0

  constructor() {
    this.#worker = new Worker(new URL('./gpujs.worker.ts', import.meta.url), {
      type: 'module',
      name: 'gpu.js kernel',
    })
    this.#remote = Comlink.wrap<GpuJsApi>(this.#worker)
    this.whyDead = new Promise((resolve) => {
      this.#worker.addEventListener('error', ({ message }) => {
        this.#isSound = false
        resolve(`its worker does not run${message ? `: ${message}` : ''}`)
      })
    })
  }

  /** Whether it can have another kernel, the one that it has being done with. */
  get isReusable(): boolean {
    return this.#isSound && this.#unanswered === 0 && this.#kernels < MAX_KERNELS
  }

  /** Asks something of its kernel. What fails there leaves no worker that anybody should rely on. */
  async ask<T>(question: Question<T>): Promise<Result<T>> {
    this.#unanswered++
    const result = await question(this.#remote)
    this.#unanswered--
    if (!result.ok) this.#isSound = false
    return result
  }

  /** Frees the kernel; whatever is asked afterwards is asked of the next. */
  release(): void {
    this.#kernels++
    // No answer counts here: the worker does one thing after the other.
    void this.#remote.release().then((result) => {
      if (!result.ok) this.#isSound = false
    })
  }

  terminate(): void {
    this.#remote[Comlink.releaseProxy]()
    this.#worker.terminate()
  }
}

/** The worker that waits for a kernel. */
let idle:
  | { readonly worker: GpuJsWorker; readonly timer: ReturnType<typeof setTimeout> }
  | undefined

/** A worker without a kernel, which is the caller's until `giveBack`. */
export function takeGpuJsWorker(): GpuJsWorker {
  const waiting = idle
  if (waiting === undefined) return new GpuJsWorker()
  clearTimeout(waiting.timer)
  idle = undefined
  if (waiting.worker.isReusable) return waiting.worker
  waiting.worker.terminate()
  return new GpuJsWorker()
}

/** Ends a worker's kernel, and the worker too unless the next kernel can have it. */
export function giveBackGpuJsWorker(worker: GpuJsWorker): void {
  if (idle !== undefined || !worker.isReusable) {
    worker.terminate()
    return
  }
  worker.release()
  const end = () => {
    idle = undefined
    worker.terminate()
  }
  idle = { worker, timer: setTimeout(end, IDLE_MS) }
}
