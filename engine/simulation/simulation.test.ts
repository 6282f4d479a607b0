import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { KernelThreads } from '../kernels/kernel-threads.ts'
import { wholeOf } from '../lattice/world-box.ts'
import { createNodeGpuJsKernel } from '../node/gpujs-runtime.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { buildSoupRun } from '../scenario/build-run.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { countStates, populationOf } from './count-states.ts'
import { findBreaches, probe, runToProbes } from './run-to-probes.ts'
import { Simulation } from './simulation.ts'
import { hashState, startStateHash } from './state-hash.ts'

async function start(run: Run, backend: 'cpu' | 'reference' = 'cpu') {
  const simulation = await Simulation.start(run, { backend })
  onTestFinished(() => simulation.dispose())
  return simulation
}

const compile = (document: object) =>
  compileScenario(JSON.stringify(document), () => Promise.reject(new Error('no files here')))

const soup = buildSoupRun('B3/S23', 100, { size: '20,13', seed: '42' })

test('ten ticks at once are ten times one tick', async () => {
  const [atOnce, oneByOne] = await Promise.all([start(soup), start(soup)])
  await atOnce.advance(10)
  for (let i = 0; i < 10; i++) await oneByOne.advance(1)
  expect((await atOnce.readState()).cells).toEqual((await oneByOne.readState()).cells)
  expect(atOnce.tick).toBe(10)
})

test('looking at a run does not change it', async () => {
  const [watched, alone] = await Promise.all([start(soup), start(soup)])
  for (let i = 0; i < 6; i++) {
    await probe(watched)
    await watched.takeSnapshot()
    await watched.advance(1)
  }
  await alone.advance(6)
  expect((await watched.readState()).cells).toEqual((await alone.readState()).cells)
})

describe('the digest of a run', () => {
  /** Still lifes, with a lone cell at tick 3 that is gone at tick 4. */
  const withFault = (hasFault: boolean) =>
    compile({
      version: 1,
      name: 'fault',
      world: { size: [40, 70] },
      rule: 'B3/S23',
      initial: [
        {
          cells: [
            [1, 1],
            [2, 1],
            [1, 2],
            [2, 2],
          ],
        },
      ],
      events: hasFault ? [{ tick: 3, paint: [{ cells: [[30, 66]] }] }] : [],
      ticks: 6,
    })

  test.each(['cpu', 'reference', 'wasm'] as const)(
    'sees a fault that heals before anyone looks, on %s',
    async (backend) => {
      const look = async (hasFault: boolean) => {
        const simulation = await Simulation.start(await withFault(hasFault), {
          backend,
          foldsDigests: true,
        })
        onTestFinished(() => simulation.dispose())
        const before = await probe(simulation)
        await simulation.advance(6)
        return { before, after: await probe(simulation) }
      }
      const [faulty, sound] = await Promise.all([look(true), look(false)])
      expect(faulty.before).toEqual(sound.before)
      expect(faulty.after.stateHash).toBe(sound.after.stateHash)
      expect(faulty.after.digests?.digest).toBe(sound.after.digests?.digest)
      expect(faulty.after.digests?.runDigest).not.toBe(sound.after.digests?.runDigest)
      // A still life: the state is the same at both probes, the run has gone on.
      expect(sound.after.digests?.digest).toBe(sound.before.digests?.digest)
      expect(sound.after.digests?.runDigest).not.toBe(sound.before.digests?.runDigest)
    },
  )

  test('is the same on every back end, however many ticks are asked for at once', async () => {
    const digests = await Promise.all(
      (['cpu', 'reference', 'wasm'] as const).map(async (backend, i) => {
        const simulation = await Simulation.start(soup, { backend, foldsDigests: true })
        onTestFinished(() => simulation.dispose())
        for (let tick = 0; tick < 12; tick += i + 1) await simulation.advance(i + 1)
        return simulation.runDigest
      }),
    )
    expect(new Set(digests).size).toBe(1)
    expect(digests[0]).toBeTypeOf('bigint')
  })

  test('begins anew with the run, and is not there unless asked for', async () => {
    const simulation = await Simulation.start(soup, { backend: 'cpu', foldsDigests: true })
    onTestFinished(() => simulation.dispose())
    const first = simulation.runDigest
    await simulation.advance(5)
    const fifth = simulation.runDigest
    const snapshot = await simulation.takeSnapshot()
    await simulation.restart()
    expect(simulation.runDigest).toBe(first)
    await simulation.restore(snapshot)
    expect(simulation.runDigest).toBe(fifth)
    await simulation.restore({ ...snapshot, runDigest: undefined })
    expect(simulation.runDigest).toBeUndefined()
    expect((await start(soup)).runDigest).toBeUndefined()
  })
})

