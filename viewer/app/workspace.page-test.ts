/** Panels are docked around the world, stay as they were put, and are drawers where there is no room. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer('/')
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('.dock [data-panel=world] canvas').waitFor()
  await viewer.page.keyboard.press('Space')
})
afterAll(() => viewer?.close())

const host = (name: string) => viewer.page.locator(`[data-panel=${name}]`)
const widthOf = async (name: string) =>
  Math.round((await host(name).boundingBox())?.width ?? Number.NaN)

/** Drags from the middle of an element to a place of the page. */
async function drag(selector: string, toX: number, toY: number): Promise<void> {
  const { mouse } = viewer.page
  const box = (await viewer.page.locator(selector).first().boundingBox())!
  await mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await mouse.down()
  await mouse.move(toX, toY, { steps: 8 })
  await mouse.up()
}

test('what a panel gains or leaves is the world’s, whose canvas stays the same one', async () => {
  const { page } = viewer
  await expect.poll(() => widthOf('library')).toBe(264)
  expect(await widthOf('inspector')).toBe(264)
  const [world, inspector] = [await widthOf('world'), await widthOf('inspector')]
  await page.locator('[data-panel=world] canvas').evaluate((canvas) => {
    canvas.dataset.known = 'yes'
  })
  await page.keyboard.press('l')
  await host('library').waitFor({ state: 'hidden' })
  expect(await widthOf('inspector')).toBe(inspector)
  expect(await widthOf('world')).toBeGreaterThan(world + 200)
  await page.keyboard.press('l')
  await host('library').waitFor()
  expect(await widthOf('library')).toBe(264)
  await page.setViewportSize({ width: 1500, height: 800 })
  await expect.poll(() => widthOf('world')).toBe(world + 220)
  expect(await widthOf('library')).toBe(264)
  await page.setViewportSize({ width: 1280, height: 720 })
  expect(await page.locator('canvas[data-known=yes]').count()).toBe(1)
})

test('a panel is moved by its tab and sized by its edge, and is there again at the next visit until the layout is reset', async () => {
  const { page, complaints } = viewer
  const edge = (await host('library').boundingBox())!
  await page.mouse.move(edge.x + edge.width, 400)
  await page.mouse.down()
  await page.mouse.move(edge.x + edge.width + 60, 400, { steps: 6 })
  await page.mouse.up()
  await expect.poll(() => widthOf('library')).toBeGreaterThan(310)
  // Into the middle of the inspector: a tab beside its tab.
  const right = (await host('inspector').boundingBox())!
  await drag('.dv-tab:has-text("Library")', right.x + right.width / 2, right.y + 250)
  const tabs = page.locator('.dv-groupview:has([data-panel=library]) .dv-tab')
  await expect.poll(() => tabs.allTextContents()).toEqual(['Inspector×', 'Library×'])
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('thunderline.layout')))
    .toMatch(/library/)
  await page.waitForFunction(() => {
    const kept = localStorage.getItem('thunderline.layout') ?? ''
    return /"views":\["inspector","library"\]/.test(kept)
  })
  await page.reload()
  await expect.poll(() => tabs.allTextContents()).toEqual(['Inspector×', 'Library×'])
  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.locator('[data-action=reset-layout]').click()
  await expect.poll(() => tabs.allTextContents()).toEqual(['Library×'])
  expect(await widthOf('library')).toBe(264)
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})

test('a layout that was damaged is the first one again', async () => {
  const { page, complaints } = viewer
  for (const text of [
    '{"version":1,"layout":{"panels":{"world":{}},"grid":{"root":7}}}',
    '{"version":1,"layout":{"panels":{"world":{},"no-panel":{}}}}',
    'null',
  ]) {
    // What is kept when the page is left must not replace it.
    await page.addInitScript((kept) => localStorage.setItem('thunderline.layout', kept), text)
    await page.reload()
    await page.locator('.dock [data-panel=world] canvas').waitFor()
    await expect.poll(() => widthOf('library')).toBe(264)
  }
  expect(complaints).toEqual([])
})

test('by key alone a tab is reached, and Delete on it closes its panel', async () => {
  const { page } = viewer
  await page.keyboard.press('q')
  await host('search').waitFor()
  await page.keyboard.press('j')
  await host('record').waitFor()
  const tab = page.getByRole('tab', { name: 'Record of the server' })
  // The record takes the focus when it has come.
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await expect.poll(focused).toBe('Runs')
  await tab.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(focused).toBe('Search×')
  await page.keyboard.press('Enter')
  await host('search').waitFor()
  await page.keyboard.press('Delete')
  await host('search').waitFor({ state: 'detached' })
  await page.keyboard.press('j')
  await expect
    .poll(() => page.locator('.dv-tab:visible').allTextContents())
    .toEqual(['Library×', 'Inspector×'])
})

test('texts and marks of the docked page have their contrast in both themes', async () => {
  const { page } = viewer
  for (let theme = 0; theme < 2; theme++) {
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
    await page.keyboard.press('t')
  }
})

test('in a narrow window the sides are drawers, and the world is not made anew', async () => {
  const { page } = viewer
  await page.locator('[data-panel=world] canvas').evaluate((canvas) => {
    canvas.dataset.known = 'narrow'
  })
  await page.setViewportSize({ width: 800, height: 900 })
  await host('library').waitFor({ state: 'hidden' })
  await page.keyboard.press('l')
  await host('library').waitFor()
  await page.keyboard.press('l')
  await host('library').waitFor({ state: 'hidden' })
  await page.setViewportSize({ width: 1280, height: 720 })
  await host('library').waitFor()
  expect(await page.locator('canvas[data-known=narrow]').count()).toBe(1)
})
