/** Runs that go on from moments of earlier attempts, in real threads: the same states, measures, recordings and reports. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { writeBundle } from '../scenario/scenario-bundle.ts'
import type { RunOrder } from './run-messages.ts'
import { RunPointError, readRunPoint, writeRunPoint } from './run-point.ts'
import { type RunEnd, type RunNewsOnTheWay, RunThreads } from './run-thread.ts'

const FOLDER = join(import.meta.dirname, '../../scenarios')

const threads = new RunThreads()
afterAll(() => threads.close())

function orderOf(name: string, backend: RunOrder['backend'], ticks: number): RunOrder {
  const source = readFileSync(join(FOLDER, name), 'utf8')
  const paths = source.match(/patterns\/[a-z0-9-]+\.[a-z]+/g) ?? []
  const packs = [...source.matchAll(/([a-z]+)@[0-9.]+/g)].map(([, pack]) => `packs/${pack}.yaml`)
  const files = Object.fromEntries(
    [...paths, ...packs].map((path) => [path, readFileSync(join(FOLDER, path), 'base64')]),
  )
  const text = writeBundle(source, files)
  return {
    ...{ kind: 'run', text, seed: '5', ticks, backend, threads: 1 },
    ...{ scenarioSha256: hash('sha256', text), outputs: ['report', 'replay', 'state'] },
    points: { everyMs: 0, maxBytes: 2 ** 26 },
    // Without a pace a world without an end leaps to its end.
    ...(name.includes('endless') ? { ticksPerSecond: 1000 } : {}),
  }
}

/** Lets a run come to its end; gives the moments that it has handed on, and where it began. */
async function run(order: RunOrder) {
  const news: RunNewsOnTheWay[] = []
  const thread = threads.start({ order, timeLimitSeconds: 60, onNews: (it) => news.push(it) })
  const end = await thread.ended
  const points = news.flatMap((it) => (it.kind === 'point' ? [it.bytes] : []))
  const samples = news.flatMap((it) => (it.kind === 'metrics' ? [it] : []))
  const begun = news.flatMap((it) => (it.kind === 'begun' ? [it] : []))
  return { end, points, samples, begun: begun[0]! }
}

/** What came of it, artifacts by their hashes. */
function comparable(end: RunEnd) {
  if (end.kind !== 'completed') return end
  const { outputs, ...outcome } = end.outcome
  return { ...outcome, outputs: outputs.map(({ role, bytes }) => [role, hash('sha256', bytes)]) }
}

test.each([
  ['a world of bits', 'day-and-night.yaml', 'cpu', 60],
  ['one of three dimensions, in WebAssembly', 'sphere-glider.yaml', 'wasm', 60],
  ['one without an end, as a tree', 'acorn-endless.yaml', 'hashlife', 200],
  ['one without an end, in chunks', 'acorn-endless.yaml', 'sparse', 60],
  ['fields', 'clouds.yaml', 'wasm', 60],
  ['zones, bits and meta-rules', 'phases.yaml', 'wasm', 60],
  ['bits that send messages', 'street.yaml', 'wasm', 60],
  ['policies and events', 'policies.yaml', 'reference', 40],
  ['rules that change', 'life-to-maze.yaml', 'wasm', 200],
  ['clocks', 'two-clocks.yaml', 'wasm', 60],
] as const)(
  'a run of %s goes on from each of its moments as if it had never stopped',
  async (_, name, backend, ticks) => {
    const order = orderOf(name, backend, ticks)
    const whole = await run(order)
    expect(whole.end.kind).toBe('completed')
    expect(whole.points).not.toEqual([])
    const { points: _points, ...silent } = order
    for (const point of whole.points) {
      const later = await run({ ...silent, point })
      expect(later.begun.tick).toBeGreaterThan(0)
      expect(comparable(later.end)).toEqual(comparable(whole.end))
      expect(later.samples).toEqual(whole.samples)
    }
  },
)

test('a run that is told to end hands on what it has come to, where it is asked for', async () => {
  const order = { ...orderOf('day-and-night.yaml', 'cpu', 1e9), ticksPerSecond: 100 }
  const points = { everyMs: 1e9, maxBytes: 2 ** 26 }
  const handedOn = async (isHandedOn: boolean) => {
    const ticks: number[] = []
    const thread = threads.start({
      ...{ order: { ...order, points, outputs: ['replay'] }, timeLimitSeconds: 60 },
      onNews(news) {
        if (news.kind === 'progress' && news.tick > 2) thread.cancel(isHandedOn)
        if (news.kind === 'point') ticks.push(readRunPoint(news.bytes).tick)
      },
    })
    expect(await thread.ended).toEqual({ kind: 'cancelled' })
    return ticks
  }
  expect((await handedOn(true))[0]).toBeGreaterThan(2)
  expect(await handedOn(false)).toEqual([])
})

