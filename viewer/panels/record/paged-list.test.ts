import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_ROWS, PagedList } from './paged-list.ts'

interface Row {
  readonly id: number
  readonly text: string
}

/** A list as servers have them, the newest first: a page goes on behind the row that the last one ended with. */
class Table {
  rows: Row[] = []
  asked = 0
  #newest = 0

  add(count: number): void {
    for (let each = 0; each < count; each++) this.rows.unshift({ id: ++this.#newest, text: 'new' })
  }

  readonly list = new PagedList<Row>({
    keyOf: ({ id }) => String(id),
    ask: async (after, limit) => {
      this.asked++
      const behind = this.rows.filter(({ id }) => after === undefined || id < Number(after))
      const items = behind.slice(0, limit)
      return behind.length > limit ? { items, next: String(items.at(-1)!.id) } : { items }
    },
  })
}

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id)

test('while rows come in, are changed and go, none is lost and none is there twice', async () => {
  const anyDeed = fc.oneof(
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.nat(70) }) },
    fc.record({ kind: fc.constant('remove' as const), count: fc.nat(300) }),
    { weight: 2, arbitrary: fc.constant({ kind: 'refresh' as const }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'more' as const }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(400), fc.array(anyDeed, { maxLength: 14 }), async (first, deeds) => {
      const table = new Table()
      table.add(first)
      let shown = await table.list.refresh()
      for (const deed of deeds) {
        if (deed.kind === 'add') table.add(deed.count)
        if (deed.kind === 'remove') table.rows.splice(deed.count, 1)
        if (deed.kind === 'add' || deed.kind === 'remove') continue
        const lastSeen = shown.items.at(-1)
        const before = shown.items.length
        shown = await table.list[deed.kind]()
        const ids = idsOf(shown.items)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toEqual(ids.toSorted((one, other) => other - one))
        if (deed.kind === 'more') {
          expect(ids.length).toBeGreaterThanOrEqual(before)
          continue
        }
        // After another look it is what the server has, from its beginning on, as far as was seen.
        expect(ids).toEqual(idsOf(table.rows.slice(0, ids.length)))
        expect(shown.hasMore).toBe(ids.length < table.rows.length)
        const isThere = lastSeen !== undefined && table.rows.some(({ id }) => id === lastSeen.id)
        if (isThere) expect(ids).toContain(lastSeen.id)
      }
    }),
    { numRuns: 200 },
  )
})

test('a look and a wish for more that cross each other leave no gap', async () => {
  const table = new Table()
  table.add(120)
  await table.list.refresh()
  const looking = table.list.refresh()
  table.add(60)
  const [, rows] = await Promise.all([looking, table.list.more(), table.list.refresh()])
  const ids = idsOf((await table.list.refresh()).items)
  expect(ids).toEqual(idsOf(table.rows.slice(0, ids.length)))
  expect(new Set(idsOf(rows.items)).size).toBe(rows.items.length)
  // A hundred had been seen, down to number 21, and the sixty that came stand before them.
  expect(ids).toEqual(expect.arrayContaining([180, 121, 21]))
})

test('a row that has changed stands where it stood, as it is now', async () => {
  const table = new Table()
  table.add(3)
  await table.list.refresh()
  table.rows[1] = { id: 2, text: 'changed' }
  const { items } = await table.list.refresh()
  expect(items.map(({ text }) => text)).toEqual(['new', 'changed', 'new'])
})

test('a list of which all that was seen is gone begins anew, and costs few questions', async () => {
  const table = new Table()
  table.add(5000)
  await table.list.refresh()
  table.rows.splice(0, 50)
  table.asked = 0
  const { items, hasMore } = await table.list.refresh()
  expect(idsOf(items)).toEqual(idsOf(table.rows.slice(0, 50)))
  expect(hasMore).toBe(true)
  expect(table.asked).toBeLessThanOrEqual(20)
})

test('no more rows are kept than can be shown', async () => {
  const table = new Table()
  table.add(MAX_ROWS + 500)
  let shown = await table.list.refresh()
  while (shown.hasMore) shown = await table.list.more()
  expect(shown.items).toHaveLength(MAX_ROWS)
  table.add(30)
  shown = await table.list.refresh()
  expect(idsOf(shown.items)).toEqual(idsOf(table.rows.slice(0, shown.items.length)))
  expect(shown.items.length).toBeGreaterThanOrEqual(MAX_ROWS)
})

test('a question that fails leaves what was there, and the next goes on from it', async () => {
  const table = new Table()
  table.add(120)
  let isDown = false
  const list = new PagedList<Row>({
    keyOf: ({ id }) => String(id),
    async ask(after, limit) {
      if (isDown) throw new Error('down')
      const behind = table.rows.filter(({ id }) => after === undefined || id < Number(after))
      const items = behind.slice(0, limit)
      return behind.length > limit ? { items, next: String(items.at(-1)!.id) } : { items }
    },
  })
  await list.refresh()
  isDown = true
  await expect(list.more()).rejects.toThrow('down')
  await expect(list.refresh()).rejects.toThrow('down')
  isDown = false
  expect((await list.more()).items).toHaveLength(100)
})
