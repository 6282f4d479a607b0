/** Reports of planted faults, opened in the page: each stands at the tick and the cell. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SuiteReport } from '../../engine/qa/report-schema.ts'
import { formatExact } from '../design/format-number.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'
import { type FaultyEntry, reportFaults } from '../testing/report-faults.ts'

const CLOUD = {
  version: 1,
  name: 'Cloud',
  world: { size: [12, 8, 6] },
  seed: '3',
  rule: '13-26/13-14,17-19/2/M',
  initial: [{ soup: { density: 140 } }],
  ticks: 40,
}

/** Bits that warm a field, and remember their neighbors. */
const TOWN = {
  version: 1,
  name: 'Town',
  world: { size: [24, 16] },
  seed: '5',
  rule: `rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return neighbors.filter((n) => n === 1).length === 3 ? 1 : state
  })`,
  channels: ['heat'],
  zones: [{ name: 'town', box: { size: [24, 16] }, settled: true }],
  policies: { use: ['permit-all'] },
  physics: {},
  bits: [{ box: { size: [24, 16] } }],
  initial: [{ soup: { density: 90 } }],
  ticks: 12,
}

const FAR = 12_345

const ENTRIES: readonly FaultyEntry[] = [
  { name: 'cloud', document: CLOUD, fault: { tick: 11, place: 300, plane: undefined } },
  {
    name: 'field',
    document: TOWN,
    fault: { tick: 7, place: 5 + 24 * 3, plane: { kind: 'channel', name: 'heat' } },
  },
  {
    name: 'memory',
    document: TOWN,
    fault: { tick: 6, place: 20 + 24 * 12, plane: { kind: 'memory', name: 'live-neighbors' } },
  },
  { name: 'start', document: CLOUD, fault: { tick: 0, place: 123, plane: undefined } },
  {
    name: 'far',
    document: { ...CLOUD, world: { size: [24, 16] }, rule: 'B3/S23', ticks: FAR },
    fault: { tick: FAR, place: 77, plane: undefined },
  },
  {
    name: 'mine',
    document: CLOUD,
    path: 'my/own.yaml',
    fault: { tick: 3, place: 9, plane: undefined },
  },
]

let viewer: OpenViewer
let report: SuiteReport

