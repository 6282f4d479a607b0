/** What the plots of a search cost a frame with ten thousand trials, in the built page. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CDPSession, chromium, type Page } from 'playwright'
import { runCliHere } from '../../engine/testing/run-cli.ts'
import { createServer } from '../../server/app/create-server.ts'
import { listen } from '../../server/app/listen.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { launchOptions } from '../chromium-flags.ts'
import { findChromium, thisMachine } from '../find-chromium.ts'
import { VIEWER_FOLDER } from '../project.ts'
import { createTemporaryFolder } from '../temporary-folder.ts'

const TRIALS = 10_000
const FRAMES = 120
const VIEWPORT = { width: 1280, height: 720 }
/** Opening has each trial proposed again. */
const OPEN_LIMIT_MS = 300_000

const STUDY = `version: 1
name: Ten thousand
space:
  - { name: density, type: int, low: 8, high: 248 }
  - { name: seeds, type: float, low: 0, high: 1 }
objectives:
  - { name: activity, direction: maximize }
  - { name: cells, direction: minimize, unit: cells }
  - { name: disorder, direction: minimize }
sampler: { name: random }
budget: { trials: ${TRIALS} }
workers: 1
seed: 3
objective:
  kind: automaton
  size: [12, 12]
  ticks: 2
  probes: [1, 2]
  set: { density: "{density}", rule: "23/3/3" }
  seeds: [7]
  values:
    activity: { of: activity.ratio, when: mean }
    cells: population
    disorder: entropy.normalized
`

export const benchmark: Benchmark = {
  name: 'front-plot',
  about:
    `Milliseconds of script, and of all work of the main thread, a frame, over ${FRAMES} frames with ${TRIALS} trials ` +
    'on the plots; a frame of 60 a second has 16.7. Subjects name the adapter and the resolution.',
  async run() {
    const folder = createTemporaryFolder()
    const server = await createServer({ viewerFolder: VIEWER_FOLDER })
    const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
    const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
    try {
      const [study, record] = [join(folder.path, 'study.yaml'), join(folder.path, 'study.jsonl')]
      writeFileSync(study, STUDY)
      const made = await runCliHere('search', study, '--out', record, '--workers', '0')
      if (made.exitCode !== 0)
        throw new Error(`The study was not made: it ended with ${made.exitCode}.`)
      const page = await browser.newPage({ viewport: VIEWPORT, reducedMotion: 'reduce' })
      page.setDefaultTimeout(OPEN_LIMIT_MS)
      await page.goto(address)
      await open(page, study, record)
      return await measure(page)
    } finally {
      await browser.close()
      await server.close()
      folder.dispose()
    }
  },
}

async function open(page: Page, study: string, record: string): Promise<void> {
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  await page.keyboard.press('q')
  await page.locator('[data-input=study]').setInputFiles([
    { name: 'study.yaml', mimeType: 'text/plain', buffer: readFileSync(study) },
    { name: 'study.jsonl', mimeType: 'text/plain', buffer: readFileSync(record) },
  ])
  await page.waitForFunction(
    (count) => document.querySelector('.trial-tools .number')?.textContent === String(count),
    TRIALS,
  )
  await page.locator('.mark-front').first().waitFor()
}

async function measure(page: Page): Promise<readonly BenchmarkRow[]> {
  const where = `${await readAdapter(page)}, ${VIEWPORT.width}x${VIEWPORT.height}`
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const box = (await page.locator('.front-plot').boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const sweep = (frame: number) =>
    page.mouse.move(
      x + 0.4 * box.width * Math.sin(frame / 7),
      y + 0.3 * box.height * Math.sin(frame / 5),
    )
  const rows = [await watch(page, session, `front, hover; ${where}`, sweep)]
  await page.mouse.move(x, y)
  await page.mouse.wheel(0, -600)
  await page.keyboard.down('Alt')
  await page.mouse.down()
  const pan = (frame: number) => page.mouse.move(x + 40 * Math.sin(frame / 9), y + frame / 4)
  rows.push(await watch(page, session, `front, pan; ${where}`, pan))
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await page.getByRole('button', { name: 'Three dimensions' }).click()
  await page.locator('.space .marks').waitFor()
  await page.mouse.move(x, y)
  await page.mouse.down()
  rows.push(await watch(page, session, `three dimensions, turn; ${where}`, pan))
  await page.mouse.up()
  await page.getByRole('button', { name: 'Parallel axes' }).click()
  await page.locator('.parallel .lines').waitFor()
  rows.push(await watch(page, session, `parallel axes, hover; ${where}`, sweep))
  return rows
}

/** Moves once a frame, and tells what that took of the main thread. */
async function watch(
  page: Page,
  session: CDPSession,
  subject: string,
  move: (frame: number) => Promise<void>,
): Promise<BenchmarkRow> {
  const nextFrame = () =>
    page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => done())))
  await move(0)
  await nextFrame()
  const before = await readTimes(session)
  for (let frame = 1; frame <= FRAMES; frame++) {
    await move(frame)
    await nextFrame()
  }
  const after = await readTimes(session)
  const perFrame = (name: string) => (1000 * (after[name]! - before[name]!)) / FRAMES
  return {
    subject,
    values: {
      scriptMs: perFrame('ScriptDuration'),
      layoutMs: perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'),
      mainThreadMs: perFrame('TaskDuration'),
      limitMs: 16.7,
    },
  }
}

async function readTimes(session: CDPSession): Promise<Readonly<Record<string, number>>> {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** What draws the scene. */
function readAdapter(page: Page): Promise<string> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('webgl2')
    const info = context?.getExtension('WEBGL_debug_renderer_info')
    return info ? String(context!.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL'
  })
}
