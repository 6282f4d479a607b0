/** Work on many items at a time whose results are taken one after another, in the items' order. */

export interface InOrder<Item, Value> {
  /** Items at a time; at least 1. */
  readonly jobs: number
  readonly work: (item: Item) => Promise<Value>
  /** Takes a result; none is taken before the one before it is dealt with. */
  readonly take: (value: Value, item: Item) => Promise<void> | void
}

/** So many results a job may be ahead of what is taken, so that one slow item does not fill the memory. */
const MAX_AHEAD = 64

/**
 * Works on all items.
 *
 * @throws what work or taking throws, the first in the items' order. Nothing new is begun then, and what
 * is under way is waited for.
 */
export async function workInOrder<Item, Value>(
  items: readonly Item[],
  { jobs, work, take }: InOrder<Item, Value>,
): Promise<void> {
  const results = new Map<number, PromiseWithResolvers<Value>>()
  const resultOf = (i: number) => {
    const known = results.get(i) ?? Promise.withResolvers<Value>()
    results.set(i, known)
    return known
  }
  let begun = 0
  let taken = 0
  let isOver = false
  let room = Promise.withResolvers<void>()
  const makeRoom = () => {
    room.resolve()
    room = Promise.withResolvers<void>()
  }
  const runLane = async () => {
    while (!isOver && begun < items.length) {
      if (begun >= taken + MAX_AHEAD * jobs) {
        await room.promise
        continue
      }
      const place = begun++
      const result = resultOf(place)
      try {
        result.resolve(await work(items[place]!))
      } catch (error) {
        isOver = true
        // It is thrown where its turn comes, if it does.
        result.promise.catch(() => {})
        result.reject(error)
      }
    }
  }
  const lanes = Promise.all(Array.from({ length: jobs }, runLane))
  try {
    for (const [place, item] of items.entries()) {
      await take(await resultOf(place).promise, item)
      results.delete(place)
      taken = place + 1
      makeRoom()
    }
  } finally {
    isOver = true
    makeRoom()
    await lanes
  }
}
