/** The plots of a search in the built page: worlds that run small, trials beside each other, and one selection over all. */
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

const STUDY = `version: 1
name: Three wishes
space:
  - { name: density, type: int, low: 8, high: 248 }
  - { name: states, type: int, low: 2, high: 5 }
objectives:
  - { name: activity, direction: maximize }
  - { name: cells, direction: minimize, unit: cells }
  - { name: disorder, direction: minimize }
budget: { trials: 40 }
workers: 1
seed: 3
objective:
  kind: automaton
  size: [48, 48]
  ticks: 30
  probes: [15, 30]
  set: { density: "{density}", rule: "23/3/{states}" }
  seeds: [7]
  values:
    activity: { of: activity.ratio, when: mean }
    cells: population
    disorder: entropy.normalized
`

let viewer: OpenViewer
let page: Page
/** How many simulation workers there are; of the page itself one is. */
const simulations = () => page.workers().filter((worker) => worker.url().includes('simulation'))

beforeAll(async () => {
  viewer = await openViewer('/#v=1&scenario=bays-4555-glider&tick=1')
  page = viewer.page
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  await page.keyboard.press('q')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByLabel('The study, in YAML').fill(STUDY)
  await page.locator('[data-action=run-study]').click()
  await page.waitForFunction(
    () => document.querySelector('[data-readout=trials]')?.textContent?.startsWith('40') === true,
  )
  await page.locator('.mark-front').first().waitFor()
})
afterAll(async () => {
  await viewer?.close()
})

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

const tickOf = async () =>
  Number((await page.locator('.hover-world .small-world').getAttribute('data-tick')) ?? -1)

async function pointAt(selector: string): Promise<void> {
  const box = (await page.locator(selector).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
}

test('the world of a point that is pointed at runs small in one worker, which ends when the pointer leaves', async () => {
  // What was pressed last may lie where the plot is now.
  await page.mouse.move(2, 2)
  await page.locator('.hover-world').waitFor({ state: 'detached' })
  await expect.poll(() => simulations().length).toBe(1)
  const before = 1
  await pointAt('.mark-front >> nth=0')
  await expect.poll(tickOf).toBeGreaterThan(2)
  expect(simulations()).toHaveLength(before + 1)
  await shoot('hover')
  // Another point has its world in the same worker.
  await pointAt('.mark-front >> nth=2')
  await expect.poll(tickOf).toBeGreaterThan(2)
  expect(simulations()).toHaveLength(before + 1)
  await page.mouse.move(2, 2)
  await page.locator('.hover-world').waitFor({ state: 'detached' })
  await expect.poll(() => simulations().length).toBe(before)
})

test('where motion is not wanted, the keys show a still', async () => {
  await page.mouse.move(2, 2)
  await page.locator('.hover-world').waitFor({ state: 'detached' })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.locator('.front-plot').focus()
  await page.keyboard.press('ArrowRight')
  // A trial runs 30 ticks, and so does its still.
  await expect.poll(tickOf).toBe(30)
  await page.emulateMedia({ reducedMotion: null })
})

test('trials that are taken by keys stand beside each other, with their worlds', async () => {
  await page.locator('.front-plot').focus()
  await page.keyboard.press('Shift+ArrowRight')
  const columns = page.locator('.trial-comparison thead th[data-trial]')
  await expect.poll(() => columns.count()).toBe(2)
  const row = page.locator('.row:not([aria-selected=true])').first()
  await row.click({ modifiers: ['Control'] })
  await expect.poll(() => columns.count()).toBe(3)
  expect(await page.locator('.mark-chosen').count()).toBeGreaterThanOrEqual(2)
  expect(await page.locator('.row[aria-selected=true]').count()).toBeGreaterThanOrEqual(1)
  await expect.poll(() => page.locator('.trial-comparison .small-world[data-tick]').count()).toBe(3)
  for (const theme of ['one', 'other']) {
    await shoot(`compared-${theme}`)
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await page.keyboard.press('t')
  }
  await page.getByRole('button', { name: 'Close the comparison' }).click()
  await page.locator('.trial-details').waitFor()
})

test('the front is turned in three dimensions by keys, with the same choice, and history and axes are linked', async () => {
  await page.getByRole('button', { name: 'Three dimensions' }).click()
  const space = page.locator('.space .front-plot')
  await space.focus()
  await page.keyboard.press(']')
  const ring = page.locator('.space .mark-chosen')
  const chosen = await page.locator('.trial-details').getAttribute('data-trial')
  expect(await ring.getAttribute('data-trial')).toBe(chosen)
  const before = await ring.getAttribute('cx')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => ring.getAttribute('cx')).not.toBe(before)
  await page.getByRole('radio', { name: 'History' }).click()
  await page.locator('[data-history=cells] .mark-chosen').waitFor()
  for (const theme of ['one', 'other']) {
    await shoot(`space-${theme}`)
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await page.keyboard.press('t')
  }
  // What is pointed at in the table is ringed on every plot.
  const row = page.locator('.row').nth(1)
  await row.hover()
  await page.locator('.space .mark-hovered').waitFor()
  await page.locator('[data-history=cells] .mark-hovered').waitFor()
  await page.getByRole('button', { name: 'Three dimensions' }).click()
})

test('a stretch of a parallel axis filters the table too', async () => {
  await page.getByRole('button', { name: 'Parallel axes' }).click()
  const axis = page.locator('.parallel-axis line').first()
  // A line that is upright has no width, and counts as unseen.
  await axis.waitFor({ state: 'attached' })
  const box = (await axis.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await page.locator('.filter-chip').first().waitFor()
  expect(Number(await page.locator('.trial-tools .number').textContent())).toBeLessThan(40)
  await shoot('brushed')
  await page.getByRole('button', { name: /^Drop the filter activity/ }).click()
  await page.locator('.filter-chip').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Parallel axes' }).click()
})

test('a box on the front filters the table, and its chips drop it', async () => {
  const rows = page.locator('.trial-tools .number')
  expect(await rows.textContent()).toBe('40')
  const box = (await page.locator('.front-plot').boundingBox())!
  await page.mouse.move(box.x + 60, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 60, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => page.locator('.filter-chip').count()).toBe(3)
  const left = Number(await rows.textContent())
  expect(left).toBeLessThan(40)
  await shoot('filtered')
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => rows.textContent()).toBe('40')
  expect(viewer.complaints).toEqual([])
})
