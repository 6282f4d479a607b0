/** What a server holds for a client that stands still while much goes by. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { LiveTopic } from '../../engine/protocol/live-api.ts'
import { type LiveServer, startLiveServer } from '../../server/testing/live-server.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'

const COUNT = 200_000
/** So many are published together. */
const GROUP = 1000
const LOOKS = 10
const FRAME_BYTES = 64 * 1024
const RUN = 'run'
const CLIENT_PROCESS = join(import.meta.dirname, '../socket-bench/stalled-process.ts')

const EVENTS: LiveTopic = { kind: 'events', pattern: '#' }
const PICTURES: LiveTopic = { kind: 'run', run_id: RUN, frames: true }

/** `reads nothing` is a process that is stopped; `takes nothing` reads, and never says that it has taken what it read. */
type Client = 'none' | 'reads nothing' | 'takes nothing'
const CLIENTS: readonly Client[] = ['none', 'reads nothing', 'takes nothing']

export const benchmark: Benchmark = {
  name: 'stalled',
  about:
    `Memory that a server holds (objects and buffers, after a collection) before ${COUNT} events or live pictures of ${FRAME_BYTES / 1024} KiB go by, at most at ${LOOKS} ` +
    'looks on the way, and afterwards: without a client, with one that has stopped reading, and with one that reads and never says that it has ' +
    'taken anything. `letGo` is 1 where the client was let go meanwhile: one that answers no ping is, after at most 30 s.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const client of CLIENTS) rows.push(await measure('events', client, EVENTS, publishEvents))
    for (const client of CLIENTS)
      rows.push(await measure('pictures', client, PICTURES, showPictures))
    return rows
  },
}

type Pass = (server: LiveServer, count: number) => Promise<void>

async function measure(
  what: string,
  client: Client,
  topic: LiveTopic,
  pass: Pass,
): Promise<BenchmarkRow> {
  const server = await startLiveServer()
  server.runs.set(RUN, 'running')
  const child = client === 'none' ? undefined : await startClient(server, topic)
  try {
    // What comes first fills windows and warms code up.
    await pass(server, COUNT / LOOKS)
    if (client === 'reads nothing') child?.kill('SIGSTOP')
    const beforeMib = await heldMib()
    const startMs = performance.now()
    const looks: number[] = []
    for (let look = 0; look < LOOKS; look++) {
      await pass(server, COUNT / LOOKS)
      looks.push(await heldMib())
    }
    const seconds = (performance.now() - startMs) / 1000
    const letGo = child !== undefined && server.sockets.stats.sockets === 0 ? 1 : 0
    return {
      subject: `${what}, ${client === 'none' ? 'no client' : `a client that ${client}`}`,
      values: { beforeMib, mostMib: Math.max(...looks), afterMib: looks.at(-1)!, seconds, letGo },
    }
  } finally {
    await endClient(child)
    await server.dispose()
  }
}

async function publishEvents({ bus }: LiveServer, count: number): Promise<void> {
  for (let n = 0; n < count; n += GROUP) {
    await Promise.all(
      Array.from({ length: GROUP }, (_, at) =>
        bus.publishEvent(
          {
            ...{ kind: 'record', name: 'thunderbolt.alert.raised' },
            data: {
              ...{ alert_id: `a${n + at}`, rule: 'bench', severity: 'warning', of: 'nothing' },
              message: 'm'.repeat(300),
            },
          },
          { correlationId: 'bench' },
        ),
      ),
    )
  }
}

/** Tells of pictures whether or not they are wished for: as many as there can be. */
async function showPictures({ hub }: LiveServer, count: number): Promise<void> {
  const run = hub.begin(RUN, () => {})
  for (let n = 0; n < count; n++) {
    run.tell({ kind: 'frame', frame: new Uint8Array(FRAME_BYTES) })
    if (n % 20 === 0) await turn()
  }
}

async function startClient({ address }: LiveServer, topic: LiveTopic): Promise<ChildProcess> {
  const child = fork(CLIENT_PROCESS, [address, JSON.stringify(topic)])
  const [said] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [undefined]),
  ])
  if (said !== 'ready') throw new Error('The client has ended.')
  return child
}

async function endClient(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What a collection finds unused is given back a turn later. */
async function heldMib(): Promise<number> {
  for (let turns = 0; turns < 3; turns++) {
    collect()
    await turn()
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}