test('a restored snapshot has the same future, whatever happened in between', async () => {
  const simulation = await start(soup)
  await simulation.advance(3)
  const snapshot = await simulation.takeSnapshot()
  await simulation.advance(4)
  const future = (await simulation.readState()).cells
  await simulation.restore(snapshot)
  expect(simulation.tick).toBe(3)
  expect((await simulation.readState()).cells).toEqual(snapshot.cells)
  await simulation.advance(4)
  expect((await simulation.readState()).cells).toEqual(future)
})

test('a snapshot of another world is refused by name', async () => {
  const simulation = await start(soup)
  const box = wholeOf({ x: 7, y: 1, z: 1 })
  const cells = new Uint8Array(7)
  const snapshot = { tick: 0, rule: soup.rule, background: 0, box, cells, planes: [] }
  await expect(simulation.restore(snapshot)).rejects.toMatchObject({ code: 'simulation/snapshot' })
})

test.each([-1, 0.5, Number.NaN])('refuses to advance by %d ticks', async (ticks) => {
  const simulation = await start(soup)
  await expect(simulation.advance(ticks)).rejects.toMatchObject({ code: 'simulation/ticks' })
})

describe('events', () => {
  const document = {
    version: 1,
    name: 'Events',
    world: { size: [9, 9], topology: 'box' },
    rule: 'B/S012345678',
    events: [
      { tick: 0, paint: [{ cells: [[1, 1]] }] },
      {
        tick: 5,
        paint: [
          {
            cells: [
              [2, 2],
              [3, 3],
            ],
          },
        ],
      },
      { tick: 7, rule: '/2/3', paint: [{ cells: [[8, 8]], state: 2 }] },
      { tick: 8, rule: 'B/S012345678' },
    ],
  }

  test('change the state of their tick before anyone looks at it', async () => {
    const simulation = await start(await compile(document))
    const { probes } = await runToProbes(simulation, {
      probes: [0, 4, 5, 6],
      ticks: 6,
      onTick: () => {},
      now: () => 0,
    })
    expect(probes.map(({ tick, population }) => [tick, population])).toEqual([
      [0, 1],
      [4, 1],
      [5, 3],
      [6, 3],
    ])
  })

  test('can switch the rule; cells in states the new rule has not become 0', async () => {
    const simulation = await start(await compile(document))
    await simulation.advance(7)
    expect(simulation.rule.canonical).toBe('/2/3')
    expect((await probe(simulation)).counts).toEqual([77, 3, 1])
    await simulation.advance(1)
    // The three live cells became refractory and gave birth to four, the painted one went on to 0;
    // then came the rule, which has no refractory state.
    expect(simulation.rule.canonical).toBe('B/S012345678')
    expect((await probe(simulation)).counts).toEqual([77, 4])
  })

  test('happen again after going back to the start', async () => {
    const simulation = await start(await compile(document))
    const first = await simulation.takeSnapshot()
    await simulation.advance(7)
    const later = (await simulation.readState()).cells
    await simulation.restore(first)
    expect(simulation.rule.canonical).toBe('B/S012345678')
    await simulation.advance(7)
    expect((await simulation.readState()).cells).toEqual(later)
  })

  test('give the same on both kernels', async () => {
    const run = await compile({ ...document, initial: [{ soup: { density: 90 } }] })
    const [cpu, reference] = await Promise.all([start(run, 'cpu'), start(run, 'reference')])
    await Promise.all([cpu.advance(8), reference.advance(8)])
    expect((await cpu.readState()).cells).toEqual((await reference.readState()).cells)
  })
})

