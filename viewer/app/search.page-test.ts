/** The search in the built page: its trials are those of the command line, whatever breaks it off. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RecordEntry, readRecord } from '../../engine/studies/study-record.ts'
import { runCliHere } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'
import { tabUntil } from '../testing/tab-until.ts'

const AUTOMATON = `version: 1
name: Broken off
space:
  - { name: density, type: int, low: 8, high: 248 }
  - { name: states, type: int, low: 2, high: 5 }
objectives:
  - { name: activity, direction: maximize }
  - { name: cells, direction: minimize, unit: cells }
constraints:
  - { name: disorder, atMost: 0.9 }
budget: { trials: 5000 }
workers: 2
repeat: 2
seed: 3
objective:
  kind: automaton
  size: [128, 128]
  ticks: 60
  probes: [30, 60]
  set: { density: "{density}", rule: "23/3/{states}" }
  seeds: [7]
  values:
    activity: { of: activity.ratio, when: mean }
    cells: population
    disorder: entropy.normalized
`

const TRAINING = `version: 1
name: Trained
space:
  - { name: head, type: categorical, choices: [mlp, k-gam] }
  - { name: learningRate, type: float, low: 0.001, high: 0.3, log: true }
objectives:
  - { name: error, direction: minimize }
  - { name: multiplyAdds, direction: minimize }
budget: { trials: 5000 }
pruner: { name: median, warmup: 1 }
seed: 1
objective:
  kind: training
  task: { name: tabular, count: 200 }
  epochs: 4
`

const PROGRAM = `version: 1
name: A program
space: [{ name: a, type: float, low: 0, high: 1 }]
objectives: [{ name: b, direction: minimize }]
budget: { trials: 5 }
objective: { kind: command, run: [node, it.mjs] }
`

let viewer: OpenViewer
/** Of a context of its own, in which other tabs see what this one keeps. */
let page: Page
const complaints: string[] = []
const folder = createTemporaryFolder()

beforeAll(async () => {
  viewer = await openViewer('/favicon.svg')
  const size = { width: 1280, height: 720 }
  const context = await viewer.browser.newContext({ reducedMotion: 'reduce', viewport: size })
  page = await openTab(context)
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
})
afterAll(async () => {
  await viewer?.close()
  folder.dispose()
})

async function openTab(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto(`${viewer.address}/#v=1&scenario=bays-4555-glider&tick=1`)
  return tab
}

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

const endedOf = async (tab: Page) =>
  Number.parseInt((await tab.locator('[data-readout=trials]').textContent()) ?? '', 10)

/** Lets what runs end; then nothing changes any more. */
async function pause(): Promise<void> {
  await page.locator('[data-action=pause-study]').click()
  await page.locator('[data-action=resume-study]').waitFor()
}

/** Writes a study as a person does, and runs it. */
async function run(text: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByLabel('The study, in YAML').fill(text)
  await page.locator('[data-action=run-study]').click()
  await page.locator('[data-readout=trials]').waitFor()
}

/** What a page saves. */
async function save(kind: string): Promise<Buffer> {
  const downloading = page.waitForEvent('download')
  await page.getByLabel('Save the study as').selectOption(kind)
  await page.locator('[data-action=export-study]').click()
  return readFileSync(await (await downloading).path())
}

const MORE = ['--workers', '0', '--trials']

/** The record that the command line makes of a study. */
async function recordInNode(
  name: string,
  text: string,
  trials: number,
  ...more: readonly string[]
): Promise<Buffer> {
  const [file, out] = [join(folder.path, `${name}.yaml`), join(folder.path, `${name}.jsonl`)]
  writeFileSync(file, text)
  const { exitCode } = await runCliHere(
    'search',
    file,
    '--out',
    out,
    ...MORE,
    String(trials),
    ...more,
  )
  expect(exitCode).toBe(0)
  return readFileSync(out)
}

/** What a record tells of its first trials, without when, in which sessions, what was begun twice, and what a clock has measured. */
function storyOf(bytes: Uint8Array, trials: number): readonly unknown[] {
  const isTold = (entry: RecordEntry) =>
    entry.kind === 'study' ||
    (entry.kind !== 'session' && entry.kind !== 'again' && entry.trial < trials)
  const entries = readRecord(bytes).entries.filter(isTold)
  return (
    entries
      .map((entry) => (entry.kind === 'study' ? { id: entry.id } : { ...entry, atMs: 0 }))
      .map((entry) =>
        JSON.parse(JSON.stringify(entry, (key, each) => (key === 'latencyP95Ms' ? 0 : each))),
      )
      // With two at a time their ends may come in another order.
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  )
}

