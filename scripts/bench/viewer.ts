/** How long one waits: from `npm start` to the first frame, and from the worker to the screen. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { launchOptions } from '../chromium-flags.ts'
import { findChromium, thisMachine } from '../find-chromium.ts'
import { ROOT, VIEWER_FOLDER } from '../project.ts'

const START_LIMIT_MS = 120_000
const WATCH_MS = 8_000

/** What the page measured of itself. */
interface PageTimes {
  /** When the first frame was on the screen, in milliseconds since the epoch. */
  readonly firstFrameAtMs: number
  /** From a frame's leaving the worker to its pixels, in milliseconds, newest last. */
  readonly delaysMs: readonly number[]
}

export const benchmark: Benchmark = {
  name: 'viewer',
  about:
    'Wall time from starting the program, on what it opens with, drawing as the tests do ' +
    '(software GL). toScreen is from a frame leaving the worker until its pixels are there.',
  async run() {
    const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
    try {
      rmSync(VIEWER_FOLDER, { recursive: true, force: true })
      return [
        await measureStart(browser, 'start, nothing built'),
        await measureStart(browser, 'start, built before'),
        await measureStart(browser, "Brian's Brain, built before", '#v=1&scenario=brians-brain'),
      ]
    } finally {
      await browser.close()
    }
  },
}

async function measureStart(
  browser: Browser,
  subject: string,
  fragment = '',
): Promise<BenchmarkRow> {
  const startedAtMs = Date.now()
  const server = spawn(process.execPath, [join(ROOT, 'scripts/start.ts')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const page = await browser.newPage()
  try {
    const address = await readAddress(server.stdout)
    const servedAtMs = Date.now()
    await page.goto(address + fragment)
    const { firstFrameAtMs, delaysMs } = await watch(page)
    const steadyMs = delaysMs.slice(1)
    return {
      subject,
      values: {
        servedAfterMs: servedAtMs - startedAtMs,
        firstFrameAfterMs: firstFrameAtMs - startedAtMs,
        pageToFirstFrameMs: firstFrameAtMs - servedAtMs,
        frames: delaysMs.length,
        toScreenMedianMs: median(steadyMs),
        toScreenSlowestMs: Math.max(...steadyMs),
      },
    }
  } finally {
    await page.close()
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  }
}

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += chunk
    const address = /http:\/\/\S+/.exec(text)?.[0]
    if (address !== undefined) return address
  }
  throw new Error(`The server ended before it said where it is: ${text}`)
}

/** Waits for the first frames, then watches for a while. */
async function watch(page: Page): Promise<PageTimes> {
  const hasFrames = () => performance.getEntriesByName('thunderline:frame').length > 2
  await page.waitForFunction(hasFrames, undefined, { timeout: START_LIMIT_MS })
  await page.waitForTimeout(WATCH_MS)
  return page.evaluate(() => ({
    firstFrameAtMs:
      performance.timeOrigin +
      performance.getEntriesByName('thunderline:first-frame')[0]!.startTime,
    delaysMs: performance.getEntriesByName('thunderline:frame').map(({ duration }) => duration),
  }))
}
