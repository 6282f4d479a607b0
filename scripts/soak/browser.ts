/**
 * Random worlds and programs in a page of headless Chromium: WebAssembly with and without threads,
 * WebGPU, and gpu.js on WebGL2, both drawn in software where there is no graphics card.
 */
import { chromium } from 'playwright'
import { createServer } from 'vite'
import { ISOLATION_HEADERS } from '../../server/app/security-headers.ts'
import { type Campaign, tryKinds } from '../campaign.ts'
import { launchOptions } from '../chromium-flags.ts'
import { findChromium, thisMachine } from '../find-chromium.ts'
import { ROOT } from '../project.ts'

/** What the page imports, as Vite serves it. */
const PAGE_MODULE = '/scripts/soak-page.ts'

export const campaign: Campaign = {
  about: 'Random worlds, notations and programs on every back end of a page, in headless Chromium.',
  async run(options) {
    const server = await createServer({
      configFile: false,
      root: ROOT,
      appType: 'custom',
      logLevel: 'error',
      server: { headers: ISOLATION_HEADERS, hmr: false },
      // What is found late makes the page reload.
      optimizeDeps: { entries: ['scripts/soak.worker.ts'] },
    })
    server.middlewares.use('/soak', (_, response) => {
      for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value)
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Soak</title>')
    })
    await server.listen(0)
    const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
    try {
      const page = await browser.newPage()
      await page.goto(new URL('/soak', server.resolvedUrls!.local[0]).href)
      const module = await page.evaluateHandle<typeof import('../soak-page.ts'), string>(
        (path) => import(path),
        PAGE_MODULE,
      )
      return await tryKinds(
        await module.evaluate(({ soak }) => soak.listKinds()),
        (kind, seed, limitMs) =>
          module.evaluate(
            ({ soak }, order) => soak.tryKind(order.kind, order.seed, order.limitMs),
            { kind, seed, limitMs },
          ),
        options,
      )
    } finally {
      await browser.close()
      await server.close()
    }
  },
}
