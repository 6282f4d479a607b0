/** Clients of a server's sockets, in a process of their own: the address, and how many. They tell when each event came. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { LiveClient } from '../../server/testing/live-server.ts'

/** What the clients had. */
export interface ClientsReport {
  /** By client: when each event came, by its number, in milliseconds since 1970; `null` for one that never did. */
  readonly received: readonly (readonly (number | null)[])[]
  readonly doubled: number
}

const GRACE_MS = 10_000

const [address, count] = process.argv.slice(2) as [string, string]
const received: number[][] = []
let doubled = 0
const clients = await Promise.all(Array.from({ length: Number(count) }, join))
await Promise.all(clients.map((client) => waitFor(() => client.ofKind('subscribed').length > 0)))
process.send!('ready')
const [{ until }] = (await once(process, 'message')) as [{ readonly until: number }]
const endMs = performance.now() + GRACE_MS
await waitFor(() => received.every((times) => times.length >= until) || performance.now() > endMs)
for (const client of clients) client.close()
const report: ClientsReport = { received, doubled }
// What is large is on its way for a while, and would be cut off by an earlier end.
process.send!(report, () => process.disconnect())

async function join(_: unknown, place: number): Promise<LiveClient> {
  const client = new LiveClient(address)
  const times: number[] = []
  received[place] = times
  client.socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') throw new Error(`A client lost its socket: ${reason}.`)
  })
  client.onMessage = (message) => {
    if (message.kind !== 'events') return
    const nowMs = performance.timeOrigin + performance.now()
    for (const { seq } of message.events) {
      if (times[seq] !== undefined) doubled++
      times[seq] = nowMs
    }
    client.say({ kind: 'taken', id: 'all', seq: message.next - 1 })
  }
  await client.connected()
  client.say({ kind: 'subscribe', id: 'all', topic: { kind: 'events', pattern: '#', after: -1 } })
  return client
}

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20)
}
