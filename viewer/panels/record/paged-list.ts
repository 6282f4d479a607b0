/**
 * A list of the server's that grows while it is looked at: the pages from its beginning to the last row that was seen.
 *
 * Each answer of a list says where the next goes on (`next`), and rows that come in meanwhile stand before or behind
 * that place, never across it. So the pages of one walk from the beginning have every row once. To look again is to
 * walk anew until the last row that was seen has come by; to see more is to go on from where the last walk ended. The
 * two are never under way at once, since one would go on from a walk that the other has replaced.
 */

/** An answer of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next goes on; absent at the end. */
  readonly next?: string | undefined
}

export interface PagedListOptions<Item> {
  /** Gives the page behind a place, the first where it is undefined; so many rows at most. */
  ask(after: string | undefined, limit: number): Promise<Page<Item>>
  /** What no other row has, and a row keeps when it changes. */
  keyOf(item: Item): string
}

export interface PagedRows<Item> {
  readonly items: readonly Item[]
  /** Whether the server has more behind them. */
  readonly hasMore: boolean
}

/** So many rows are kept; what is behind them is found by a narrower question. */
export const MAX_ROWS = 1000

const FIRST_ROWS = 50
/** The most that one answer of the server has. */
const MAX_PAGE = 200
/** A page may be empty where others lie between; after so many a walk is to be asked for again. */
const MAX_PAGES = 40

export class PagedList<Item> {
  readonly #options: PagedListOptions<Item>
  #items: readonly Item[] = []
  #next: string | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(options: PagedListOptions<Item>) {
    this.#options = options
  }

  /** Walks from the beginning to the last row that was seen, or over the first page; rejects as `ask` does. */
  refresh(): Promise<PagedRows<Item>> {
    return this.#after(async () => {
      const { ask, keyOf } = this.#options
      const seen = new Set(this.#items.map(keyOf))
      const last = this.#items.at(-1)
      const limit = Math.min(MAX_PAGE, Math.max(FIRST_ROWS, seen.size))
      const walk = new Map<string, Item>()
      let next: string | undefined
      let hasReached = false
      /** Where the walk was when a row came by last that had been seen; before, its first page. */
      let end: { readonly count: number; readonly next: string | undefined } | undefined
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const page = await ask(next, limit)
        const isKnown = page.items.some((item) => seen.has(keyOf(item)))
        // What was seen last may be gone: it has passed where a page has nothing that was seen.
        if (hasReached && !isKnown && page.items.length > 0) break
        addAll(walk, page.items, keyOf)
        next = page.next
        hasReached ||= isKnown
        if (isKnown || end === undefined) end = { count: walk.size, next }
        const hasLast = last === undefined ? page.items.length > 0 : walk.has(keyOf(last))
        if (next === undefined || hasLast || walk.size >= MAX_ROWS) break
      }
      return this.#keep([...walk.values()].slice(0, end?.count), end?.next)
    })
  }

  /** Goes on behind the last row; gives what is there already where there is no more. */
  more(): Promise<PagedRows<Item>> {
    return this.#after(async () => {
      const walk = new Map<string, Item>()
      addAll(walk, this.#items, this.#options.keyOf)
      let next = this.#next
      const before = walk.size
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        if (next === undefined || walk.size >= MAX_ROWS || walk.size > before) break
        const page = await this.#options.ask(next, FIRST_ROWS)
        addAll(walk, page.items, this.#options.keyOf)
        next = page.next
      }
      return this.#keep([...walk.values()], next)
    })
  }

  #keep(items: readonly Item[], next: string | undefined): PagedRows<Item> {
    this.#items = items
    this.#next = next
    return { items, hasMore: next !== undefined && items.length < MAX_ROWS }
  }

  #after<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work, work)
    this.#work = result
    return result
  }
}

/** A row that comes again stands where it came first, as it was told last. */
function addAll<Item>(
  walk: Map<string, Item>,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): void {
  for (const item of items) walk.set(keyOf(item), item)
}
