import * as Comlink from 'comlink'
import { expect, test } from 'vitest'
import { buildGunField } from '../../scripts/gun-field.ts'
import { cellListFromDense } from '../formats/cell-list.ts'
import { writeRle } from '../formats/write-rle.ts'
import type { KernelThreads } from '../kernels/kernel-threads.ts'
import { createNodeThreads } from '../node/kernel-threads.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { glidersInCorners } from '../testing/patterns.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { unwrap } from '../testing/unwrap.ts'
import { SimulationService } from './simulation-service.ts'

const soup = (rule: string, size: string): RunSource => ({
  kind: 'soup',
  rule,
  density: 100,
  overrides: { size, seed: '5' },
})

test('a run is described when it is loaded', async () => {
  const simulation = connectInProcess()
  const info = unwrap(await simulation.load(soup('B3/S23', '32,16')))
  expect(info).toMatchObject({
    rule: {
      canonical: 'B3/S23',
      name: expect.stringContaining('Life'),
      family: 'life-like',
      states: 2,
      dimensions: 2,
    },
    size: { x: 32, y: 16, z: 1 },
    topology: { kind: 'torus' },
    seed: '5',
    // Which one is faster for so small a world is not ours to say.
    backend: expect.stringMatching(/^(?:wasm|cpu)$/),
    backendReason: expect.stringContaining('measured'),
  })
  expect(info.population).toBeGreaterThan(0)
})

test('a frame is moved, not copied, and its buffer comes back into use', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '32,32')))
  unwrap(await simulation.step(3))
  const frame = await simulation.takeFrame(-1)
  expect(frame).toMatchObject({ tick: 3, isPlaying: false, shape: { x: 32, y: 32, z: 1 } })
  expect(frame!.cells.byteLength).toBe(1024)
  const population = new Uint8Array(frame!.cells).filter((state) => state !== 0).length
  expect(frame!.population).toBe(population)
  await simulation.recycle(Comlink.transfer(frame!.cells, [frame!.cells]))
  expect(frame!.cells.byteLength).toBe(0)
})

test('a frame is not sent twice: the next one waits for a change', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '16,16')))
  const first = await simulation.takeFrame(-1)
  let hasCome = false
  const second = simulation.takeFrame(first!.version).then((frame) => {
    hasCome = true
    return frame
  })
  unwrap(await simulation.hash())
  expect(hasCome).toBe(false)
  unwrap(await simulation.step(1))
  expect((await second)!.tick).toBe(1)
})

test('a newer request for a frame ends the older one', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '16,16')))
  const { version } = (await simulation.takeFrame(-1))!
  const older = simulation.takeFrame(version)
  const newer = simulation.takeFrame(-1)
  expect(await older).toBeUndefined()
  expect((await newer)?.version).toBe(version)
})

test('what cannot be loaded comes back as a value, and the old run goes on', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '16,16')))
  unwrap(await simulation.step(2))
  const bytes = new TextEncoder().encode('x = 3, y = 1, rule = B3/S23\n3q!')
  const outcome = await simulation.load({ kind: 'pattern', bytes, overrides: { size: '9,9' } })
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'formats/syntax' } })
  expect((await simulation.takeFrame(-1))?.tick).toBe(2)
})

test('asking before anything is loaded is answered by name', async () => {
  const simulation = connectInProcess()
  const failure = { ok: false, failure: { code: 'simulation/nothing-loaded' } }
  expect(await simulation.step(1)).toMatchObject(failure)
  expect(await simulation.hash()).toMatchObject(failure)
  expect(await simulation.play({ ticksPerSecond: 10 })).toMatchObject(failure)
})

test('cancelling settles the step that is under way', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '256,256')))
  const stepping = simulation.step(1_000_000_000)
  await simulation.cancel()
  expect(unwrap(await stepping)).toMatchObject({ wasCancelled: true })
})

test('one huge step of HashLife is cancelled soon, and stands at a tick that was reached', async () => {
  const simulation = connectInProcess()
  // Guns that shoot at each other are new for long; even what repeats is done a slice at a time.
  const { width, cells } = buildGunField(10, 1n)
  const size = { x: width, y: width, z: 1 }
  const list = cellListFromDense(cells, size)
  const bytes = writeRle({ cells: list, size, dimensions: 2, ruleText: 'B3/S23' })
  const source: RunSource = { kind: 'pattern', bytes, overrides: { backend: 'hashlife' } }
  unwrap(await simulation.load(source))
  const stepping = simulation.step(2 ** 52)
  await simulation.pause()
  await new Promise((resolve) => setTimeout(resolve, 500))
  const playing = simulation.step(2 ** 52)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const start = threadTimeMs()
  await simulation.cancel()
  const { tick, wasCancelled } = unwrap(await playing)
  // Broken off after 50 ms of work.
  expect(threadTimeMs() - start).toBeLessThan(1000)
  expect(wasCancelled).toBe(true)
  expect((await simulation.takeFrame(-1))?.tick).toBe(tick)
  unwrap(await stepping)
})

