/** What the scene costs the page: the first picture, frames from the worker, the longest task. */
import { type Browser, chromium, type Page } from 'playwright'
import { createServer } from '../../server/app/create-server.ts'
import { listen } from '../../server/app/listen.ts'
import { type Benchmark, type BenchmarkRow, median, percentile } from '../benchmark.ts'
import { buildViewer } from '../build-viewer.ts'
import { launchOptions } from '../chromium-flags.ts'
import { findChromium, thisMachine } from '../find-chromium.ts'
import { VIEWER_FOLDER } from '../project.ts'

const SIZE = { width: 1280, height: 720 }
const LIMIT_MS = 180_000
const WATCH_MS = 10_000
const COLD_STARTS = 5

/** A soup of Clouds, and how the scene shows it. */
interface World {
  readonly name: string
  readonly size: string
  readonly rule: string
  readonly density: number
  /** What is done to the page before it is watched. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

const colorBy = (mode: string) => (page: Page) =>
  page.getByLabel('Color of a cell').selectOption(mode)

const CLOUDS = { rule: '13-26/13-14,17-19/2/M', density: 120 }
/** Few cells in a large world, which are drawn as cubes. */
const SPARSE = { rule: '4/4/5/M', density: 8 }

const WORLDS: readonly World[] = [
  { name: 'million cells', size: '128,128,64', ...CLOUDS },
  { name: 'million cells by age', size: '128,128,64', ...CLOUDS, prepare: colorBy('age') },
  {
    name: 'million cells, 4 views',
    size: '128,128,64',
    ...CLOUDS,
    prepare: async (page) => {
      for (let more = 0; more < 3; more++) await page.keyboard.press('d')
    },
  },
  { name: '256^3, dense', size: '256,256,256', ...CLOUDS },
  { name: '256^3, sparse', size: '256,256,256', ...SPARSE },
]

export const benchmark: Benchmark = {
  name: 'scene',
  about:
    'The built page at 1280x720, by the adapter that is named. firstPicture is from the navigation of ' +
    'a browser without a cache; handOver from a frame leaving the worker until the page has it; ' +
    'longestTask what blocked the main thread longest while the world played (0: nothing over 50 ms).',
  async run() {
    await buildViewer()
    const server = await createServer({ viewerFolder: VIEWER_FOLDER })
    const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
    const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
    try {
      const adapter = await nameAdapter(browser)
      const rows = [await measureFirstPicture(browser, address, adapter)]
      for (const world of WORLDS) rows.push(await measureWorld(browser, address, world, adapter))
      return rows
    } finally {
      await browser.close()
      await server.close()
    }
  },
}

/** The graphics card, or what draws in its place. */
async function nameAdapter(browser: Browser): Promise<string> {
  const page = await browser.newPage()
  try {
    const name = await page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2')
      const extension = gl?.getExtension('WEBGL_debug_renderer_info')
      return extension ? String(gl?.getParameter(extension.UNMASKED_RENDERER_WEBGL)) : 'unknown'
    })
    return /SwiftShader/.test(name) ? 'SwiftShader' : name
  } finally {
    await page.close()
  }
}

async function measureFirstPicture(
  browser: Browser,
  address: string,
  adapter: string,
): Promise<BenchmarkRow> {
  const times: number[] = []
  for (let start = 0; start < COLD_STARTS; start++) {
    const context = await browser.newContext({ viewport: SIZE })
    const page = await context.newPage()
    await page.goto(address)
    await page.waitForFunction(
      () => performance.getEntriesByName('thunderline:first-frame').length > 0,
      undefined,
      { timeout: LIMIT_MS },
    )
    times.push(
      await page.evaluate(
        () => performance.getEntriesByName('thunderline:first-frame')[0]!.startTime,
      ),
    )
    await context.close()
  }
  return {
    subject: `first picture, ${adapter}`,
    values: { firstPictureMedianMs: median(times), firstPictureSlowestMs: Math.max(...times) },
  }
}

/** What the page saw of itself while it was watched. */
interface Watched {
  readonly handOversMs: readonly number[]
  readonly tasksMs: readonly number[]
  readonly ticks: number
  readonly elapsedMs: number
}

async function measureWorld(
  browser: Browser,
  address: string,
  { name, size, rule, density, prepare }: World,
  adapter: string,
): Promise<BenchmarkRow> {
  const context = await browser.newContext({ viewport: SIZE })
  const page = await context.newPage()
  page.setDefaultTimeout(LIMIT_MS)
  try {
    const fields = { v: '1', rule, size, density: String(density), seed: '1', topology: 'torus' }
    await page.goto(`${address}/#${new URLSearchParams(fields)}`)
    await hasFrames(page, 3)
    await prepare?.(page)
    await hasFrames(page, 8)
    const { handOversMs, tasksMs, ticks, elapsedMs } = await watch(page)
    return {
      subject: `${name}, ${adapter}`,
      values: {
        ticksPerSecond: (1000 * ticks) / elapsedMs,
        framesPerSecond: (1000 * handOversMs.length) / elapsedMs,
        handOverMedianMs: median(handOversMs),
        handOverP95Ms: percentile(handOversMs, 95),
        longestTaskMs: Math.max(0, ...tasksMs),
        tasksOver50Ms: tasksMs.length,
      },
    }
  } finally {
    await context.close()
  }
}

const hasFrames = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => performance.getEntriesByName('thunderline:frame').length >= wanted,
    count,
  )

function watch(page: Page): Promise<Watched> {
  return page.evaluate(async (watchMs) => {
    const tasksMs: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasksMs.push(duration)
    })
    observer.observe({ type: 'longtask' })
    const tickNow = () => {
      const last = performance.getEntriesByName('thunderline:hand-over').at(-1)
      return ((last as PerformanceMeasure).detail as { tick: number }).tick
    }
    const startedAtMs = performance.now()
    const from = tickNow()
    await new Promise((resolve) => setTimeout(resolve, watchMs))
    observer.disconnect()
    const endedAtMs = performance.now()
    const handOversMs = performance
      .getEntriesByName('thunderline:hand-over')
      .filter(({ startTime }) => startTime >= startedAtMs)
      .map(({ duration }) => duration)
    return { handOversMs, tasksMs, ticks: tickNow() - from, elapsedMs: endedAtMs - startedAtMs }
  }, WATCH_MS)
}
