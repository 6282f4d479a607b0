/** Runs of a server from their request to their end, in real threads, on real databases. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeLiveFrame } from '../../engine/protocol/live-frame.ts'
import { runCliHere } from '../../engine/testing/run-cli.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { WHY_NO_POSTGRES } from '../testing/postgres.ts'
import {
  callRuns,
  createRunDatabase,
  createRunFolder,
  eventsOf,
  OVER,
  type RunCaller,
  type RunPlace,
} from '../testing/run-place.ts'
import type { RunNews } from './live-hub.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 100
`

/** A rule that adds heat to every cell in every tick, and bits that live there. */
const WARM = `
version: 1
name: Warm
world: { size: [16, 8], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
channels: [heat]
zones: [{ name: all, box: { size: [16, 8] }, settled: true }]
policies: { use: [permit-all] }
bits: [{ box: { size: [4, 8] } }]
`

/** One that goes on for as long as anybody waits. */
const LONG = { scenario: SOUP, ticks: 1e12, ticks_per_second: 200 }

describeRuns('embedded', createRunFolder)
describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () =>
  describeRuns('served', createRunDatabase),
)

function describeRuns(kind: string, createPlace: () => Promise<RunPlace>): void {
  describe(`runs, ${kind}`, () => {
    let place: RunPlace
    let record: ServerRecord
    let caller: RunCaller
    const lines: string[] = []
    const open = async () => {
      const options = { threads: 2, pollMs: 50 }
      record = await openServerRecord(place.config, (line) => lines.push(line), options)
      caller = callRuns(record)
    }
    beforeAll(async () => {
      place = await createPlace()
      await open()
    })
    afterAll(async () => {
      await record.close()
      await place.dispose()
      expect(lines).toEqual([])
    })

    test('a run is created, started once and completed, and its share of the machine is released', async () => {
      const created = await caller.call('runs.create', { scenario: SOUP })
      expect(created).toMatchObject({ state: 'queued', title: 'A soup', ticks: '100', attempt: 0 })
      const run = await caller.until(created.run_id, OVER)
      expect(run).toMatchObject({ state: 'completed', ticks_done: '100', attempt: 1 })
      expect(run.worker).toBe(record.runs.worker)
      const of = async () => (await eventsOf(record, run.run_id)).map(({ type }) => type)
      await expect
        .poll(of)
        .toEqual([
          'ca.run.created',
          'ca.run.started',
          'allocation.granted',
          'artifact.stored',
          'ca.run.completed',
          'allocation.released',
        ])
      const [first, ...later] = await eventsOf(record, run.run_id)
      expect(new Set(later.map(({ causationid }) => causationid))).toEqual(new Set([first!.id]))
      expect(await caller.call('runs.metrics', { run_id: run.run_id })).toMatchObject({
        ...{ state: 'completed', tick: 100 },
        samples: expect.arrayContaining([
          { tick: 100, values: expect.objectContaining({ population: expect.any(Number) }) },
        ]),
      })
    })

    test('the same request under the same key is one run, and another request has none of it', async () => {
      const asked = { scenario: SOUP, ticks: 1, idempotency_key: 'once' }
      const [one, same] = await Promise.all([
        caller.call('runs.create', asked),
        caller.call('runs.create', asked),
      ])
      expect(same.run_id).toBe(one.run_id)
      await expect(caller.call('runs.create', { ...asked, ticks: 2 })).rejects.toMatchObject({
        ...{ code: 'jobs/key-taken', status: 409 },
      })
      const others = await callRuns(record, 'token-2').call('runs.create', asked)
      expect(others.run_id).not.toBe(one.run_id)
    })

    test('a run that goes on is ended at once, and stays so', async () => {
      const { run_id: id } = await caller.call('runs.create', LONG)
      await caller.until(id, ['running'])
      const tick = () => record.runs.hub.newestOf(id).progress?.tick ?? 0
      await expect.poll(tick).toBeGreaterThan(0)
      const seen = tick()
      const news = nextNews(record, id, 'ended')
      const ended = await caller.call('runs.cancel', { run_id: id, reason: 'enough' })
      expect(Number(ended.ticks_done)).toBeGreaterThanOrEqual(seen)
      expect(ended).toMatchObject({ state: 'cancelled', reason: 'enough' })
      expect(await news).toEqual({ kind: 'ended', state: 'cancelled' })
      await expect(caller.call('runs.cancel', { run_id: id })).rejects.toMatchObject({
        ...{ code: 'api/conflict', status: 409 },
      })
      await expectOneEnd(record, id)
    })

    test('a server that is stopped goes on with its runs when it is started again', async () => {
      const { run_id: id } = await caller.call('runs.create', { ...LONG, ticks: 300 })
      await caller.until(id, ['running'])
      await record.close()
      await open()
      expect(await caller.until(id, OVER)).toMatchObject({ state: 'completed', attempt: 2 })
      await expectOneEnd(record, id)
    })

    test('whoever begins to watch when the run has ended is told so, once', async () => {
      const { run_id: id } = await caller.call('runs.create', { scenario: SOUP, ticks: 1 })
      await caller.until(id, OVER)
      await expect.poll(() => record.runs.hub.isLive(id)).toBe(false)
      expect(await nextNews(record, id, 'ended')).toEqual({ kind: 'ended', state: 'completed' })
      expect(record.runs.hub.listFar()).toEqual([])
    })

    /** Cases that no database changes are tried on one of them. */
    if (kind !== 'embedded') return

    test.each([
      ['is no document', '{', 'scenario/syntax'],
      ['has no rule', 'version: 1\nname: None\nticks: 1\n', 'scenario/invalid'],
      ['has a file beside it', SOUP.replace('rule: B3/S23', 'rule: { file: Demons.rule }'), /./],
      ['is too large', SOUP.replace('[64, 64]', '[32768, 32768]'), 'jobs/memory'],
      ['has a key twice', `${SOUP}ticks: 3\n`, 'scenario/syntax'],
    ])('a scenario that %s is refused before anything is on record', async (_, scenario, cause) => {
      const { size } = record.ledger.head
      const refused = caller.call('runs.create', { scenario })
      await expect(refused).rejects.toMatchObject({
        ...{ code: 'jobs/scenario', status: 400 },
        details: { cause: expect.stringMatching(cause) },
      })
      expect((await record.ledger.read(size, 100)).join()).not.toContain('ca.run.created')
    })

    test('a run that cannot be done fails by name, one that takes too long too', async () => {
      const [none, slow] = await Promise.all([
        caller.call('runs.create', { scenario: SOUP, backend: 'hashlife' }),
        caller.call('runs.create', { ...LONG, time_limit_seconds: 1 }),
      ])
      expect(await caller.until(none.run_id, OVER)).toMatchObject({
        ...{ state: 'failed', error: { code: 'kernel/unavailable' } },
      })
      expect(await caller.until(slow.run_id, OVER)).toMatchObject({
        ...{ state: 'failed', error: { code: 'node/task-time' } },
      })
    })

    test('whoever looks on sees how far a run is, and a picture for each time they want one', async () => {
      const { run_id: id } = await caller.call('runs.create', LONG)
      const heard: RunNews[] = []
      const stop = record.runs.hub.watch(id, (news) => heard.push(news))
      const framesOf = () => heard.flatMap((news) => (news.kind === 'frame' ? [news.frame] : []))
      record.runs.hub.wantFrame(id)
      record.runs.hub.wantFrame(id)
      await expect.poll(() => framesOf().length).toBe(1)
      const first = decodeLiveFrame(framesOf()[0]!)
      expect(first).toMatchObject({
        ...{ shape: { x: 64, y: 64, z: 1 }, rule: { canonical: 'B3/S23', states: 2 } },
        isPlaying: true,
      })
      expect(new Uint8Array(first.cells).filter((cell) => cell > 0)).toHaveLength(first.population!)
      await expect
        .poll(() => heard.filter(({ kind }) => kind === 'progress').length)
        .toBeGreaterThan(2)
      expect(framesOf()).toHaveLength(1)
      record.runs.hub.wantFrame(id)
      await expect.poll(() => framesOf().length).toBe(2)
      expect(decodeLiveFrame(framesOf()[1]!).tick).toBeGreaterThan(first.tick)
      stop()
      await caller.call('runs.cancel', { run_id: id })
    })

    test('numbers of a field or of bits come with the pictures of whoever wished for them, and with no others', async () => {
      const { run_id: id } = await caller.call('runs.create', { ...LONG, scenario: WARM })
      const heard: Extract<RunNews, { kind: 'frame' }>[] = []
      const { hub } = record.runs
      const stop = hub.watch(id, (news) => news.kind === 'frame' && heard.push(news))
      const wishes = ['heat', undefined, 'status', 'no such field']
      for (const field of wishes) hub.wantFrame(id, field)
      const answered = () => heard.flatMap(({ fields = [undefined] }) => fields)
      await expect.poll(() => new Set(answered())).toEqual(new Set(wishes))
      const frameOf = (wish: string | undefined) =>
        decodeLiveFrame(heard.find(({ fields }) => fields!.includes(wish))!.frame)
      expect([frameOf(undefined).field, frameOf('no such field').field]).toEqual([
        undefined,
        undefined,
      ])
      const { tick, field } = frameOf('heat')
      expect(field!.name).toBe('heat')
      expect(field!.values).toHaveLength(16 * 8)
      expect(tick > 0).toBe(field!.values.some((value) => value > 0))
      const bits = frameOf('status').field!.values
      expect(bits.filter((status) => status > 0)).toHaveLength(4 * 8)
      stop()
      await caller.call('runs.cancel', { run_id: id })
    })

    test('what a run is made of can be read, and its zones', async () => {
      const { run_id: id } = await caller.call('runs.create', { scenario: SOUP, ticks: 0 })
      const read = await caller.call<{ scenario: string }>('runs.scenario', { run_id: id })
      expect(JSON.parse(read.scenario)).toMatchObject({ name: 'A soup', ticks: 100 })
      expect(await caller.call('runs.zones', { run_id: id })).toEqual({
        count: 1,
        items: [
          {
            ...{ name: 'world', rule: 'B3/S23', cells: 4096 },
            box: { origin: [0, 0, 0], size: [64, 64, 1] },
          },
        ],
      })
      await expect(caller.call('runs.zones', { run_id: 'none' })).rejects.toMatchObject({
        code: 'api/not-found',
      })
    })

    test('lists go on where they ended, the newest first', async () => {
      const whole = await caller.call<Page>('runs.list', { limit: 200 })
      const listed: string[] = []
      for (let after: string | undefined; ; ) {
        const input: object = after === undefined ? { limit: '3' } : { limit: '3', after }
        const page: Page = await caller.call<Page>('runs.list', input)
        listed.push(...page.items.map(({ run_id: id }) => id))
        after = page.next
        if (after === undefined) break
      }
      expect(listed).toEqual(whole.items.map(({ run_id: id }) => id))
      expect(listed.length).toBeGreaterThan(6)
      const failed = await caller.call<Page>('runs.list', { state: 'failed' })
      expect(new Set(failed.items.map(({ state }) => state))).toEqual(new Set(['failed']))
    })
  })
}

