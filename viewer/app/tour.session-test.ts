/** The guided tour, which plays by itself in the built viewer until somebody touches it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

/** What has been on the page so far, however short: chapters, and what they show for their words. */
interface Seen {
  readonly chapters: string[]
  hasFront: boolean
  equalHashes: number
  readonly verdicts: string[]
}

beforeAll(async () => {
  viewer = await openViewer('/favicon.svg')
  await viewer.page.addInitScript(() => {
    const seen: Seen = { chapters: [], hasFront: false, equalHashes: 0, verdicts: [] }
    Object.assign(globalThis, { seen })
    const look = () => {
      const chapter = document.querySelector<HTMLElement>('.tour')?.dataset.chapter
      if (chapter !== undefined && !seen.chapters.includes(chapter)) seen.chapters.push(chapter)
      seen.hasFront ||= document.querySelector('[data-readout="front"]') !== null
      const same = document.querySelectorAll('.tour-proof tr[data-same="true"]').length
      seen.equalHashes = Math.max(seen.equalHashes, same)
      const verdict = document.querySelector('.tour-verdict')?.textContent ?? ''
      if (verdict !== '' && !seen.verdicts.includes(verdict)) seen.verdicts.push(verdict)
    }
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
    })
  })
  // Nobody reads here.
  await viewer.page.goto(`${viewer.address}/?demo&pace=40`)
})
afterAll(() => viewer?.close())

const tour = () => viewer.page.getByRole('region', { name: 'Guided tour' })
const caption = () => tour().locator('.tour-caption')
const chapter = (number: number) =>
  viewer.page.locator(`.tour[data-chapter="${number}"]`).waitFor({ timeout: 100_000 })

test('it plays by itself through all eight chapters, on real content, without a complaint', async () => {
  const { page } = viewer
  const goOn = tour().getByRole('button', { name: 'Go on' })
  await goOn.waitFor({ timeout: 400_000 })
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
  expect(seen.chapters).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  expect(seen.hasFront).toBe(true)
  expect(seen.equalHashes).toBe(5)
  expect(seen.verdicts.map((each) => each.slice(0, 19))).toEqual([
    'Sound. Signed root ',
    'Entry 3 was altered',
  ])
  expect(viewer.complaints).toEqual([])
}, 420_000)

test('a touch of the world pauses it, and it goes on when it is told to', async () => {
  const { page } = viewer
  await tour().getByRole('button', { name: 'Go on' }).click()
  await chapter(1)
  await page.locator('canvas').first().dispatchEvent('pointerdown')
  await tour().getByRole('button', { name: 'Go on' }).waitFor()
  const standing = await caption().textContent()
  const number = await tour().getAttribute('data-chapter')
  await tour().getByRole('button', { name: 'Go on' }).click()
  await expect.poll(() => caption().textContent()).not.toBe(standing)
  expect(Number(await tour().getAttribute('data-chapter'))).toBeGreaterThanOrEqual(Number(number))
})

test('chapters are gone through by key, and Escape leaves the world to the person', async () => {
  const { page } = viewer
  await page.goto(`${viewer.address}/?demo`)
  await chapter(1)
  await page.keyboard.press('PageDown')
  await chapter(2)
  await page.keyboard.press('PageDown')
  await chapter(3)
  await page.keyboard.press('PageUp')
  await chapter(2)
  await page.keyboard.press('Escape')
  await tour().waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('')
  expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
})

test('where less motion is wanted nothing moves until somebody begins', async () => {
  const { page } = viewer
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${viewer.address}/?demo`)
  const begin = tour().getByRole('button', { name: 'Begin the tour' })
  await begin.waitFor()
  expect(await page.locator('canvas').count()).toBeLessThanOrEqual(1)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Thunderline')
  await begin.click()
  await expect.poll(() => caption().textContent()).toMatch(/^Every cell/)
  expect(viewer.complaints).toEqual([])
})
