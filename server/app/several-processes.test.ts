/** A server that takes up no runs and workers beside it, as a person starts them, on one PostgreSQL. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { decodeLiveFrame } from '../../engine/protocol/live-frame.ts'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { SERVER_COMMANDS } from '../cli/server-commands.ts'
import type { Database } from '../storage/database.ts'
import { expireLeases } from '../storage/lease-tables.ts'
import { openDatabase } from '../storage/open-database.ts'
import { LiveClient, takeAll } from '../testing/live-server.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { OVER } from '../testing/run-place.ts'
import { type Spawned, spawnModule } from '../testing/spawned.ts'

const SERVE = join(import.meta.dirname, '../testing/serve-process.ts')
const MAIN = join(import.meta.dirname, '../cli/main.ts')

const SCENARIO = `
version: 1
name: Elsewhere
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 120
`

const PACE = { ticks_per_second: 60 }

test.each([
  ['no database', {}, [], 'app/worker-alone'],
  ['no threads', { DATABASE_URL: 'postgresql://nowhere/x' }, ['--threads', '0'], 'cli/usage'],
])('a worker with %s is refused by name', async (_, env, words, code) => {
  const run = runCliHereAt(() => 0, ['worker', '--json', ...words], SERVER_COMMANDS, env)
  const { exitCode, err, out } = await run
  expect([exitCode, out + err]).toEqual([2, expect.stringContaining(code)])
})

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  let env: Record<string, string>
  let database: Database
  let server: Spawned
  let address: string
  let token: string
  const folder = createTemporaryFolder()

  beforeAll(async () => {
    const url = await (await sharePostgres()).createDatabase()
    folder.write('viewer/index.html', '<!doctype html>')
    env = { DATABASE_URL: url, THUNDERLINE_DATA: join(folder.path, 'data'), PORT: '0' }
    const viewer = join(folder.path, 'viewer')
    server = spawnModule(SERVE, [viewer], { ...env, THUNDERLINE_THREADS: '0' })
    const [, at, secret] = await server.untilSays(/With the record: (\S+)\/#token=(\S+)/)
    address = at!
    token = secret!
    database = await openDatabase({ kind: 'server', url }, { isAsFound: true })
  })
  afterAll(async () => {
    await database?.close()
    expect(await server?.end('SIGTERM')).toBe(0)
    folder.dispose()
  })

  async function startWorker(): Promise<{ worker: Spawned; name: string }> {
    const worker = spawnModule(MAIN, ['worker', '--threads', '1'], env)
    onTestFinished(async () => void (await worker.end('SIGKILL')))
    const [, line] = await worker.untilSays(/^(.*The worker takes up runs.*)$/m)
    const { worker: name, threads } = JSON.parse(line!) as { worker: string; threads: number }
    expect(threads).toBe(1)
    return { worker, name }
  }

  async function ask<T = AutomataRun>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${address}/api/v1${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    const answer = (await response.json()) as T
    expect(response.ok, JSON.stringify(answer)).toBe(true)
    return answer
  }

  async function until(id: string, isThere: (run: AutomataRun) => boolean): Promise<AutomataRun> {
    const isNow = async () => isThere(await ask(`/runs/${id}`))
    await expect.poll(isNow, { interval: 50 }).toBe(true)
    return await ask(`/runs/${id}`)
  }
  const untilOver = (id: string) => until(id, ({ state }) => OVER.includes(state as never))

  /** Types of what is on record of a run. */
  async function eventsOf(id: string): Promise<string[]> {
    type Page = { items: { type: string; data: { run_id?: string } }[] }
    const { items } = await ask<Page>('/events?pattern=%2B.ca.run.%23&limit=200')
    return items.filter(({ data }) => data.run_id === id).map(({ type }) => type)
  }

  test('what a killed worker had is finished by another, once, in the state that it has anywhere; it is seen from the server, and given back by whoever is told to end', async () => {
    const first = await startWorker()
    const { run_id: id } = await ask('/runs', { scenario: SCENARIO, ...PACE })
    await until(id, ({ state, worker }) => state === 'running' && worker === first.name)
    expect(await first.worker.end('SIGKILL')).toBe('SIGKILL')
    const second = await startWorker()
    // As if the time of its lease were over.
    await expireLeases(database)
    const run = await untilOver(id)
    expect(run).toMatchObject({ state: 'completed', worker: second.name, attempt: 2 })
    folder.write('scenario.yaml', SCENARIO)
    const path = join(folder.path, 'scenario.yaml')
    const alone = await runCliHereAt(() => 0, ['run', path, '--json'])
    const { probes } = JSON.parse(alone.out) as { probes: { stateHash: string }[] }
    expect(run.state_sha256).toBe(probes.at(-1)!.stateHash)
    // The server may be behind the ledger that it shares.
    await expect
      .poll(async () => (await eventsOf(id)).sort())
      .toEqual(['ca.run.completed', 'ca.run.created', 'ca.run.started', 'ca.run.started'])
    const { run_id: long } = await ask('/runs', { ...{ scenario: SCENARIO, ticks: 1e9 }, ...PACE })
    await second.worker.untilSays(new RegExp(`"${long}".*A run goes on here`))
    const client = new LiveClient(address, token)
    onTestFinished(() => client.close())
    takeAll(await client.connected())
    const topic = { kind: 'run', run_id: long, frames: true } as const
    client.say({ kind: 'subscribe', id: 'far', topic })
    await expect.poll(() => client.ofKind('progress').length).toBeGreaterThan(2)
    await expect.poll(() => client.ofKind('frame').length).toBeGreaterThan(2)
    const [one, next] = client.ofKind('frame').map(({ frame }) => decodeLiveFrame(frame).tick)
    expect(next).toBeGreaterThan(one!)
    expect(await second.worker.end('SIGTERM')).toBe(0)
    expect(second.worker.said).toMatch(new RegExp(`"${long}".*A run is given back`))
    expect(second.worker.said).toMatch(/"taken":2,"ended":1.*The worker has ended/)
    // Nobody has it, and it is not over.
    const leases = await database.query('select * from run_leases where expires_at > now()')
    expect(leases).toEqual([])
    expect(await ask(`/runs/${long}`)).toMatchObject({ state: 'running' })
    expect(client.ofKind('ended')).toEqual([])
    expect(await ask(`/runs/${long}/cancel`, {})).toMatchObject({ state: 'cancelled' })
    await expect.poll(() => client.ofKind('ended').map(({ state }) => state)).toEqual(['cancelled'])
  })
})
