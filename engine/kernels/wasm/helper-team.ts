/** The helping threads of one kernel, from their start to their end. */
import type { KernelThread, KernelThreads } from '../kernel-threads.ts'
import { COMMAND_OFFSET, HELPERS_UP_OFFSET, MAX_MEMBERS } from './thread-team.ts'

/** A helper that has not come up by then is not waited for again. */
const MAX_START_MS = 20_000

export class HelperTeam {
  readonly #words: Int32Array
  readonly #upIndex: number
  readonly #commandIndex: number
  readonly #helpers: readonly KernelThread[]
  #hasWaited = false

  /**
   * @param address where the module's team words lie in the shared memory.
   * @param count threads in all, where there is not work enough for as many as there are.
   */
  constructor(
    threads: KernelThreads,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    address: number,
    count = threads.count,
  ) {
    this.#words = new Int32Array(memory.buffer)
    this.#upIndex = (address + HELPERS_UP_OFFSET) / 4
    this.#commandIndex = (address + COMMAND_OFFSET) / 4
    // Before the first command the word is not 0, which would mean stop.
    Atomics.store(this.#words, this.#commandIndex, 1)
    const helpers = Math.min(count, MAX_MEMBERS) - 1
    this.#helpers = Array.from({ length: helpers }, (_, i) => threads.start(module, memory, i + 1))
  }

  /** How many can take part at this moment, the caller among them. */
  get members(): number {
    return 1 + Math.min(Atomics.load(this.#words, this.#upIndex), this.#helpers.length)
  }

  /** Settles when all helpers are up, or too slow to wait for; undefined if they need no waiting. */
  whenUp(): Promise<void> | undefined {
    if (this.#hasWaited || this.members > this.#helpers.length) return undefined
    this.#hasWaited = true
    return this.#waitForHelpers()
  }

  async #waitForHelpers(): Promise<void> {
    for (;;) {
      const up = Atomics.load(this.#words, this.#upIndex)
      if (up >= this.#helpers.length) return
      const { value } = Atomics.waitAsync(this.#words, this.#upIndex, up, MAX_START_MS)
      if ((await value) === 'timed-out') return
    }
  }

  dispose(): void {
    Atomics.store(this.#words, this.#commandIndex, 0)
    Atomics.notify(this.#words, this.#commandIndex)
    for (const helper of this.#helpers) helper.terminate()
  }
}
