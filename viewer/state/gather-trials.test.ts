import { expect, test } from 'vitest'
import { gatherTrials, type TrialPage } from './gather-trials.ts'
import type { ServedTrial } from './served-study.ts'

const PAGE = 200

/** A server that tells of so many trials, of which those from `open` on are not over. */
function serve(count: number, open = count, failing = -1) {
  let asked = 0
  return async (after: string | undefined): Promise<TrialPage> => {
    if (asked++ === failing) throw new Error('429')
    const newest = after === undefined ? count - 1 : Number(after) - 1
    const length = Math.min(PAGE, newest + 1)
    const items = Array.from({ length }, (_, i) => {
      const number = newest - i
      return { number, state: number < open ? 'completed' : 'proposed' } as ServedTrial
    })
    const last = items.at(-1)?.number ?? 0
    return { items, ...(last > 0 && { next: String(last) }) }
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a page that fails leaves what was known, and the next try has all without a gap', async () => {
  const known = await gatherTrials([], serve(150))
  for (const failing of [0, 1, 2]) {
    await expect(gatherTrials(known, serve(650, 650, failing))).rejects.toThrow('429')
    expect(known.map(({ number }) => number)).toEqual(numbers(150))
  }
  const all = await gatherTrials(known, serve(650))
  expect(all.map(({ number }) => number)).toEqual(numbers(650))
})

test('it reads back to the oldest that was not over, and no farther', async () => {
  const known = await gatherTrials([], serve(1000, 795))
  let pages = 0
  const readPage = serve(1000)
  const all = await gatherTrials(known, (after) => {
    pages++
    return readPage(after)
  })
  expect(pages).toBe(2)
  expect(all.every(({ state }) => state === 'completed')).toBe(true)
  expect(await gatherTrials([], serve(0))).toEqual([])
})