test('a study that a reload breaks off has the trials of the command line, and a second tab only looks on', async () => {
  await page.keyboard.press('q')
  await page.getByText('None yet').waitFor()
  await shoot('draft')
  const other = await openTab(page.context())
  await other.getByText('None yet').waitFor()
  await run(AUTOMATON)
  await other.locator('.study-entry').click()
  await other.getByText('runs in another tab').waitFor()
  expect(await other.locator('[data-action=resume-study]').count()).toBe(0)
  const seen = await endedOf(other)
  await page.reload()
  await expect.poll(() => endedOf(other)).toBeGreaterThan(seen)
  await other.close()
  const before = await endedOf(page)
  await expect.poll(() => endedOf(page)).toBeGreaterThan(before + 12)
  await pause()
  await shoot('paused')
  const record = await save('record')
  const { entries } = readRecord(record)
  const again = entries.findLastIndex(({ kind }) => kind === 'session')
  expect(entries.filter(({ kind }) => kind === 'session')).toHaveLength(2)
  const asked = entries.slice(0, again).filter(({ kind }) => kind === 'ask').length
  expect(asked).toBeGreaterThan(0)
  // Some of them were made before the reload, some after.
  const trials = asked + 8
  const inNode = await recordInNode('automaton', AUTOMATON, trials)
  expect(storyOf(record, trials)).toEqual(storyOf(inNode, trials))
  writeFileSync(join(folder.path, 'page.jsonl'), record)
  expect(complaints).toEqual([])
})

test('a trial is chosen by key, and its world comes to what the trial told', async () => {
  await page.locator('.front-plot').focus()
  await page.keyboard.press('ArrowRight')
  const details = page.locator('.trial-details')
  const number = Number(await details.getAttribute('data-trial'))
  const told = readRecord(readFileSync(join(folder.path, 'page.jsonl'))).entries.find(
    (entry) => entry.kind === 'tell' && entry.trial === number,
  )
  for (const theme of ['one', 'other']) {
    await shoot(`chosen-${theme}`)
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await page.keyboard.press('t')
  }
  await page.locator('[data-action=open-trial]').click()
  await page.getByRole('heading', { name: `Broken off, trial ${number}` }).waitFor()
  await page.getByRole('button', { name: 'Run to tick 60' }).click()
  await expect.poll(() => page.locator('[data-readout=tick]').textContent()).toBe('60')
  const population = await page
    .locator('.readout:has([data-readout=population])')
    .getAttribute('title')
  expect(told).toMatchObject({
    result: { values: [expect.any(Number), Number(population?.replace(/\D/g, ''))] },
  })
})

test('without a pointer a study goes on, is paused, saved, looked at and left, and the focus is never lost', async () => {
  // The world of the test before stays.
  await page.locator('.search').focus()
  const tabTo = (selector: string, key?: string) => tabUntil(page, selector, key)
  const press = (key: string) => page.keyboard.press(key)
  await tabTo('[data-action=resume-study]')
  await press('Enter')
  await page.locator('[data-action=pause-study]:focus').waitFor()
  await press('Enter')
  await page.locator('[data-action=stop-study]:focus, [data-action=resume-study]:focus').waitFor()
  await page.locator('[data-action=resume-study]:focus').waitFor()
  await tabTo('[aria-label="Save the study as"]')
  await press('ArrowDown')
  expect(await page.locator(':focus').inputValue()).toBe('csv')
  await tabTo('[data-action=export-study]')
  const downloading = page.waitForEvent('download')
  await press('Enter')
  const table = readFileSync(await (await downloading).path(), 'utf8')
  expect(table).toMatch(/^number,state,feasible,front,values_activity,values_cells,/)
  expect(table.trim().split('\r\n')).toHaveLength(1 + (await endedOf(page)))
  await tabTo('[aria-label="Parallel axes"]')
  await press('Enter')
  await page.locator('[aria-label="Parallel axes"][aria-pressed=true]:focus').waitFor()
  await page.locator('.parallel .lines').waitFor()
  await tabTo('.parallel .front-plot')
  await press('ArrowRight')
  for (const theme of ['one', 'other']) {
    await shoot(`parallel-${theme}`)
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await press('t')
  }
  await tabTo('[aria-label="Parallel axes"]', 'Shift+Tab')
  await press('Enter')
  await tabTo('.order-button[title="The best cells first"]')
  await press('Enter')
  await tabTo('.study-trials [role=listbox]')
  await press('Home')
  const chosen = page.locator('.row[aria-selected=true]')
  expect(await chosen.getAttribute('aria-posinset')).toBe('1')
  await tabTo('[aria-label="Close the trial"]')
  await press('Enter')
  await page.locator('.study-trials [role=listbox]:focus').waitFor()
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('.search *')]
      .filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element)
        return /[1-9]/.test(transitionDuration) || animationName !== 'none'
      })
      .map((element) => element.className),
  )
  expect(moving).toEqual([])
})

