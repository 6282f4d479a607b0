/** Connections over real sockets, with limits that are scaled down. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ConnectionRoom } from './connection-room.ts'

const LIMITS = { connections: 8, silentOfAddress: 6 }
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const SOCKET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

interface Client {
  readonly socket: Socket
  /** What the server has sent so far. */
  answer(): string
  isGone(): boolean
}

async function open(handle: Handle = (_, response) => response.end('here')) {
  const room = new ConnectionRoom(LIMITS)
  const options = {
    shouldUpgradeCallback({ socket }: IncomingMessage) {
      room.keep(socket)
      return true
    },
  }
  const server = createServer(options, (request, response) => {
    room.watch(request, response)
    handle(request, response)
  })
  server.on('connection', (socket) => room.enter(socket))
  server.on('upgrade', (_, socket) => {
    onTestFinished(() => void socket.destroy())
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  /** Resolves when the server has the connection, and with it whoever has come before. */
  const join = async (text = '', localAddress = '127.0.0.1'): Promise<Client> => {
    const accepted = once(server, 'connection')
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.setEncoding('latin1').on('data', (part) => {
      answer += part
    })
    socket.on('error', () => {})
    if (text !== '') socket.write(text)
    await accepted
    return { socket, answer: () => answer, isGone: () => socket.closed }
  }
  const joinAll = async (count: number, text = '', address = '127.0.0.1') => {
    const clients: Client[] = []
    for (let i = 0; i < count; i++) clients.push(await join(text, address))
    return clients
  }
  return { join, joinAll }
}

const gone = (clients: readonly Client[]) => clients.map((each) => each.isGone())
const OTHER = '127.0.0.2'

test('whoever speaks gets in, however many are silent, and those who were so longest make room', async () => {
  const { join, joinAll } = await open()
  const silent = [...(await joinAll(4)), ...(await joinAll(4, 'GET / HTTP/1.1\r\n', OTHER))]
  const first = await join(GET)
  const second = await join(GET)
  await expect
    .poll(() => [first.answer(), second.answer()])
    .toEqual([expect.stringMatching(/^HTTP\/1\.1 200 /), expect.stringMatching(/^HTTP\/1\.1 200 /)])
  await expect.poll(() => gone(silent).filter((isGone) => isGone).length).toBe(2)
  expect([silent[0]!.isGone(), silent[3]!.isGone(), silent[7]!.isGone()]).toEqual([
    ...[true, false, false],
  ])
})

test('one address has so many silent ones and no more, and those of others stay', async () => {
  const { joinAll } = await open()
  const others = await joinAll(2, '', OTHER)
  const many = await joinAll(20)
  await expect.poll(() => gone(many)).toEqual(many.map((_, at) => at < 14))
  expect(gone(others)).toEqual([false, false])
})

test('those on which a request is under way stay, and are silent again when it is answered', async () => {
  const waiting: ServerResponse[] = []
  const { join, joinAll } = await open((_, response) => void waiting.push(response))
  const busy = await joinAll(7, GET)
  const socket = await join(SOCKET)
  await expect.poll(() => [waiting.length, socket.answer().slice(9, 12)]).toEqual([7, '101'])
  const refused = await joinAll(3, GET)
  await expect.poll(() => gone(refused)).toEqual([true, true, true])
  for (const response of waiting) response.end('late')
  await expect.poll(() => busy.every((each) => each.answer().endsWith('late'))).toBe(true)
  const next = await join(GET)
  await expect.poll(() => waiting.length).toBe(8)
  expect([next.isGone(), socket.isGone()]).toEqual([false, false])
  await expect.poll(() => gone(busy).filter((isGone) => isGone).length).toBe(2)
})
