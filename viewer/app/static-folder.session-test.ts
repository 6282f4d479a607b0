/** The build for hosts that only serve files: in a folder below another, without a header, then without a network. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureStaticBuilt } from '../../scripts/build-static.ts'
import { launchOptions } from '../../scripts/chromium-flags.ts'
import { findChromium, thisMachine } from '../../scripts/find-chromium.ts'
import { STATIC_FOLDER } from '../../scripts/project.ts'

const FOLDER = '/labs/thunderline/'
const MAX_BYTES_TO_PICTURE = 3_000_000

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

let server: Server
let address = ''
let context: BrowserContext
let page: Page
let sentBytes = 0
const refused: string[] = []
const complaints: string[] = []

/** As plain as they come: no header but type and length, nothing compressed. */
function startPlainServer(): Promise<Server> {
  const plain = createServer((request, response) => {
    const path = request.url!.split('?', 1)[0]!
    const name = path.startsWith(FOLDER) ? path.slice(FOLDER.length) || 'index.html' : ''
    try {
      const bytes = readFileSync(join(STATIC_FOLDER, name))
      sentBytes += bytes.length
      response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream')
      response.end(bytes)
    } catch {
      refused.push(path)
      response.statusCode = 404
      response.end()
    }
  })
  return new Promise((resolve) => plain.listen(0, '127.0.0.1', () => resolve(plain)))
}

beforeAll(async () => {
  await ensureStaticBuilt()
  server = await startPlainServer()
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${FOLDER}`
  const browser = await chromium.launch(launchOptions(findChromium(thisMachine())))
  context = await browser.newContext()
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
})
afterAll(async () => {
  await context?.browser()?.close()
  await new Promise((resolve) => server?.close(resolve))
})

const hasDrawn = () =>
  page.waitForFunction(() => performance.getEntriesByName('thunderline:frame').length > 0)

test('a first visit draws its world within 3 MB, isolated, and asks for nothing outside of its folder', async () => {
  await page.goto(address)
  await page.waitForFunction(() => crossOriginIsolated)
  await hasDrawn()
  expect(sentBytes).toBeLessThan(MAX_BYTES_TO_PICTURE)
  expect(refused).toEqual([])
  expect(complaints).toEqual([])
})

test('strings are no code here either, and nobody may frame the page', async () => {
  const response = await page.reload()
  const policy = response?.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
  expect(policy).toContain("frame-ancestors 'none'")
  const embedded = await context.request.fetch(address)
  expect(embedded.headers()).not.toHaveProperty('content-security-policy')
})

test('without a network it opens, runs, and goes where it was never before', async () => {
  await page.waitForFunction(() => document.documentElement.dataset.offline === 'ready')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await page.goto(`${address}#v=1&scenario=gosper-gun`)
  await page.reload()
  await page.waitForFunction(() => crossOriginIsolated)
  await hasDrawn()
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByRole('region', { name: 'Search' }).waitFor()
  await page.getByText('Begin with an example').waitFor()
  expect(complaints.filter((each) => !each.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
})
