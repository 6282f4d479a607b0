/** Measuring in a real page: charts of what was chosen, marks of what happened, and all of it by keys. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

/** A blinker that becomes a block's neighbor when the rule is switched. */
const BLINKER = `version: 1
name: Blinker
world: { size: [12, 12], topology: torus }
rule: B3/S23
initial:
  - { cells: [[5, 4], [5, 5], [5, 6]], state: 1 }
events:
  - { tick: 12, rule: B36/S23 }
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: BLINKER, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 1, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

const press = (key: string) => viewer.page.keyboard.press(key)
const tick = () => viewer.page.locator('[data-readout=tick]').textContent()

/** One tick after the other, since a step that comes too soon ends the one before. */
async function stepTo(last: number): Promise<void> {
  await viewer.page.locator('.scene-canvas').focus()
  for (let next = Number(await tick()) + 1; next <= last; next++) {
    await press('.')
    await expect.poll(tick).toBe(String(next))
  }
}

test('a metric that is chosen by keys alone is drawn, and read at any tick', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('y')
  await page.getByRole('checkbox', { name: 'entropy', exact: true }).focus()
  await press('Space')
  await page.getByRole('checkbox', { name: 'block-entropy', exact: true }).focus()
  await press('Space')
  await press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('[data-chart=entropy] canvas').waitFor()
  await stepTo(6)
  // Three of 144 cells are alive: -(p log2 p + q log2 q).
  const [p, q] = [3 / 144, 141 / 144]
  const entropy = -(p * Math.log2(p) + q * Math.log2(q))
  const read = page.locator('[data-chart=entropy] .chart-values')
  await expect.poll(() => read.textContent()).toContain(entropy.toFixed(4))
  const reader = page.getByRole('slider', { name: 'Tick that the charts are read at' })
  await reader.focus()
  const readTick = async () => Number(await reader.getAttribute('aria-valuenow'))
  await press('Home')
  await expect.poll(readTick).toBeLessThan(6)
  const first = await readTick()
  await expect.poll(() => reader.getAttribute('aria-valuetext')).toBe(`Tick ${first}, population 3`)
  await press('ArrowRight')
  await expect.poll(readTick).toBeGreaterThan(first)
  await press('Escape')
  await expect.poll(readTick).toBe(6)
})

test('period, convergence and the switch of the rule are marked, and lead to their ticks', async () => {
  const { page } = viewer
  await page.locator('[data-mark=period]').waitFor()
  const marks = page.locator('.mark-list li')
  await expect.poll(() => marks.allTextContents()).toContain('Period 2 found 2')
  expect(await marks.allTextContents()).toContain('Repeats from here on 0')
  await stepTo(14)
  await page.locator('[data-mark=rule]').waitFor()
  expect(await page.locator('[data-mark=rule]').textContent()).toBe('Rule B36/S23 12')
  await page.locator('[data-mark=rule]').click()
  await expect.poll(tick).toBe('12')
})

test('what was measured is saved as a file, chosen again at the next visit, and legible', async () => {
  const { page } = viewer
  await stepTo(13)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save what was measured as CSV' }).click(),
  ])
  const [header, ...rows] = (await readFile(await saved.path(), 'utf8')).trim().split('\r\n')
  expect(header?.split(',')).toEqual(expect.arrayContaining(['tick', 'population', 'entropy']))
  expect(rows.length).toBeGreaterThan(0)
  for (const theme of [0, 1]) {
    await page.locator('.scene-canvas').focus()
    if (theme === 1) await press('t')
    await page.getByRole('button', { name: 'Measure', exact: true }).click()
    await page.locator('dialog[open] .metric-list').waitFor()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
    await press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
  }
  await page.reload()
  await page.locator('[data-chart=entropy]').waitFor()
  await page.locator('[data-chart="block-entropy.2"]').waitFor()
  await page.getByRole('button', { name: 'Do not measure entropy' }).click()
  await page.locator('[data-chart=entropy]').waitFor({ state: 'detached' })
  expect(viewer.complaints).toEqual([])
})