test('moments are handed on no larger than they may be, and of no run whose past is measured', async () => {
  const order = orderOf('day-and-night.yaml', 'cpu', 60)
  const small = { ...order, points: { everyMs: 0, maxBytes: 100 } }
  expect((await run(small)).points).toEqual([])
  const scenario = readFileSync(join(FOLDER, 'day-and-night.yaml'), 'utf8')
  const text = writeBundle(`${scenario}\nmetrics: [period]\n`)
  expect((await run({ ...order, text })).points).toEqual([])
})

test('a run that holds more than it may ends by name, in the midst of what it does', async () => {
  // It fills the plane as it grows.
  const text = writeBundle(
    'version: 1\nname: Filler\nrule: B1/S012345678\ninitial: [{ cells: [[0, 0]] }]\n',
  )
  const { points: _, ...order } = orderOf('day-and-night.yaml', 'sparse', 1e6)
  const thread = threads.start({
    ...{ order: { ...order, text }, timeLimitSeconds: 60, memoryLimitMib: 80, onNews() {} },
  })
  expect(await thread.ended).toMatchObject({
    ...{ kind: 'failed', isOfRun: true },
    failure: { code: 'jobs/memory', details: { limitMib: 80 } },
  })
})

test('a run begins anew from what is no moment of it, and comes to the same', async () => {
  const order = orderOf('day-and-night.yaml', 'cpu', 60)
  const whole = await run(order)
  const other = await run(orderOf('rule-30.yaml', 'cpu', 60))
  const point = whole.points[0]!
  const state = new Uint8Array(100)
  const strangers = [
    ...[new Uint8Array(0), point.subarray(0, 100), point.subarray(0, -1), other.points[0]!],
    writeRunPoint({ tick: 5, probes: [], recorded: undefined, state }),
  ]
  for (const stranger of strangers) {
    const later = await run({ ...order, point: stranger })
    expect(later.begun.tick).toBe(0)
    expect(comparable(later.end)).toEqual(comparable(whole.end))
  }
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(point.length), (bytes, at) => {
      const altered = point.slice()
      altered.set(bytes.subarray(0, point.length - at), at)
      for (const each of [bytes, altered]) {
        try {
          readRunPoint(each)
        } catch (error) {
          expect(error).toBeInstanceOf(RunPointError)
        }
      }
    }),
  )
})

test('whoever asks something of a run that is over does not ask it of the next run in its thread', async () => {
  const own = new RunThreads()
  onTestFinished(() => own.close())
  const { points: _, ...order } = orderOf('day-and-night.yaml', 'cpu', 60)
  const first = own.start({ order, timeLimitSeconds: 60, onNews() {} })
  await first.ended
  const news: string[] = []
  const later = { ...order, ticksPerSecond: 200 }
  const second = own.start({
    ...{ order: later, timeLimitSeconds: 60 },
    onNews({ kind }) {
      news.push(kind)
      if (kind === 'begun') first.cancel()
      if (kind === 'progress') first.wantFrame(undefined)
    },
  })
  expect(await second.ended).toMatchObject({ kind: 'completed' })
  expect(news).not.toContain('frame')
})

test('what a run has left in its thread is not counted of the next one', async () => {
  const own = new RunThreads()
  onTestFinished(() => own.close())
  const worldOf = (width: number) =>
    writeBundle(
      `version: 1\nname: A soup\nrule: B3/S23\nworld: { size: [${width}, ${width}] }\ninitial: [{ soup: { density: 90 } }]\n`,
    )
  const { points: _, ...base } = orderOf('day-and-night.yaml', 'cpu', 1)
  const large = { ...base, text: worldOf(8192), backend: 'wasm' as const, outputs: [] }
  const first = own.start({ order: large, timeLimitSeconds: 60, onNews() {} })
  expect(await first.ended).toMatchObject({ kind: 'completed' })
  const small = { ...base, text: worldOf(32), ticks: 60, ticksPerSecond: 60 }
  const second = own.start({
    ...{ order: small, timeLimitSeconds: 60, memoryLimitMib: 66, onNews() {} },
  })
  expect(await second.ended).toMatchObject({ kind: 'completed' })
})

test('a moment whose parts do not go together is none to go on from', async () => {
  const order = orderOf('day-and-night.yaml', 'cpu', 60)
  const whole = await run(order)
  const bytes = whole.points.at(-1)!
  const point = readRunPoint(bytes)
  const torn = point.recorded!.slice(0, 40)
  const shorter = { ...order, ticks: point.tick - 1 }
  const strangers = [
    { order, whole, bytes: writeRunPoint({ ...point, recorded: torn }) },
    { order, whole, bytes: writeRunPoint({ ...point, recorded: undefined }) },
    { order, whole, bytes: writeRunPoint({ ...point, tick: point.tick + 1 }) },
    { order: shorter, whole: await run(shorter), bytes },
  ]
  for (const { order: own, whole: expected, bytes: stranger } of strangers) {
    const later = await run({ ...own, point: stranger })
    expect(later.begun.tick).toBe(0)
    expect(comparable(later.end)).toEqual(comparable(expected.end))
  }
})