type Page = {
  readonly items: readonly { readonly run_id: string; readonly state: string }[]
  readonly next?: string
}

async function nextNews({ runs }: ServerRecord, id: string, kind: RunNews['kind']) {
  const { promise, resolve } = Promise.withResolvers<RunNews>()
  const stop = runs.hub.watch(id, (news) => {
    if (news.kind === kind) resolve(news)
  })
  return promise.finally(stop)
}

/** A run has exactly one end on record, and each share that it was granted is released once. */
async function expectOneEnd(record: ServerRecord, id: string): Promise<void> {
  const count = async (pattern: RegExp) =>
    (await eventsOf(record, id)).filter(({ type }) => pattern.test(type)).length
  expect(await count(/ca\.run\.(completed|failed|cancelled)/)).toBe(1)
  const granted = await count(/granted/)
  await expect.poll(() => count(/released/)).toBe(granted)
}

describe('library scenarios', () => {
  let place: RunPlace
  let record: ServerRecord
  beforeAll(async () => {
    place = await createRunFolder()
    record = await openServerRecord(place.config, () => {}, { threads: 2, pollMs: 50 })
  })
  afterAll(async () => {
    await record.close()
    await place.dispose()
  })

  test.each([
    ['day-and-night.yaml', 'auto'],
    ['sphere-glider.yaml', 'wasm'],
    ['clouds.yaml', 'auto'],
    ['acorn-endless.yaml', 'hashlife'],
    ['phases.yaml', 'wasm'],
    ['rule-30.yaml', 'reference'],
  ])('%s ends on %s in the state in which it ends on the command line', async (name, backend) => {
    const path = join(import.meta.dirname, '../../scenarios', name)
    const caller = callRuns(record)
    const scenario = readFileSync(path, 'utf8')
    const files = readFilesOf(scenario)
    const asked = { scenario, files, backend, ticks: 60, seed: '5' }
    const { run_id: id } = await caller.call('runs.create', asked)
    const options = ['--ticks', '60', '--seed', '5', '--backend', backend, '--json', '--digest']
    const cli = await runCliHere('run', path, ...options)
    const { probes } = JSON.parse(cli.out) as { probes: Record<string, unknown>[] }
    const { stateHash, digest, population } = probes.at(-1)!
    expect(await caller.until(id, OVER)).toMatchObject({
      ...{ state: 'completed', state_sha256: stateHash, state_hash: digest },
    })
    const measured = await caller.call<{ population?: number }>('runs.metrics', { run_id: id })
    expect(measured.population).toBe(population)
  })
})

/** The files that a scenario of the library refers to. */
function readFilesOf(scenario: string): Record<string, string> {
  const folder = join(import.meta.dirname, '../../scenarios')
  const paths = scenario.match(/patterns\/[a-z0-9-]+\.[a-z]+/g) ?? []
  const packs = [...scenario.matchAll(/([a-z]+)@[0-9.]+/g)].map(([, name]) => `packs/${name}.yaml`)
  return Object.fromEntries(
    [...paths, ...packs].map((path) => [path, readFileSync(join(folder, path), 'base64')]),
  )
}
