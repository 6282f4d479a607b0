/** How soon events that are on record are at clients, and whether all are. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type LiveServer, startLiveServer } from '../../server/testing/live-server.ts'
import { type Benchmark, type BenchmarkRow, percentile } from '../benchmark.ts'
import type { ClientsReport } from '../socket-bench/clients-process.ts'

const CLIENTS = 100
const SECONDS = 10
const RATES = [20, 100] as const
const CLIENTS_PROCESS = join(import.meta.dirname, '../socket-bench/clients-process.ts')

export const benchmark: Benchmark = {
  name: 'sockets',
  about:
    `${CLIENTS} clients in one other process, each of which wants all events and says what it has taken. From when an ` +
    'event was acknowledged as durable to when a client has it, over all clients and events; `lost` counts those that ' +
    `a client never had, \`doubled\` those that it had twice. ${SECONDS} s for each rate.`,
  async run() {
    const rows: BenchmarkRow[] = []
    for (const rate of RATES) rows.push(await measure(rate))
    return rows
  },
}

async function measure(eventsPerSecond: number): Promise<BenchmarkRow> {
  const server = await startLiveServer()
  try {
    const child = spawn(process.execPath, [CLIENTS_PROCESS, server.address, String(CLIENTS)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await hear(child)
    const startCpu = process.cpuUsage()
    const acknowledgedMs = await publish(server, eventsPerSecond)
    const { user, system } = process.cpuUsage(startCpu)
    child.send({ until: server.ledger.head.size })
    const report = (await hear(child)) as ClientsReport
    const latencies = report.received.flatMap((times) =>
      times.flatMap((atMs, seq) =>
        atMs === null ? [] : [Math.max(0, atMs - acknowledgedMs[seq]!)],
      ),
    )
    const expected = CLIENTS * acknowledgedMs.length
    return {
      subject: `${eventsPerSecond} events a second to ${CLIENTS} clients`,
      values: {
        events: acknowledgedMs.length,
        delivered: latencies.length,
        lost: expected - latencies.length,
        doubled: report.doubled,
        p50Ms: percentile(latencies, 50),
        p99Ms: percentile(latencies, 99),
        maxMs: latencies.reduce((most, each) => Math.max(most, each), 0),
        serverCores: (user + system) / 1e6 / SECONDS,
      },
    }
  } finally {
    await server.dispose()
  }
}

/** What a process says next. */
async function hear(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  // What was said last may come after the end.
  const fail = (code: number | null) => {
    if (code !== 0) reject(new Error(`The clients ended with ${code}.`))
  }
  child.once('message', resolve)
  child.once('exit', fail)
  const message = await promise
  child.off('exit', fail)
  return message
}

/** Publishes at an even rate; gives when each was acknowledged, in milliseconds since 1970, by its number. */
async function publish(server: LiveServer, eventsPerSecond: number): Promise<number[]> {
  const acknowledgedMs: number[] = []
  const startMs = performance.now()
  const pending: Promise<void>[] = []
  for (let n = 0; n < eventsPerSecond * SECONDS; n++) {
    const waitMs = startMs + (n * 1000) / eventsPerSecond - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const publishing = server.bus.publishEvent(eventOf(n), { correlationId: `request ${n}` })
    pending.push(
      publishing.then(({ seq }) => {
        acknowledgedMs[seq] = performance.timeOrigin + performance.now()
      }),
    )
  }
  await Promise.all(pending)
  return acknowledgedMs
}

const eventOf = (n: number) => ({
  kind: 'record' as const,
  name: 'thunderbolt.alert.raised',
  data: {
    ...{ alert_id: `a${n}`, rule: 'bench', severity: 'warning', of: 'nothing' },
    message: 'm'.repeat(300),
  },
})