test('a pattern too wide for exact numbers has a frame of what is around the origin', async () => {
  const simulation = connectInProcess()
  const bytes = new TextEncoder().encode(glidersInCorners(60))
  const info = unwrap(await simulation.load({ kind: 'pattern', bytes }))
  expect(info.population).toBe(20)
  unwrap(await simulation.step(8))
  expect(await simulation.takeFrame(-1)).toMatchObject({ tick: 8, population: 20, isClipped: true })
  const { cellsHash, reason } = unwrap(await simulation.hash())
  expect(cellsHash).toBeUndefined()
  expect(reason).toContain('2^53')
})

test('play goes on until pause, and a paused world stands still', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '64,64')))
  unwrap(await simulation.play({ ticksPerSecond: undefined }))
  let frame = await simulation.takeFrame(-1)
  while (frame!.tick < 50) frame = await simulation.takeFrame(frame!.version)
  expect(frame!.isPlaying).toBe(true)
  unwrap(await simulation.pause())
  const { tick } = unwrap(await simulation.hash())
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(unwrap(await simulation.hash()).tick).toBe(tick)
})

test('playing and stepping give the same bits', async () => {
  const [player, stepper] = [connectInProcess(), connectInProcess()]
  for (const simulation of [player, stepper]) {
    unwrap(await simulation.load(soup('345/2/4', '40,30')))
  }
  unwrap(await player.play({ ticksPerSecond: 500 }))
  let frame = await player.takeFrame(-1)
  while (frame!.tick < 20) frame = await player.takeFrame(frame!.version)
  unwrap(await player.pause())
  const played = unwrap(await player.hash())
  unwrap(await stepper.step(played.tick))
  expect(unwrap(await stepper.hash())).toEqual(played)
})

test('a frame tells the rule in force, which an event may have switched', async () => {
  const simulation = connectInProcess()
  const text = JSON.stringify({
    version: 1,
    name: 'Switch',
    rule: 'B3/S23',
    world: { size: [9, 9] },
    events: [{ tick: 2, rule: '/2/3' }],
  })
  unwrap(await simulation.load({ kind: 'scenario', text, files: {} }))
  expect((await simulation.takeFrame(-1))?.rule).toMatchObject({ canonical: 'B3/S23', states: 2 })
  unwrap(await simulation.step(2))
  expect((await simulation.takeFrame(-1))?.rule).toMatchObject({ canonical: '/2/3', states: 3 })
})

test('reset goes back to the first tick, to the bit', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '48,48')))
  const first = unwrap(await simulation.hash())
  unwrap(await simulation.step(10))
  unwrap(await simulation.reset())
  expect(unwrap(await simulation.hash())).toEqual(first)
})

test('a 1-D world is shown as space against time, every tick a row', async () => {
  const simulation = connectInProcess()
  const bytes = new TextEncoder().encode('x = 1, y = 1, rule = W90\no!')
  unwrap(await simulation.load({ kind: 'pattern', bytes, overrides: { size: '31' } }))
  unwrap(await simulation.step(8))
  const frame = (await simulation.takeFrame(-1))!
  expect(frame.filledRows).toBe(9)
  expect(frame.shape.x).toBe(31)
  const cells = new Uint8Array(frame.cells)
  // Rule 90 from one cell has 2^popcount(row) live cells in a row.
  const rows = Array.from({ length: 9 }, (_, i) => cells.subarray(31 * i, 31 * (i + 1)))
  expect(rows.map((row) => row.filter((cell) => cell === 1).length)).toEqual([
    1, 2, 2, 4, 2, 4, 4, 8, 2,
  ])
})

test('the state can be written as a file and opened again', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '24,24')))
  unwrap(await simulation.step(5))
  const before = unwrap(await simulation.hash())
  const bytes = unwrap(await simulation.exportPattern('rle'))
  const again = unwrap(await simulation.load({ kind: 'pattern', bytes }))
  expect(again.size).toEqual({ x: 24, y: 24, z: 1 })
  expect(unwrap(await simulation.hash()).cellsHash).toBe(before.cellsHash)
})

/** Ticks well until an event asks for a rule whose border this back end cannot hold. */
const BROKEN_AT_3: RunSource = {
  kind: 'scenario',
  files: {},
  overrides: { backend: 'cpu' },
  text: JSON.stringify({
    version: 1,
    name: 'Breaks at tick 3',
    rule: 'B3/S23',
    world: { size: [2 ** 18 + 1, 1] },
    initial: [{ soup: { density: 90 } }],
    events: [{ tick: 3, rule: '/1/2/@0,64' }],
  }),
}

test('play that breaks stops, and the next frame says why', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(BROKEN_AT_3))
  unwrap(await simulation.play({ ticksPerSecond: undefined }))
  let frame = (await simulation.takeFrame(-1))!
  while (frame.isPlaying) frame = (await simulation.takeFrame(frame.version))!
  expect(frame).toMatchObject({ tick: 3, failure: { code: 'kernel/unsupported' } })
  // The event did not happen, so going on without it would be another run.
  expect(await simulation.step(1)).toMatchObject({ failure: { code: 'kernel/unsupported' } })
  unwrap(await simulation.reset())
  expect(unwrap(await simulation.step(2)).tick).toBe(2)
  expect((await simulation.takeFrame(-1))?.failure).toBeUndefined()
})

