/** The guided tour, which plays by itself in the built viewer until somebody touches it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  // Nobody reads here.
  viewer = await openViewer('/?demo&pace=40')
})
afterAll(() => viewer?.close())

const tour = () => viewer.page.getByRole('region', { name: 'Guided tour' })
const caption = () => tour().locator('.tour-caption')
const chapter = (number: number) =>
  viewer.page.locator(`.tour[data-chapter="${number}"]`).waitFor({ timeout: 100_000 })

test('it plays by itself through all eight chapters, on real content, without a complaint', async () => {
  const { page } = viewer
  for (const number of [1, 2, 3, 4, 5]) await chapter(number)
  await page.getByRole('region', { name: 'Search' }).waitFor()
  await page.locator('[data-readout="front"]').waitFor()
  await chapter(6)
  await page.locator('.tour-proof tr[data-same="true"]').nth(4).waitFor()
  await chapter(7)
  await page.locator('.tour-ledger li[data-wrong="true"]').waitFor()
  expect(await page.locator('.tour-ledger li[data-wrong="true"]').count()).toBe(1)
  expect(await page.locator('.tour-verdict').textContent()).toMatch(/^Entry 3 was altered/)
  await chapter(8)
  await tour().getByRole('button', { name: 'Go on' }).waitFor()
  expect(viewer.complaints).toEqual([])
})

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
