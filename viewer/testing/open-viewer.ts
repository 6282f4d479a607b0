/** Opens the built viewer in a real browser, served as it is in production. */
import { type Browser, chromium, type Page } from 'playwright'
import { launchOptions } from '../../scripts/chromium-flags.ts'
import { findChromium, thisMachine } from '../../scripts/find-chromium.ts'
import { VIEWER_FOLDER } from '../../scripts/project.ts'
import { createServer } from '../../server/app/create-server.ts'
import { listen } from '../../server/app/listen.ts'

/** How soon a page on a busy machine has done something is no fact: only what never comes has failed. */
const PATIENCE_MS = 60_000

export interface OpenViewer {
  readonly address: string
  readonly browser: Browser
  readonly page: Page
  /** Errors that the page logged, threw or met while loading; a page in order has none. */
  readonly complaints: readonly string[]
  /** Closes the browser and the server. */
  close(): Promise<void>
}

/** @param path what to open below the server's address, with its query and fragment. */
export async function openViewer(path = '/'): Promise<OpenViewer> {
  const server = await createServer({ viewerFolder: VIEWER_FOLDER })
  const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
  const viewer = await openPage(address, path)
  return {
    ...viewer,
    async close() {
      await viewer.close()
      await server.close()
    },
  }
}

/** The same before a server that is there already, which outlives the page. */
export async function openPage(address: string, path = '/'): Promise<OpenViewer> {
  const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  await page.goto(address + path)
  return {
    address,
    browser,
    page,
    complaints,
    close: () => browser.close(),
  }
}
