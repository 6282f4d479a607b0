/** These tests talk to a real server through real sockets. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createServer } from './create-server.ts'
import { PortTakenError, ViewerMissingError } from './errors.ts'
import { listen } from './listen.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const SCRIPT = 'export const answer = 42\n'.repeat(50)
const anyPort = { host: '127.0.0.1', port: 0, isPortFixed: false }

let workFolder: string
let viewerFolder: string
let address: string
let stop: () => Promise<void>

beforeAll(async () => {
  workFolder = mkdtempSync(join(tmpdir(), 'thunderline-server-'))
  viewerFolder = join(workFolder, 'viewer')
  mkdirSync(join(viewerFolder, 'assets'), { recursive: true })
  writeFileSync(join(workFolder, 'secret.txt'), 'secret')
  writeFileSync(join(viewerFolder, '.env'), 'secret')
  writeFileSync(join(viewerFolder, 'index.html'), '<!doctype html><title>Thunderline</title>')
  writeFileSync(join(viewerFolder, 'assets/main-1a2b.js'), SCRIPT)
  writeFileSync(join(viewerFolder, 'assets/main-1a2b.js.br'), brotliCompressSync(SCRIPT))
  const server = await createServer({ viewerFolder })
  address = await listen(server, anyPort)
  stop = () => server.close()
})

afterAll(async () => {
  await stop()
  rmSync(workFolder, { recursive: true })
})

/** Sends bytes as they are, which `fetch` would tidy up, and gives the whole answer. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

const requestLine = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: thunderline\r\nConnection: close\r\n\r\n`

describe('every answer carries the security headers', () => {
  test.each([
    ['the page', '/', 200, {}],
    ['a script', '/assets/main-1a2b.js', 200, {}],
    ['a range of it', '/assets/main-1a2b.js', 206, { headers: { range: 'bytes=0-9' } }],
    ['a range beyond it', '/assets/main-1a2b.js', 416, { headers: { range: 'bytes=9999-' } }],
    ['what is not there', '/nothing.js', 404, {}],
    ['a method without a route', '/', 404, { method: 'POST' }],
    ['a body over the limit', '/', 413, { method: 'POST', body: 'x'.repeat(2000) }],
    ['a path that is no UTF-8', '/%E0%A4%A', 400, {}],
    ['a head', '/', 200, { method: 'HEAD' }],
  ])('%s', async (_, path, status, init) => {
    const response = await fetch(address + path, init)
    expect(response.status).toBe(status)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(response.headers.get(name), name).toBe(value)
    }
  })

  test('bytes that are no HTTP', async () => {
    const answer = await exchange('\u0001\u0002 nonsense\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(answer).toContain(`${name}: ${value}\r\n`)
    }
  })

  test('headers beyond 16 KiB', async () => {
    const answer = await exchange(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('Cross-Origin-Opener-Policy: same-origin')
  })
})

test('a body that does not come is refused, and the connection ends', async () => {
  const pace = { graceMs: 100, bytesPerSecond: 1000, drainMs: 100, checkMs: 20 }
  const server = await createServer({ viewerFolder, pace })
  onTestFinished(() => server.close())
  const { port } = new URL(await listen(server, anyPort))
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx',
  )
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  await once(socket, 'close')
  expect(answer).toMatch(
    /^HTTP\/1\.1 408 [\s\S]*Cross-Origin-Opener-Policy: same-origin[\s\S]*app\/bad-request/,
  )
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/..\\secret.txt',
  '/%5c..%5csecret.txt',
  '//secret.txt',
  '/secret.txt%00.js',
  '/.env',
])('nobody leaves the folder or sees hidden files through %s', async (path) => {
  const answer = await exchange(requestLine(path))
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(answer).not.toMatch(/\r\n\r\nsecret/)
})

test('a client that is refused and stays all the same does not hold its place', async () => {
  const server = await createServer({ viewerFolder })
  onTestFinished(() => server.close())
  const { port } = new URL(await listen(server, anyPort))
  const socket = connect({ port: Number(port), allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  socket.write('nonsense\r\n\r\n')
  await once(socket.resume(), 'end')
  const countConnections = promisify(server.server.getConnections.bind(server.server))
  expect(await countConnections()).toBe(1)
  await expect.poll(() => countConnections()).toBe(0)
})

test('however many connections are silent, whoever asks is answered at once', async () => {
  const { port } = new URL(address)
  for (let i = 0; i < 530; i++) {
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    await once(socket, 'connect')
  }
  expect(await exchange(requestLine('/'))).toMatch(/^HTTP\/1\.1 200 /)
})

test('an address that is no URL is refused in the words of all other refusals', async () => {
  const response = await fetch(`${address}/%E0%A4%A`)
  expect(await response.json()).toEqual({
    code: 'app/bad-request',
    message: 'The request cannot be answered.',
  })
})

test('an address that the system does not give is named', async () => {
  const server = await createServer({ viewerFolder })
  onTestFinished(() => server.close())
  // An address kept for documentation, which no machine has (RFC 5737).
  const starting = listen(server, { host: '192.0.2.1', port: 4173, isPortFixed: true })
  await expect(starting).rejects.toMatchObject({
    code: 'app/address',
    details: { host: '192.0.2.1', errno: 'EADDRNOTAVAIL' },
  })
})

test('what is not there is a 404 that a program can read', async () => {
  const response = await fetch(`${address}/nothing`)
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'app/not-found' })
})

test('a person who asks for a page gets the viewer, but not in place of a file', async () => {
  const headers = { accept: 'text/html,*/*;q=0.8' }
  const page = await fetch(`${address}/some/page?rule=30`, { headers })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<title>Thunderline</title>')
  expect((await fetch(`${address}/assets/gone-1a2b.js`, { headers })).status).toBe(404)
  expect((await fetch(`${address}/some/page`, { headers, method: 'POST' })).status).toBe(404)
})

