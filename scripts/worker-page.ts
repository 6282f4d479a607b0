/**
 * A page of headless Chromium that hands on to a worker of ours, for campaigns and benchmarks of
 * what only a page has. `NAME-page.ts` is what the page imports, `NAME.worker.ts` its worker.
 */
import { chromium, type JSHandle } from 'playwright'
import { createServer } from 'vite'
import { ISOLATION_HEADERS } from '../server/app/security-headers.ts'
import { launchOptions } from './chromium-flags.ts'
import { findChromium, thisMachine } from './find-chromium.ts'
import { ROOT } from './project.ts'

export interface WorkerPage<Module> {
  /** What the page has imported, in the page. */
  readonly module: JSHandle<Module>
  /** Closes the browser and the server. */
  close(): Promise<void>
}

/**
 * Serves an isolated page from the sources, opens it and imports `scripts/NAME-page.ts` in it.
 *
 * @param worker what that page starts, a path from the root of the project.
 */
export async function openWorkerPage<Module>(
  name: string,
  worker = `scripts/${name}.worker.ts`,
): Promise<WorkerPage<Module>> {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    appType: 'custom',
    logLevel: 'error',
    server: { headers: ISOLATION_HEADERS, hmr: false },
    // What is found late makes the page reload.
    optimizeDeps: { entries: [worker] },
  })
  server.middlewares.use('/page', (_, response) => {
    for (const [header, value] of Object.entries(ISOLATION_HEADERS)) {
      response.setHeader(header, value)
    }
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>${name}</title>`)
  })
  await server.listen(0)
  const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
  const close = async () => {
    await browser.close()
    await server.close()
  }
  try {
    const page = await browser.newPage()
    await page.goto(new URL('/page', server.resolvedUrls!.local[0]).href)
    const module = await page.evaluateHandle<Module, string>(
      (path) => import(path),
      `/scripts/${name}-page.ts`,
    )
    return { module, close }
  } catch (error) {
    await close()
    throw error
  }
}