test('hashes are SHA-256 over the bytes the semantics name', async () => {
  const cells = new Uint8Array(1000).map((_, i) => (i * 7) % 256)
  const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
  const { cellsHash, stateHash } = await hashState(cells)
  expect(cellsHash).toBe(createHash('sha256').update(cells).digest('hex'))
  const whole = Buffer.concat([u32(1), cells, u32(0)])
  expect(stateHash).toBe(createHash('sha256').update(whole).digest('hex'))
})

test('population is what is not 0, and counts tell each state', () => {
  const counts = countStates(Uint8Array.of(0, 1, 2, 2, 255))
  expect(populationOf(counts)).toBe(4)
  expect([counts[0], counts[1], counts[2], counts[255]]).toEqual([1, 1, 2, 1])
})

test('a breach names the tick, what was expected and what was found', async () => {
  const run = await compile({
    version: 1,
    name: 'Block',
    world: { size: [6, 6] },
    rule: 'B3/S23',
    initial: [{ rle: '2o$2o!' }],
    expect: [
      { tick: 2, population: 5, counts: { 1: 4 }, cellsHash: '0'.repeat(64) },
      { tick: 9, population: 77 },
    ],
  })
  const simulation = await start(run)
  await simulation.advance(2)
  const breaches = findBreaches(run, [await probe(simulation)])
  expect(breaches).toMatchObject([
    { tick: 2, what: 'population', expected: 5, found: 4 },
    { tick: 2, what: 'cellsHash', expected: '0'.repeat(64) },
  ])
})

test('the rule of a soup draws all its states', () => {
  const { rule } = buildSoupRun('345/2/4', 200, { size: '8,8,8' })
  expect(rule).toEqual(parseRule('345/2/4').rule)
})

describe('a rule that heats its cells', () => {
  const HEATS = 'rule({ channels: ["heat"] }, (s, n, f) => { f.heat += s + 1; return f.heat > 7 })'
  const heats = buildSoupRun(HEATS, 100, { size: '9,5', seed: '3' })

  test('is hashed with its heat: the cells, then a number a cell', async () => {
    const simulation = await start(heats, 'reference')
    await simulation.advance(3)
    const { cells, planes } = await simulation.takeSnapshot()
    const [heat] = planes
    expect(heat?.plane).toEqual({ kind: 'channel', name: 'heat' })
    expect(Math.max(...heat!.values)).toBeGreaterThan(0)
    const bytes = Buffer.alloc(4 + 45 + 4 * 45 + 4)
    bytes.writeUInt32LE(1, 0)
    bytes.set(cells, 4)
    for (const [i, value] of heat!.values.entries()) bytes.writeInt32LE(value, 49 + 4 * i)
    const expected = createHash('sha256').update(bytes).digest('hex')
    expect((await probe(simulation)).stateHash).toBe(expected)
  })

  test('has the same state hash on every back end', async () => {
    const hashes = await Promise.all(
      (['reference', 'wasm', 'gpujs'] as const).map(async (backend) => {
        const machine = { now: () => 0, gpuJs: createNodeGpuJsKernel }
        const simulation = await Simulation.start(heats, { backend, machine })
        onTestFinished(() => simulation.dispose())
        await simulation.advance(9)
        return (await probe(simulation)).stateHash
      }),
    )
    expect(new Set(hashes).size).toBe(1)
  })

  test('goes back to a snapshot, and to its start, with the heat there was', async () => {
    const simulation = await start(heats, 'reference')
    const hash = async () => (await probe(simulation)).stateHash
    const first = await hash()
    await simulation.advance(4)
    const snapshot = await simulation.takeSnapshot()
    const then = await hash()
    await simulation.advance(4)
    const later = await hash()
    await simulation.restore(snapshot)
    expect(await hash()).toBe(then)
    await simulation.advance(4)
    expect(await hash()).toBe(later)
    await simulation.restart()
    expect(await hash()).toBe(first)
  })
})

