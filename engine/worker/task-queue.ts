/**
 * Runs asynchronous tasks one after another, in the order they were asked for.
 *
 * A simulation's methods must not overlap; messages from another thread come whenever they like.
 */
export class TaskQueue {
  #tail: Promise<unknown> = Promise.resolve()

  /** Runs a task after all earlier ones have settled, and gives its outcome. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }
}
