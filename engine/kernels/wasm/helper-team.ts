/** The helping threads of one kernel, from their start to their end. */
import { KernelThreadError } from '../errors.ts'
import type { KernelThread, KernelThreads } from '../kernel-threads.ts'
import { COMMAND_OFFSET, FAILED_OFFSET, HELPERS_UP_OFFSET, MAX_MEMBERS } from './thread-team.ts'

/** A helper that has not come up by then is not waited for again. */
const MAX_START_MS = 20_000

export class HelperTeam {
  readonly #words: Int32Array
  readonly #upIndex: number
  readonly #commandIndex: number
  readonly #failedIndex: number
  readonly #helpers: readonly KernelThread[]
  /** Settles when some helper has ended. */
  readonly #end: Promise<void>
  #resolveEnd: () => void = () => undefined
  #hasEnded = false
  #hasWaited = false
  /** Whether a run has thrown: members then stand anywhere, and the state is that of no tick. */
  #hasFailed = false

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
    this.#failedIndex = (address + FAILED_OFFSET) / 4
    // Before the first command the word is not 0, which would mean stop.
    Atomics.store(this.#words, this.#commandIndex, 1)
    this.#end = new Promise((resolve) => {
      this.#resolveEnd = resolve
    })
    const helpers = Math.min(count, MAX_MEMBERS) - 1
    const onEnd = () => this.#endAll()
    this.#helpers = Array.from({ length: helpers }, (_, i) =>
      threads.start(module, memory, i + 1, onEnd),
    )
  }

  /** How many can take part at this moment, the caller among them. */
  get members(): number {
    if (this.#hasEnded) return 1
    return 1 + Math.min(Atomics.load(this.#words, this.#upIndex), this.#helpers.length)
  }

  /** Settles when all helpers are up, or too slow to wait for; undefined if they need no waiting. */
  whenUp(): Promise<void> | undefined {
    if (this.#hasWaited || this.#hasEnded || this.members > this.#helpers.length) return undefined
    this.#hasWaited = true
    return this.#waitForHelpers()
  }

  /**
   * Lets the module work with as many members as there are.
   *
   * @returns how many they were.
   * @throws {KernelThreadError} when a helper has failed amid the work, this time or before.
   */
  run(work: (members: number) => void): number {
    this.assertWhole()
    const { members } = this
    try {
      work(members)
      return members
    } catch (cause) {
      this.#hasFailed = true
      const isOfHelper = Atomics.load(this.#words, this.#failedIndex) !== 0
      throw isOfHelper ? new KernelThreadError({ cause }) : cause
    }
  }

  /**
   * Sees to it that the state is that of a tick.
   *
   * @throws {KernelThreadError} when a run has left it amid one.
   */
  assertWhole(): void {
    if (this.#hasFailed) throw new KernelThreadError()
  }

  /** Ends all helpers; what is run from here on is done by the caller alone. */
  dispose(): void {
    this.#endAll()
  }

  async #waitForHelpers(): Promise<void> {
    for (;;) {
      const up = Atomics.load(this.#words, this.#upIndex)
      if (this.#hasEnded || up >= this.#helpers.length) return
      const { value } = Atomics.waitAsync(this.#words, this.#upIndex, up, MAX_START_MS)
      const outcome = await Promise.race([value, this.#end])
      if (outcome === 'timed-out') return
    }
  }

  /**
   * Where one has ended the others are ended too: their places are taken in the order in which
   * they came up, so nobody knows which place is empty now.
   */
  #endAll(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#resolveEnd()
    Atomics.store(this.#words, this.#commandIndex, 0)
    Atomics.notify(this.#words, this.#commandIndex)
    for (const helper of this.#helpers) helper.terminate()
  }
}