test('a world that is mostly empty is hashed as if every cell had been read', async () => {
  const glider = { rle: 'bo$2bo$3o!' }
  const run = await compile({
    version: 1,
    name: 'two far gliders',
    rule: 'B3/S23',
    initial: [glider, { ...glider, at: [5000, 3000] }],
  })
  const simulation = await Simulation.start(run, { backend: 'sparse' })
  onTestFinished(() => simulation.dispose())
  const blanks: boolean[] = []
  await simulation.readParts((_cells, _part, isBlank) => blanks.push(isBlank))
  expect(blanks).toContain(true)
  const { cells, box } = await simulation.readState()
  const hasher = await startStateHash({ box, background: 0 })
  hasher.update(cells)
  const { counts, cellsHash, stateHash } = await probe(simulation)
  expect(counts).toEqual([cells.length - 10, 10].map((count, state) => (state === 0 ? 0 : count)))
  expect({ cellsHash, stateHash }).toEqual(hasher.digest())
})

test('after its end a simulation refuses by name, and can be ended again', async () => {
  const simulation = await Simulation.start(soup, { backend: 'cpu' })
  const advancing = simulation.advance(1_000)
  simulation.dispose()
  simulation.dispose()
  const refusal = { code: 'simulation/nothing-loaded' }
  await expect(simulation.advance(1)).rejects.toMatchObject(refusal)
  await expect(simulation.readState()).rejects.toMatchObject(refusal)
  await expect(simulation.population()).rejects.toMatchObject(refusal)
  await advancing.catch((error: unknown) => expect(error).toMatchObject(refusal))
})

test('a world that can go no further stands at the tick it says', async () => {
  const glider = [
    [1, 0],
    [2, 1],
    [0, 2],
    [1, 2],
    [2, 2],
  ]
  const compiled = await compile({
    version: 1,
    name: 'to the end of the world',
    world: { size: [0, 0] },
    rule: 'B3/S23',
    initial: [{ cells: glider }],
  })
  // Farther out than scenarios may put anything.
  const initial = compiled.initial.map((stroke) => ({ ...stroke, x: 2 ** 31 - 40 }))
  const run: Run = { ...compiled, initial }
  const simulation = await Simulation.start(run, { backend: 'sparse' })
  onTestFinished(() => simulation.dispose())
  await expect(simulation.advance(1_000)).rejects.toMatchObject({ code: 'kernel/sparse-range' })
  const { tick } = simulation
  expect(tick).toBeGreaterThan(0)
  const { cells, box } = await simulation.readState()
  // The same glider where there is room.
  const elsewhere = await Simulation.start(compiled, { backend: 'sparse' })
  onTestFinished(() => elsewhere.dispose())
  await elsewhere.advance(tick)
  const there = { ...box, x: box.x - (2 ** 31 - 40) }
  expect(await elsewhere.readState()).toEqual({ cells, box: there })
  await simulation.restart()
  expect(simulation.tick).toBe(0)
})

test('a run that cannot start leaves no thread behind', async () => {
  const compiled = buildSoupRun('B3/S23', 100, { size: '2048,1024', seed: '42' })
  const square = { root: 1, levels: Uint16Array.of(0, 4), words: new Uint32Array(8) }
  const run: Run = { ...compiled, initial: [{ kind: 'quadtree', table: square }] }
  let [started, ended] = [0, 0]
  const threads: KernelThreads = {
    count: 3,
    start() {
      started++
      return { terminate: () => ended++ }
    },
  }
  const machine = { now: () => performance.now(), threads }
  const starting = Simulation.start(run, { backend: 'wasm', machine })
  await expect(starting).rejects.toMatchObject({ code: 'simulation/quadtree' })
  expect([started, ended]).toEqual([2, 2])
})
