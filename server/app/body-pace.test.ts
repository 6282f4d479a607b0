/** Bodies over real sockets, at paces that are scaled down. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { BodyWatch } from './body-pace.ts'

/** Slow enough that whoever sends steadily is far above it, also on a machine that has other work. */
const PACE = { graceMs: 200, bytesPerSecond: 1000, drainMs: 200, checkMs: 20 }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Counts what comes, and says how much it was. */
const count: Handle = async (request, response) => {
  let bytes = 0
  try {
    for await (const chunk of request) bytes += chunk.length
    response.end(String(bytes))
  } catch {
    response.destroy()
  }
}

async function open(handle: Handle) {
  const refused: number[] = []
  const startMs = performance.now()
  const bodies = new BodyWatch(PACE, (request) => {
    refused.push(performance.now() - startMs)
    request.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  })
  const server = createServer((request, response) => {
    bodies.watch(request, response)
    handle(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  socket.on('error', () => {})
  // However it ends: whoever sends on meanwhile is told so by an error.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  return { socket, refused, closed, answer: () => answer }
}

const begin = (socket: Socket, bytes: number) =>
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`)

async function send(socket: Socket, bytes: number, each: number, everyMs: number) {
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += each) {
    socket.write('x'.repeat(Math.min(each, bytes - sent)))
    await pause(everyMs)
  }
}

test('a body that comes steadily may take many times as long as the grace', async () => {
  const { socket, refused, answer } = await open(count)
  // As much each time as may be missing after seconds: that the machine is at work elsewhere is nobody's slowness.
  begin(socket, 800_000)
  const startMs = performance.now()
  await send(socket, 800_000, 20_000, 25)
  expect(performance.now() - startMs).toBeGreaterThan(4 * PACE.graceMs)
  await expect.poll(answer).toMatch(/200 OK[\s\S]*800000$/)
  expect(refused).toEqual([])
})

test.each([
  ['says nothing', 0],
  ['sends a byte now and then', 1],
])('one who %s is cut off soon after the grace', async (_, each) => {
  const { socket, refused, closed, answer } = await open(count)
  begin(socket, 20_000)
  if (each > 0) void send(socket, 20_000, each, 10)
  await closed
  expect(answer()).toMatch(/^HTTP\/1\.1 408 /)
  expect(refused).toHaveLength(1)
  expect(refused[0]).toBeGreaterThanOrEqual(PACE.graceMs)
})

test('chunks of a body without a length are held to the same pace', async () => {
  const { socket, closed, answer } = await open(count)
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  const dribble = setInterval(() => socket.write('1\r\nx\r\n'), 20)
  onTestFinished(() => clearInterval(dribble))
  await closed
  expect(answer()).toMatch(/^HTTP\/1\.1 408 /)
})

test('while the server takes nothing of what is there, nobody is cut off for it', async () => {
  const { socket, refused, answer } = await open(async (request, response) => {
    await pause(3 * PACE.graceMs)
    count(request, response)
  })
  begin(socket, 500_000)
  socket.write('x'.repeat(500_000))
  await expect.poll(answer).toMatch(/500000$/)
  expect(refused).toEqual([])
})

test('of a body whose request is answered the rest is read for a moment alone', async () => {
  const { socket, closed, answer } = await open((_request, response) =>
    response.writeHead(403).end(),
  )
  begin(socket, 1e9)
  const startMs = performance.now()
  void send(socket, 1e9, 10_000, 5)
  await closed
  expect(answer()).toMatch(/^HTTP\/1\.1 403 /)
  const tookMs = performance.now() - startMs
  expect(tookMs).toBeGreaterThanOrEqual(PACE.drainMs)
  // All of it would take ten minutes.
  expect(tookMs).toBeLessThan(20_000)
})