beforeAll(async () => {
  ;[viewer, report] = await Promise.all([
    openViewer('/#v=1&scenario=bays-4555-glider&tick=1'),
    reportFaults(ENTRIES),
  ])
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  await viewer.page.setViewportSize({ width: 1280, height: 720 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

const firstOf = (name: string) =>
  report.scenarios.find((entry) => entry.name === name)!.divergence!.first!

const give = (text: string, input = viewer.page.locator('input[type=file]').first()) =>
  input.setInputFiles({
    name: 'report.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  })

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await viewer.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

/** Opens an entry and waits until the page stands at its tick and cell, with what was expected there. */
async function openEntry(name: string) {
  const { page } = viewer
  const { tick, site, expected } = firstOf(name)
  await page.locator(`[data-entry=${name}]`).click()
  const facts = page.locator(`[data-difference="${tick}"]`)
  await facts.getByText(`${expected}, as expected`).waitFor()
  expect(await facts.textContent()).toContain(site!.join(', '))
  expect(await page.locator('[data-report=site]').textContent()).toContain(site!.join(', '))
  return facts
}

test('a report opens its divergence at the tick and the cell, and Escape puts it away', async () => {
  const { page, complaints } = viewer
  expect(firstOf('cloud')).toMatchObject({ tick: 11, cell: 300 })
  await give(JSON.stringify(report))
  const facts = await openEntry('cloud')
  expect(await page.locator('.report-picture').textContent()).toContain('expected')
  await page.getByRole('button', { name: 'One tick before' }).click()
  await facts.getByText('at tick 10').waitFor()
  await page.getByRole('button', { name: 'At the tick' }).click()
  await facts.getByText('as expected').waitFor()
  for (const theme of ['one', 'other']) {
    await shoot(`cloud-${theme}`)
    expect((await page.evaluate(measureContrast)).faults, theme).toEqual([])
    await page.keyboard.press('t')
  }
  await page.getByRole('button', { name: 'At the tick' }).focus()
  await page.keyboard.press('Escape')
  await page.locator('.report').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})

test('a report is pasted, and a field or memory at fault is drawn at the cell', async () => {
  const { page } = viewer
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.body.dispatchEvent(event)
  }, JSON.stringify(report))
  expect(firstOf('field')).toMatchObject({ tick: 7, plane: 'channel heat', cell: 5 + 24 * 3 })
  await openEntry('field')
  await page.getByRole('figure', { name: 'Colors of heat' }).waitFor()
  await shoot('field')
  expect(firstOf('memory')).toMatchObject({
    tick: 6,
    plane: 'memory live-neighbors',
    cell: 20 + 24 * 12,
  })
  await openEntry('memory')
  await page.getByRole('figure', { name: 'Colors of memory live-neighbors' }).waitFor()
  await page.getByRole('combobox', { name: 'Field' }).getByText('memory live-neighbors').waitFor({
    state: 'attached',
  })
  await shoot('memory')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
})

test('a divergence in the first state is opened there, with no tick before it', async () => {
  const { page } = viewer
  expect(firstOf('start')).toMatchObject({ tick: 0, cell: 123 })
  await openEntry('start')
  expect(await page.locator('[data-readout=tick]').textContent()).toBe('0')
  expect(await page.getByRole('button', { name: 'One tick before' }).isDisabled()).toBe(true)
})

test('the way to a far tick shows how far it is, can be cancelled, and is gone on with', async () => {
  const { page } = viewer
  expect(firstOf('far')).toMatchObject({ tick: FAR, cell: 77 })
  // A machine so slow that the way takes its time.
  const worker = page.workers().find((each) => /simulation\.worker/.test(each.url()))!
  await worker.evaluate(() => {
    const post = MessagePort.prototype.postMessage
    const slow = globalThis as { isSlow?: boolean }
    slow.isSlow = true
    MessagePort.prototype.postMessage = function (message: unknown, ...more: never[]) {
      if (!slow.isSlow || message !== undefined) post.call(this, message, ...more)
      else setTimeout(() => post.call(this, message), 500)
    }
  })
  await page.locator('[data-entry=far]').click()
  const seeking = page.locator('.report-seeking')
  await seeking.getByText(`of ${formatExact(FAR)}`).waitFor()
  await shoot('seeking')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
  await seeking.getByRole('button', { name: 'Cancel' }).focus()
  await page.keyboard.press('Enter')
  await seeking.waitFor({ state: 'detached' })
  const facts = page.locator(`[data-difference="${FAR}"]`)
  expect(await facts.textContent()).toMatch(/Hereat tick \d/)
  await worker.evaluate(() => {
    ;(globalThis as { isSlow?: boolean }).isSlow = false
  })
  await page.getByRole('button', { name: 'At the tick' }).click()
  await facts.getByText(`${firstOf('far').expected}, as expected`).waitFor()
})

test('a scenario that is nowhere is asked for by name, beside its entry, and opened when it comes', async () => {
  const { page, complaints } = viewer
  await page.locator('[data-entry=mine]').click()
  const lack = page.locator('.report-lack')
  await lack.getByText('my/own.yaml').waitFor()
  await shoot('lack')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
  await page.locator('[data-input=entry]').setInputFiles({
    name: 'own.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(JSON.stringify(CLOUD)),
  })
  await lack.waitFor({ state: 'detached' })
  const { tick, expected } = firstOf('mine')
  const facts = page.locator(`[data-difference="${tick}"]`)
  await facts.getByText(`${expected}, as expected`).waitFor()
  expect(complaints).toEqual([])
})

test('a report that is none is refused by name', async () => {
  await give('{"kind":"thunderline-qa-report","version":1,"scenarios":7}')
  await viewer.page.getByText('session/report-invalid').waitFor()
  expect(viewer.complaints).toEqual([])
})
