/** A report of a planted fault, opened in the page: it stands at the tick and the cell. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyBaseline } from '../../engine/qa/baseline.ts'
import { examineEntry } from '../../engine/qa/examine-entry.ts'
import type { StartSimulation } from '../../engine/qa/find-divergence.ts'
import { parseSuite } from '../../engine/qa/parse-suite.ts'
import { runSuite } from '../../engine/qa/run-suite.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { plantFault } from '../../engine/testing/planted-fault.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

const SCENARIO = {
  ...{
    version: 1,
    name: 'Cloud',
    world: { size: [12, 8, 6] },
    seed: '3',
    rule: '13-26/13-14,17-19/2/M',
  },
  ...{ initial: [{ soup: { density: 140 } }], ticks: 40 },
}

let viewer: OpenViewer

beforeAll(async () => {
  viewer = await openViewer('/#v=1&scenario=bays-4555-glider&tick=1')
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

/** What the gate itself says of a kernel that is wrong at tick 11. */
async function reportFault() {
  const entries = [{ name: 'cloud', scenario: SCENARIO }]
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'planted', entries }))
  const text = JSON.stringify(SCENARIO)
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  const now = () => 0
  const start: StartSimulation = (each, options) =>
    Simulation.start(each, { ...options, machine: { now } })
  const fault = { tick: 11, place: 300, plane: undefined, heals: false }
  const wraps = plantFault(fault, { size: run.size, states: 2 }, () => {})
  const faulty: StartSimulation = (each, options) =>
    Simulation.start(each, { ...options, machine: { now }, wraps })
  const laboratory = { backend: 'wasm', startTwin: start, now } as const
  const entry = suite.entries[0]!
  const sound = await examineEntry(entry, run, undefined, { ...laboratory, startSuspect: start })
  return runSuite(suite, {
    ...{ baseline: emptyBaseline('planted'), jobs: 1, now, engine: 'test' },
    execute: async () =>
      (await examineEntry(entry, run, sound.observation, { ...laboratory, startSuspect: faulty }))
        .report,
  })
}

const give = (text: string) =>
  viewer.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      ...{ name: 'report.json', mimeType: 'application/json', buffer: Buffer.from(text) },
    })

test('a report opens its divergence at the tick and the cell, and Escape puts it away', async () => {
  const { page, complaints } = viewer
  const report = await reportFault()
  const first = report.scenarios[0]!.divergence!.first!
  expect(first).toMatchObject({ tick: 11, cell: 300 })
  await give(JSON.stringify(report))
  await page.locator('[data-entry=cloud]').click()
  const facts = page.locator('[data-difference="11"]')
  await facts.getByText(`${first.expected}, as expected`).waitFor()
  expect(await facts.textContent()).toContain(first.site!.join(', '))
  const selected = page.locator('[data-report=site]')
  expect(await selected.textContent()).toContain(first.site!.join(', '))
  expect(await page.locator('.report-picture').textContent()).toContain('expected')
  await page.getByRole('button', { name: 'One tick before' }).click()
  await facts.getByText('at tick 10').waitFor()
  await page.getByRole('button', { name: 'At the tick' }).click()
  await facts.getByText('as expected').waitFor()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const theme of ['one', 'other']) {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${theme}.png` })
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await page.keyboard.press('t')
  }
  await page.getByRole('button', { name: 'At the tick' }).focus()
  await page.keyboard.press('Escape')
  await page.locator('.report').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})

test('a report that is none is refused by name', async () => {
  await give('{"kind":"thunderline-qa-report","version":1,"scenarios":7}')
  await viewer.page.getByText('session/report-invalid').waitFor()
  expect(viewer.complaints).toEqual([])
})
