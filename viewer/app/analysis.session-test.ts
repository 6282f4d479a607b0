/** The analysis panel in a real page: each of its tabs, by pointer and by key, and the files that it saves. */
import { readFile } from 'node:fs/promises'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

/** Two clusters far apart, one that turns and one that stands; and a name that is no markup. */
const TWO = `version: 1
name: <b>Two</b>
world: { size: [40, 24], topology: torus }
rule: B3/S23
initial:
  - { cells: [[9, 11], [10, 11], [11, 11], [30, 4], [31, 4], [30, 5], [31, 5]], state: 1 }
`

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: TWO, files: {} } as const
  const link = await encodeShareLink({ kind: 'source', source, tick: 1, edits: [] })
  viewer = await openViewer(`/#${link}`)
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

const press = (key: string) => viewer.page.keyboard.press(key)
const openTab = (name: string) => viewer.page.getByRole('tab', { name, exact: true }).click()
const panel = () => viewer.page.locator('.analysis')

/** Where pictures are wanted, one of each state is kept there for whoever looks at them. */
async function keepPicture(name: string): Promise<void> {
  const folder = process.env.THUNDERLINE_PICTURES
  if (folder === undefined) return
  for (const theme of ['dark', 'light']) {
    await viewer.page.screenshot({ path: `${folder}/${name}-${theme}.png` })
    await viewer.page.getByRole('button', { name: /theme$/ }).click()
  }
}

async function expectLegible(): Promise<void> {
  expect((await viewer.page.evaluate(measureContrast)).faults).toEqual([])
}

async function save(button: string): Promise<Buffer> {
  const [saved] = await Promise.all([
    viewer.page.waitForEvent('download'),
    viewer.page.getByRole('button', { name: button }).click(),
  ])
  return readFile(await saved.path())
}

test('a histogram of states opens by key and is read by key', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('a')
  await panel().waitFor()
  const chart = page.getByRole('slider', { name: /^Histogram of states/ })
  await chart.waitFor()
  await chart.focus()
  await press('End')
  expect(await chart.getAttribute('aria-valuetext')).toBe('1: 7 (0.73 %)')
  await press('Home')
  expect(await chart.getAttribute('aria-valuetext')).toBe('0: 953 (99.27 %)')
  await keepPicture('distribution')
  await expectLegible()
})

test('clusters are listed by size, and the camera flies to one that is pressed', async () => {
  const { page } = viewer
  await openTab('Clusters')
  await page.getByRole('table').waitFor()
  const rows = page.locator('.analysis-table tbody tr')
  await expect.poll(() => rows.count()).toBe(2)
  expect((await rows.first().locator('td').allTextContents()).slice(0, 4)).toEqual([
    '1',
    '4',
    '57.1 %',
    '2 × 2 × 1',
  ])
  await page.getByRole('button', { name: /^Fly to cluster 1/ }).click()
  await page.locator('[data-report=site]').waitFor()
  expect(await page.locator('[data-report=site]').textContent()).toContain('31, 4, 0')
  await keepPicture('clusters')
  await expectLegible()
})

test('the selected cell is changed in a twin, and what differs is told and drawn', async () => {
  const { page } = viewer
  await openTab('Damage')
  await page.getByRole('button', { name: 'Change the selected cell' }).click()
  const facts = page.locator('.damage .facts')
  await facts.waitFor()
  await expect.poll(() => facts.textContent()).toContain('Cells that differ1')
  await page.locator('.scene-canvas').focus()
  await press('.')
  // Three cells of a block are a block a tick later: the twin has healed.
  await expect.poll(() => facts.textContent()).toContain('Cells that differ0')
  await keepPicture('damage')
  await expectLegible()
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await facts.waitFor({ state: 'detached' })
})

test('a probe of the selected cell is drawn over time', async () => {
  const { page } = viewer
  await openTab('Probes')
  await page.getByRole('button', { name: 'Probe the selection' }).click()
  const chart = page.locator('[data-chart="state at 31, 4, 0"]')
  await chart.locator('canvas').waitFor()
  expect(await chart.locator('.chart-values').textContent()).toBe('1')
  await keepPicture('probes')
  await expectLegible()
})

test('the attractor is found beside the run, and its certificate holds on another back end', async () => {
  const { page } = viewer
  await openTab('Attractor')
  await page.getByRole('button', { name: 'Find the attractor' }).click()
  const report = page.getByRole('article', { name: 'Certificate' })
  await report.waitFor()
  expect(await report.textContent()).toContain('It comes back after 2 ticks, and no sooner.')
  await page.getByRole('button', { name: 'Check it' }).click()
  await page.getByText('Every claim holds on reference.').waitFor()
  const certificate = JSON.parse((await save('Certificate')).toString('utf8'))
  expect(certificate).toMatchObject({ attractor: { period: 2, transient: 0 } })
  await keepPicture('attractor')
  await expectLegible()
})

test('what was measured and the state are saved, and read by another reader', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await press('y')
  await page.getByRole('checkbox', { name: 'entropy', exact: true }).check()
  await press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  for (const next of [3, 4, 5]) {
    await page.locator('.scene-canvas').focus()
    await press('.')
    await expect.poll(() => page.locator('[data-readout=tick]').textContent()).toBe(String(next))
  }
  await page.locator('[data-chart=entropy] canvas').waitFor({ state: 'attached' })
  await openTab('Data')
  await keepPicture('data')
  await expectLegible()
  const series = await save('Save the series as Parquet')
  const rows = await parquetReadObjects({ file: new Uint8Array(series).buffer })
  expect(rows.at(-1)).toMatchObject({ tick: 5, population: 7 })
  expect(Object.keys(rows[0]!)).toEqual(
    expect.arrayContaining(['entropy', 'probe state at 31, 4, 0']),
  )
  const state = await save('Save the state as Parquet')
  const cells = await parquetReadObjects({ file: new Uint8Array(state).buffer })
  expect(cells).toHaveLength(7)
  const arrays = await save('Save the state as NPZ')
  expect([...arrays.subarray(0, 4)]).toEqual([0x50, 0x4b, 3, 4])
})

test('two numbers stand against each other, and Escape leads out of the panel', async () => {
  const { page } = viewer
  await openTab('Phase')
  const plot = page.getByRole('slider', { name: /^entropy over population/ })
  await plot.waitFor()
  await plot.focus()
  await press('End')
  expect(await plot.getAttribute('aria-valuetext')).toContain('tick 5: population 7')
  await keepPicture('phase')
  await expectLegible()
  await plot.focus()
  await press('Escape')
  await press('Escape')
  await panel().waitFor({ state: 'detached' })
  expect(viewer.complaints).toEqual([])
})

test('in a solid world damage has a color of its own', async () => {
  const { page } = viewer
  await page.getByRole('button', { name: /^Clouds/ }).click()
  await expect.poll(() => page.locator('.run-title h1').textContent()).toBe('Clouds')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.locator('.scene-canvas').focus()
  await press('a')
  await openTab('Damage')
  await page.getByRole('button', { name: 'Change the middle cell' }).click()
  await page.locator('.side .damage-legend').waitFor()
  const facts = page.locator('.damage .facts')
  await expect.poll(() => facts.textContent()).toContain('Cells that differ1')
  await page.locator('.scene-canvas').focus()
  await press('>')
  await expect.poll(() => facts.textContent()).toContain('Ticks since10')
  await keepPicture('damage-solid')
  expect(viewer.complaints).toEqual([])
})