test('of two runs asked for at once the last one stays, however long the first takes', async () => {
  const simulation = connectInProcess()
  const rle = new TextEncoder().encode(`x = 1, y = 1\n${'2000o$'.repeat(500)}!`)
  const gzipped = new Uint8Array(
    await new Response(
      new Blob([rle]).stream().pipeThrough(new CompressionStream('gzip')),
    ).arrayBuffer(),
  )
  const slow = simulation.load({
    kind: 'pattern',
    bytes: gzipped,
    overrides: { size: '2048,2048' },
  })
  const quick = simulation.load(soup('B3/S23', '8,8'))
  unwrap(await slow)
  unwrap(await quick)
  expect((await simulation.takeFrame(-1))?.shape).toEqual({ x: 8, y: 8, z: 1 })
})

test('whatever ends play, the page is told', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '16,16')))
  for (const stop of [() => simulation.cancel(), () => simulation.step(0)]) {
    unwrap(await simulation.play({ ticksPerSecond: 1e-12 }))
    unwrap(await simulation.hash())
    const frame = (await simulation.takeFrame(-1))!
    await stop()
    expect(frame.isPlaying).toBe(true)
    expect((await simulation.takeFrame(frame.version))?.isPlaying).toBe(false)
  }
})

test('nothing is loaded after the end', async () => {
  const service = new SimulationService({ now: () => performance.now() })
  const loading = service.load(soup('B3/S23', '16,16'))
  await service.dispose()
  expect(await loading).toMatchObject({ failure: { code: 'simulation/nothing-loaded' } })
  expect(await service.hash()).toMatchObject({ failure: { code: 'simulation/nothing-loaded' } })
})

test('runs opened one after another, in the midst of play and at the end, leave no thread', async () => {
  let [started, ended] = [0, 0]
  const inNode = createNodeThreads(2)
  const threads: KernelThreads = {
    count: 2,
    start(...what) {
      started++
      const thread = inNode.start(...what)
      return {
        terminate() {
          ended++
          thread.terminate()
        },
      }
    },
  }
  const service = new SimulationService({ now: () => performance.now(), threads })
  const opening = Array.from({ length: 6 }, (_, i) => {
    if (i % 3 === 1) void service.play({ ticksPerSecond: undefined })
    if (i % 3 === 2) void service.step(1_000_000)
    const { overrides, ...source } = soup(i === 4 ? 'no rule' : 'B3/S23', '2048,1024')
    return service.load({ ...source, overrides: { ...overrides, backend: 'wasm' } } as RunSource)
  })
  const opened = await Promise.all(opening)
  expect(opened.map(({ ok }) => ok)).toEqual(Array.from({ length: 6 }, (_, i) => i !== 4))
  unwrap(await service.play({ ticksPerSecond: undefined }))
  const stepping = service.step(1_000_000)
  const closing = service.dispose()
  const nothingLoaded = { failure: { code: 'simulation/nothing-loaded' } }
  for (const late of [service.step(1), service.play({ ticksPerSecond: 1 }), service.reset()]) {
    expect(await late).toMatchObject(nothingLoaded)
  }
  expect(await service.exportPattern('rle')).toMatchObject(nothingLoaded)
  expect(await service.load(soup('B3/S23', '16,16'))).toMatchObject(nothingLoaded)
  expect(await service.takeFrame(-1)).toBeUndefined()
  await Promise.all([stepping, closing, service.dispose()])
  expect(started).toBeGreaterThan(0)
  expect(ended).toBe(started)
})

test('running to a tick stops at it, whatever goes on and wherever it stands', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(soup('B3/S23', '32,32')))
  unwrap(await simulation.play({ ticksPerSecond: undefined }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(unwrap(await simulation.runTo(4321))).toMatchObject({ tick: 4321, wasCancelled: false })
  const { stateHash } = unwrap(await simulation.hash())
  unwrap(await simulation.play({ ticksPerSecond: undefined }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(unwrap(await simulation.runTo(4321))).toMatchObject({ tick: 4321, wasCancelled: false })
  expect(unwrap(await simulation.hash()).stateHash).toBe(stateHash)
  expect((await simulation.takeFrame(-1))?.isPlaying).toBe(false)
})

test('a far tick of a world without an end is reached, and the frame says by what', async () => {
  const simulation = connectInProcess()
  const bytes = new TextEncoder().encode('x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!')
  expect(unwrap(await simulation.load({ kind: 'pattern', bytes })).backend).toBe('sparse')
  expect((await simulation.takeFrame(-1))?.backend).toBe('sparse')
  unwrap(await simulation.play({ ticksPerSecond: 20 }))
  expect(unwrap(await simulation.runTo(2 ** 40)).tick).toBe(2 ** 40)
  expect((await simulation.takeFrame(-1))?.backend).toBe('hashlife')
})