test('trainings are those of the command line; pause lets what runs end, and the study goes on', async () => {
  await run(TRAINING)
  await pause()
  await page.locator('[data-action=resume-study]').click()
  await expect.poll(() => endedOf(page)).toBeGreaterThan(7)
  await pause()
  const record = await save('record')
  const { entries } = readRecord(record)
  expect(entries.filter(({ kind }) => kind === 'session')).toHaveLength(2)
  expect(entries.some(({ kind }) => kind === 'again')).toBe(false)
  const models = join(folder.path, 'models')
  const inNode = await recordInNode('training', TRAINING, 7, '--models', models)
  expect(storyOf(record, 7)).toEqual(storyOf(inNode, 7))
  // The model is the one that the command line keeps, though the page has kept none.
  const complete = readRecord(inNode).entries.find(
    (entry) => entry.kind === 'tell' && 'values' in entry.result,
  ) as Extract<RecordEntry, { readonly kind: 'tell' }>
  await page.getByLabel('Order').selectOption('newest')
  await page.locator('.study-trials [role=listbox]').press('End')
  for (let at = 0; at < complete.trial; at++) await page.keyboard.press('ArrowUp')
  await page.locator(`aside[data-trial="${complete.trial}"]`).waitFor()
  const downloading = page.waitForEvent('download')
  await page.locator('[data-action=save-model]').click()
  const model = readFileSync(await (await downloading).path())
  expect(model.equals(readFileSync(join(models, `trial-${complete.trial}.model`)))).toBe(true)
})

test('faults stand with their fields, and a program is told where it runs', async () => {
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const text = page.getByLabel('The study, in YAML')
  await text.fill(PROGRAM)
  const faults = page.locator('[data-code="study/invalid"]')
  await faults.getByText('starts programs, which only the command line may').waitFor()
  await faults.getByText('thunderline search STUDY runs this study').waitFor()
  await text.fill(
    AUTOMATON.replace('low: 8', 'low: 800').replace('cells: population', 'cell: population'),
  )
  await faults.getByText('The study has 3 faults').waitFor()
  await shoot('faults')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
  // Escape leaves the text, and then the panel; what was written is there again.
  await text.press('Escape')
  expect(await page.locator('.search:focus').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.locator('.search').waitFor({ state: 'detached' })
  await page.keyboard.press('q')
  expect(await text.inputValue()).toContain('low: 800')
})

test('what is deleted comes back, a record of the command line is opened, and a world is varied', async () => {
  await page.locator('.study-entry').getByText('Trained').click()
  await page.getByRole('button', { name: 'Delete the study' }).click()
  await page.getByText('Trained is deleted').waitFor()
  await page.locator('.study-list').getByRole('button', { name: 'Undo' }).click()
  await page.locator('.study-bar').getByText('Trained').waitFor()
  // One that was not here: the study comes with its record.
  const changed = AUTOMATON.replace('seed: 3', 'seed: 4').replace('trials: 5000', 'trials: 6')
  const record = await recordInNode('changed', changed.replace('Broken off', 'Handed in'), 6)
  await page.locator('[data-input=study]').setInputFiles([
    { name: 'changed.yaml', mimeType: 'text/plain', buffer: Buffer.from(changed) },
    { name: 'changed.jsonl', mimeType: 'text/plain', buffer: record },
  ])
  await expect.poll(() => endedOf(page)).toBe(6)
  expect(storyOf(await save('record'), 6)).toEqual(storyOf(record, 6))
  expect((await save('optuna')).toString()).toContain('"op_code"')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.locator('[data-action=write-study]').click()
  await expect
    .poll(() => page.getByLabel('The study, in YAML').inputValue())
    .toContain('name: Variations of Broken off, trial')
  await page.locator('[data-action=run-study]').click()
  await expect.poll(() => endedOf(page)).toBeGreaterThan(2)
  await page.locator('[data-action=stop-study]').click()
  await page.locator('[data-action=resume-study]').waitFor()
  expect(complaints).toEqual([])
})
