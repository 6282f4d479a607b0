/** A list that keeps the newest of what is put in, as many as it has room for. */
export class Ring<T> implements Iterable<T> {
  readonly #capacity: number
  readonly #items: T[] = []
  /** Where the oldest lies once it is full. */
  #first = 0

  /** @param capacity a whole number of at least 1. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item)
      return
    }
    this.#items[this.#first] = item
    this.#first = (this.#first + 1) % this.#capacity
  }

  clear(): void {
    this.#items.length = 0
    this.#first = 0
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): Generator<T> {
    yield* this.#items.slice(this.#first)
    yield* this.#items.slice(0, this.#first)
  }
}
