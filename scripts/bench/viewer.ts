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

/** Times of one frame of the world, in ms since the epoch. */
interface FrameTimes {
  readonly receivedAt: number
  readonly drawnAt: number
}

export const benchmark: Benchmark = {
  name: 'viewer',
  about:
    'Wall time from starting the program, on what it opens with, drawing as the tests do. ' +
    'toScreen is from a frame reaching the page until its pixels are there.',
  async run() {
    const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
    try {
      rmSync(VIEWER_FOLDER, { recursive: true, force: true })
      return [
        await measureStart(browser, 'start, nothing built'),
        await measureStart(browser, 'start, built before'),
      ]
    } finally {
      await browser.close()
    }
  },
}

async function measureStart(browser: Browser, subject: string): Promise<BenchmarkRow> {
  const startedAt = Date.now()
  const server = spawn(process.execPath, [join(ROOT, 'scripts/start.ts')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const page = await browser.newPage()
  try {
    const address = await readAddress(server.stdout)
    const servedAt = Date.now()
    await page.addInitScript(recordFrames)
    await page.goto(address)
    const frames = await watchFrames(page)
    const delays = frames.map(({ receivedAt, drawnAt }) => drawnAt - receivedAt)
    const steady = delays.slice(1)
    return {
      subject,
      values: {
        servedAfterMs: servedAt - startedAt,
        firstFrameAfterMs: frames[0]!.drawnAt - startedAt,
        frames: frames.length,
        toScreenMedianMs: median(steady),
        toScreenSlowestMs: Math.max(...steady),
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

/** Waits for the first frame, then watches for a while; at least two frames come back. */
async function watchFrames(page: Page): Promise<FrameTimes[]> {
  const read = () => page.evaluate(() => (globalThis as { drawnFrames?: FrameTimes[] }).drawnFrames)
  const hasTwo = () => ((globalThis as { drawnFrames?: unknown[] }).drawnFrames?.length ?? 0) > 1
  await page.waitForFunction(hasTwo, undefined, { timeout: START_LIMIT_MS })
  await page.waitForTimeout(WATCH_MS)
  return (await read()) ?? []
}

/**
 * Runs in the page before its own code. A frame is a message from a worker that carries cells; it
 * is on the screen when the next drawing is done, which reading a pixel back waits for.
 */
function recordFrames(): void {
  const now = () => performance.timeOrigin + performance.now()
  const drawnFrames: FrameTimes[] = []
  let receivedAt: number | undefined
  Object.assign(globalThis, { drawnFrames })
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      this.addEventListener('message', ({ data }) => {
        if (data?.value?.cells instanceof ArrayBuffer) receivedAt ??= now()
      })
    }
  }
  const context = WebGL2RenderingContext.prototype
  const noteDrawing = (gl: WebGL2RenderingContext) => {
    if (receivedAt === undefined) return
    const frame = receivedAt
    receivedAt = undefined
    queueMicrotask(() => {
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
      drawnFrames.push({ receivedAt: frame, drawnAt: now() })
    })
  }
  const { drawArrays, drawElements, drawArraysInstanced, drawElementsInstanced } = context
  context.drawArrays = function (...args) {
    drawArrays.apply(this, args)
    noteDrawing(this)
  }
  context.drawElements = function (...args) {
    drawElements.apply(this, args)
    noteDrawing(this)
  }
  context.drawArraysInstanced = function (...args) {
    drawArraysInstanced.apply(this, args)
    noteDrawing(this)
  }
  context.drawElementsInstanced = function (...args) {
    drawElementsInstanced.apply(this, args)
    noteDrawing(this)
  }
}