test('hashed files may be kept for ever, the page is asked for each time', async () => {
  const script = await fetch(`${address}/assets/main-1a2b.js`)
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toMatch(/javascript/)
  for (const path of ['/', '/index.html']) {
    expect((await fetch(address + path)).headers.get('cache-control')).toBe('no-cache')
  }
})

test('a script compressed by the build is sent so to those who accept it', async () => {
  const accepting = (encoding: string) =>
    fetch(`${address}/assets/main-1a2b.js`, { headers: { 'accept-encoding': encoding } })
  const packed = await accepting('gzip, br')
  expect(packed.headers.get('content-encoding')).toBe('br')
  expect(await packed.text()).toBe(SCRIPT)
  expect(packed.headers.get('cache-control')).toContain('immutable')
  const unpacked = await accepting('identity')
  expect(unpacked.headers.get('content-encoding')).toBeNull()
  expect(await unpacked.text()).toBe(SCRIPT)
})

describe('when the port is taken', () => {
  async function occupyPort(): Promise<number> {
    const occupant = createSocketServer()
    onTestFinished(() => void occupant.close())
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve))
    return (occupant.address() as { port: number }).port
  }

  test('the next free one is used', async () => {
    const port = await occupyPort()
    const server = await createServer({ viewerFolder })
    onTestFinished(() => server.close())
    const other = await listen(server, { ...anyPort, port })
    expect(Number(new URL(other).port)).toBeGreaterThan(port)
    expect((await fetch(other)).status).toBe(200)
  })

  test('and it was asked for by name, the error says so', async () => {
    const port = await occupyPort()
    const server = await createServer({ viewerFolder })
    onTestFinished(() => server.close())
    const starting = listen(server, { host: '127.0.0.1', port, isPortFixed: true })
    await expect(starting).rejects.toThrow(
      new PortTakenError({ host: '127.0.0.1', firstPort: port, lastPort: port }),
    )
  })
})

test('a folder without a built viewer is refused by name', async () => {
  const starting = createServer({ viewerFolder: workFolder })
  await expect(starting).rejects.toThrow(new ViewerMissingError({ folder: workFolder }))
})
