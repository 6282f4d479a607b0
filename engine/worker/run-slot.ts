/**
 * The place of the run that is loaded. Whatever touches the run goes through the one queue of its
 * place, since the methods of a simulation must not overlap.
 */
import { toResult } from '../protocol/failure.ts'
import type { Result } from '../protocol/result.ts'
import { NothingLoadedError } from '../simulation/errors.ts'
import type { LoadedRun } from './loaded-run.ts'
import { TaskQueue } from './task-queue.ts'

export class RunSlot {
  readonly #queue = new TaskQueue()
  #loaded: LoadedRun | undefined
  #isClosed = false

  /** Undefined until the first run is there, and after the end. */
  get loaded(): LoadedRun | undefined {
    return this.#loaded
  }

  /** Whether nothing can be loaded any more. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** @throws {NothingLoadedError} when there is no run, or none any more. */
  require(): LoadedRun {
    if (this.#loaded === undefined || this.#isClosed) throw new NothingLoadedError()
    return this.#loaded
  }

  /** Does something when its turn comes. */
  inTurn<T>(task: () => T | Promise<T>): Promise<T> {
    return this.#queue.run(task)
  }

  /** Asks something of what is loaded, when its turn comes. */
  ask<T>(question: (loaded: LoadedRun) => T | Promise<T>): Promise<Result<T>> {
    return toResult(() => this.#queue.run(() => question(this.require())))
  }

  /** Puts another run in the place of the one before, which ends; for tasks whose turn it is. */
  put(loaded: LoadedRun): void {
    this.#free()
    this.#loaded = loaded
  }

  /** Ends the run when its turn comes; from now on there is none. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#queue.run(() => {
      this.#free()
      this.#loaded = undefined
    })
  }

  #free(): void {
    this.#loaded?.damage.dispose()
    this.#loaded?.simulation.dispose()
  }
}
