/** What is opened and measured has its room: files that are damaged, divergences, many charts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readReplay } from '../../engine/simulation/replay/read-replay.ts'
import { fitFlatZoom } from '../scene/camera-fit.ts'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'
import { reportFaults } from '../testing/report-faults.ts'

const POND = {
  ...{ version: 1, name: 'Pond', world: { size: [40, 30] }, seed: '3', rule: 'B3/S23' },
  ...{ initial: [{ soup: { density: 90 } }], ticks: 12 },
}

let viewer: OpenViewer

beforeAll(async () => {
  const source = { kind: 'scenario', text: JSON.stringify(POND), files: {} } as const
  viewer = await openViewer(
    `/#${await encodeShareLink({ kind: 'source', source, tick: 6, edits: [] })}`,
  )
  await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
  // Small, and quickly drawn, where the size is not what is asked about.
  await viewer.page.setViewportSize({ width: 1000, height: 480 })
  await viewer.page.locator('[data-chip=hash]:not(.stale)').waitFor()
})
afterAll(() => viewer?.close())

async function shoot(name: string): Promise<void> {
  if (process.env.SHOTS) await viewer.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

const give = (name: string, content: Uint8Array | string) =>
  viewer.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })

const boxOf = async (selector: string) => (await viewer.page.locator(selector).boundingBox())!

/** Whether all of an element lies within another. */
async function isWithin(inner: string, outer: string): Promise<boolean> {
  const [small, large] = [await boxOf(inner), await boxOf(outer)]
  return (
    small.x >= large.x &&
    small.y >= large.y &&
    small.x + small.width <= large.x + large.width &&
    small.y + small.height <= large.y + large.height
  )
}

/** The run as the viewer records it. */
async function saveReplay(): Promise<string> {
  const { page } = viewer
  const downloading = page.waitForEvent('download')
  await page.locator('[data-action=save-replay]').click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('a recording that is damaged is one error that says what to do, and one that was broken off is told', async () => {
  const { page, complaints } = viewer
  const whole = await saveReplay()
  const lines = whole.split('\n')
  const errors = page.locator('.notice.error')
  const others = [
    ['altered.replay', whole.replace('"tick":6', '"tick":7'), 'replay/altered'],
    ['beheaded.replay', whole.slice(30), 'replay/file'],
  ] as const
  for (const [name, text, code] of others) {
    await give(name, text)
    await page.locator(`.notice[data-code="${code}"]`).waitFor()
    expect(await errors.count()).toBe(1)
    expect(await errors.textContent()).toContain(`${name} was not opened`)
    if (code === 'replay/altered') {
      expect(await errors.textContent()).toMatch(/altered or damaged\. Open another copy/)
    }
    await shoot(name)
    await errors.getByRole('button', { name: 'Dismiss' }).click()
  }
  const torn = lines.slice(0, -2).join('\n').concat('\n{"kind":"mar')
  expect((await readReplay(new TextEncoder().encode(torn))).end).toBeUndefined()
  await give('torn.replay', torn)
  await page.locator('.notice.news').getByText('torn.replay was broken off').waitFor()
  await page.locator('[data-replay=good]').getByText('broken off, to tick 6').waitFor()
  await shoot('torn')
  await give('whole.replay', whole)
  await page.locator('[data-replay=good]').getByText('Recording to tick 6').waitFor()
  expect(await errors.count()).toBe(0)
  expect(complaints).toEqual([])
})

test('many charts leave the scene half of the window, are reached by key, and the world stays whole in view', async () => {
  const { page } = viewer
  await page.locator('.scene-canvas').focus()
  await page.keyboard.press('y')
  for (const name of ['entropy', 'block-entropy', 'activity', 'alive', 'clusters']) {
    await page.getByRole('checkbox', { name, exact: true }).check()
  }
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  for (const [width, height] of [
    [700, 900],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect.poll(async () => (await boxOf('.scene')).height).toBeGreaterThan(height / 2)
    await shoot(`charts-${width}x${height}`)
  }
  const tiles = page.locator('.chart-tiles')
  await page.setViewportSize({ width: 1280, height: 560 })
  await expect.poll(() => tiles.getAttribute('tabindex')).toBe('0')
  expect(await tiles.getAttribute('aria-label')).toMatch(/^\d charts, arrow keys scroll them$/)
  await tiles.focus()
  await page.keyboard.press('End')
  await expect.poll(() => tiles.evaluate((each) => each.scrollTop)).toBeGreaterThan(0)
  await shoot('charts-low')
  // A cell of the last row is where it is in a world that fills the scene as it now is.
  const scene = await boxOf('.scene')
  const zoom = fitFlatZoom({ x: 40, y: 30, z: 1 }, scene.width, scene.height)
  const [x, y] = [scene.x + scene.width / 2 + 0.5 * zoom, scene.y + scene.height / 2 + 14.5 * zoom]
  const site = page.locator('[data-report=site]')
  const look = () => page.mouse.click(x, y).then(() => site.textContent())
  // The camera follows the size of the scene a frame later.
  await expect.poll(look).toContain('20, 29, 0')
})

test('all of a divergence is in sight when its entry opens, and in a narrow window too', async () => {
  const { page, complaints } = viewer
  const fault = { tick: 5, place: 40 * 14 + 20, plane: undefined }
  const { scenarios, ...suite } = await reportFaults([{ name: 'pond', document: POND, fault }])
  const [failed] = scenarios
  const others = ['a', 'b'].map((name) => ({ ...failed!, name }))
  // What is off a band alone has no first cell, and is opened at the tick at which it was seen.
  const breach = { kind: 'metric', what: 'entropy', tick: 3, expected: 0.5, found: 0.25 } as const
  const breaches = [{ ...breach, band: 'within 5 %', by: '-50 %' }]
  others.push({ ...failed!, name: 'band', divergence: null, breaches })
  const report = JSON.stringify({ ...suite, scenarios: [...others, ...scenarios] })
  await page.setViewportSize({ width: 1280, height: 800 })
  await give('report.json', report)
  await page.locator('[data-entry=band]').click()
  await expect.poll(() => page.locator('[data-readout=tick]').textContent()).toBe('3')
  await page.locator('[data-entry=pond]').click()
  await page.locator('[data-difference="5"]').getByText('as expected').waitFor()
  const parts = ['expected', 'found', 'differs'].map((title) => `[data-picture=${title}]`)
  for (const part of parts) expect(await isWithin(part, '.report'), part).toBe(true)
  expect(await page.locator(parts[2]!).textContent()).toMatch(/^differs[.#\n]*X/)
  await shoot('report-light')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
  await page.keyboard.press('t')
  await shoot('report-dark')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.locator('.report').waitFor({ state: 'hidden' })
  await give('report.json', report)
  await page.locator('[data-entry=pond]').click()
  await page.locator('.report').waitFor({ state: 'hidden' })
  await page.keyboard.press('l')
  await page.locator('[data-difference="5"]').getByText('as expected').waitFor()
  for (const part of parts) {
    await page.locator(part).scrollIntoViewIfNeeded()
    expect(await isWithin(part, '.report'), part).toBe(true)
    const isOnTop = await page.locator(part).evaluate((figure) => {
      const { x, y } = figure.getBoundingClientRect()
      return figure.contains(document.elementFromPoint(x + 2, y + 2))
    })
    expect(isOnTop, part).toBe(true)
  }
  await shoot('report-narrow')
  expect((await page.evaluate(measureContrast)).faults).toEqual([])
  expect(complaints).toEqual([])
})
