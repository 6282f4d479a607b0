/** The map of terms, by key alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer()
  await viewer.page.getByRole('heading', { level: 1, name: 'Pyroclastic' }).waitFor()
})
afterAll(() => viewer?.close())

test('a term leads to what it hangs together with, to its folder, and to its panel', async () => {
  const { page } = viewer
  await page.keyboard.press('6')
  const facts = page.getByRole('region', { name: 'The term' })
  await expect.poll(() => facts.textContent()).toMatch(/^Thunderbit/)
  await page.getByRole('button', { name: 'iROPE' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => facts.textContent()).toMatch(/^K-GAM/)
  await page.getByRole('button', { name: 'Cerebros' }).focus()
  await expect.poll(() => facts.textContent()).toContain('engine/search')
  await facts.getByRole('button', { name: 'ThunderForge', exact: false }).click()
  await expect.poll(() => facts.textContent()).toContain('engine/forge')
  await page.getByRole('button', { name: 'Cerebros' }).focus()
  await facts.getByRole('button', { name: 'Open the search' }).click()
  await page.getByRole('region', { name: 'Search', exact: true }).waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(viewer.complaints).toEqual([])
})
