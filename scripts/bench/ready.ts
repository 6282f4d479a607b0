/** How soon a server that was just started says that it is ready: the built command line, as it is shipped. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openServerRecord } from '../../server/app/server-record.ts'
import { callRuns, OVER } from '../../server/testing/run-place.ts'
import { spawnModule } from '../../server/testing/spawned.ts'
import { type Benchmark, type BenchmarkRow, percentile } from '../benchmark.ts'
import { buildCli } from '../build-cli.ts'
import { ensureViewerBuilt } from '../build-viewer.ts'
import { CLI_FILE } from '../project.ts'
import { createTemporaryFolder } from '../temporary-folder.ts'

const STARTS = 7
const ENTRIES = 10_000
const RUNS = 20
const LIMIT_MS = 120_000

export const benchmark: Benchmark = {
  name: 'ready',
  about:
    `Milliseconds from the start of \`thunderline serve\`, as it is built, until /ready answers 200: in an empty folder, and in one with ${ENTRIES} ` +
    `entries in the ledger and ${RUNS} runs, after a server that ended as it should and after one that was killed. \`node -e 0\` is the baseline: ` +
    `a process of Node that does nothing. All in turn, ${STARTS} times.`,
  async run() {
    await ensureViewerBuilt()
    await buildCli()
    const kept = createTemporaryFolder()
    try {
      await fill(kept.path)
      return await measureAll(kept.path)
    } finally {
      kept.dispose()
    }
  },
}

async function measureAll(kept: string): Promise<BenchmarkRow[]> {
  const took: Record<string, number[]> = {}
  const add = (subject: string, ms: number) => {
    took[subject] ??= []
    took[subject].push(ms)
  }
  for (let start = 0; start < STARTS; start++) {
    add('node -e 0', await timeNode())
    const empty = createTemporaryFolder()
    add('a first start', await timeStart(empty.path, 'SIGTERM'))
    empty.dispose()
    add('what is there, ended', await timeStart(kept, 'SIGKILL'))
    add('what is there, killed', await timeStart(kept, 'SIGTERM'))
  }
  const nodeMs = percentile(took['node -e 0']!, 50)
  return Object.entries(took).map(([subject, each]) => {
    const p50Ms = percentile(each, 50)
    const values = { p50Ms, maxMs: Math.max(...each), n: each.length, toNode: p50Ms / nodeMs }
    return { subject, values }
  })
}

/** Makes a record of real runs and as many events as there are to be. */
async function fill(dataFolder: string): Promise<void> {
  const config = { dataFolder, databaseUrl: undefined, auditMinutes: 60 }
  const record = await openServerRecord(config, (line) => console.error(line))
  const { call, until } = callRuns(record)
  for (let n = 0; n < RUNS; n++) {
    const scenario = `{version: 1, name: Pond, world: {size: [32, 32]}, seed: ${n}, rule: B3/S23, initial: [{soup: {density: 90}}], ticks: 20}`
    await until((await call('runs.create', { scenario })).run_id, OVER)
  }
  const publish = (n: number) =>
    record.bus.publishEvent(
      {
        ...{ kind: 'record', name: 'thunderbolt.alert.raised' },
        data: {
          ...{ alert_id: `a${n}`, rule: 'bench', severity: 'warning', of: 'nothing' },
          message: 'm'.repeat(300),
        },
      },
      { correlationId: `request ${n}` },
    )
  while (record.ledger.head.size < ENTRIES) {
    const count = Math.min(500, ENTRIES - record.ledger.head.size)
    await Promise.all(Array.from({ length: count }, (_, n) => publish(n)))
  }
  await record.bus.waitUntilHeard(record.ledger.head.size - 1, LIMIT_MS)
  await record.close()
}

async function timeNode(): Promise<number> {
  const startMs = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - startMs
}

/** Starts a server, waits until it is ready, and ends it; what comes after it is ready is not counted. */
async function timeStart(dataFolder: string, end: NodeJS.Signals): Promise<number> {
  const port = await findPort()
  const startMs = performance.now()
  const server = spawnModule(CLI_FILE, ['serve'], {
    ...{ PORT: String(port), THUNDERLINE_DATA: dataFolder, THUNDERLINE_LOG: 'error' },
  })
  try {
    while (!(await isReady(port))) {
      if (performance.now() - startMs > LIMIT_MS || server.child.exitCode !== null) {
        throw new Error(`The server is not ready: ${server.said}`)
      }
      await sleep(5)
    }
    return performance.now() - startMs
  } finally {
    await server.end(end)
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).status === 200
  } catch {
    return false
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
