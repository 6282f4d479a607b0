import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Kernel } from '../kernels/kernel.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import type { RunMark, Sample } from '../protocol/measure-api.ts'
import type { RunSource, SimulationApi } from '../protocol/simulation-api.ts'
import { Recording } from '../simulation/replay/recording.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { buildRegistry, checkEvent } from '../telemetry/event-registry.ts'
import { EVENT_TYPES } from '../telemetry/event-types.ts'
import type { PublishedEvent } from '../telemetry/published-event.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { anySavedRun, compileAlone } from '../testing/saved-runs.ts'
import { unwrap } from '../testing/unwrap.ts'
import { LiveMeter } from './live-meter.ts'
import { prepareRun } from './loaded-run.ts'
import { SimulationService } from './simulation-service.ts'

type Remote = Pick<SimulationApi, 'takeFrame' | 'recycle'>

/** What frames tell until the run stands still. */
async function collect(simulation: Remote) {
  const frame = (await simulation.takeFrame(-1))!
  return { tick: frame.tick, ...frame.measured }
}

const scenario = (document: object): RunSource => ({
  kind: 'scenario',
  text: JSON.stringify({ version: 1, name: 'Any', ...document }),
  files: {},
})

/** What headless probes measure at the same ticks. */
async function measureHeadless(text: string, samples: readonly Sample[], specs: readonly string[]) {
  const run = await compileAlone(text)
  const optional = parseMetrics(specs).map((spec) => ({ ...spec, isOptional: true }))
  const probes = samples.map(({ tick }) => tick)
  const simulation = await Simulation.start(run, { backend: 'auto' })
  const report = await runToProbes(simulation, {
    probes,
    ticks: probes.at(-1) ?? 0,
    onTick: () => {},
    now: () => performance.now(),
    meter: new RunMeter(run, optional),
  })
  simulation.dispose()
  return report.probes.map(({ tick, metrics }) => ({ tick, metrics }))
}

describe('what is measured on the way is what a probe of the same tick measures', () => {
  const specs = ['alive', 'entropy', 'activity', 'block-entropy:2', 'fields', 'density']
  test.each(['flat', 'solid', 'endless', 'living'] as const)('in %s worlds', async (kind) => {
    const simulation = connectInProcess()
    unwrap(await simulation.watchMetrics(specs))
    const anyPlan = fc.record({
      saved: anySavedRun[kind],
      steps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    })
    let compared = 0
    const property = fc.asyncProperty(anyPlan, async ({ saved: { text }, steps }) => {
      unwrap(await simulation.load({ kind: 'scenario', text, files: {} }))
      const samples = [...(await collect(simulation)).samples]
      for (const ticks of steps) {
        unwrap(await simulation.step(ticks))
        samples.push(...(await collect(simulation)).samples)
      }
      const wanted = await measureHeadless(text, samples, specs)
      expect(samples.map(({ tick }) => tick)).toEqual(wanted.map(({ tick }) => tick))
      samples.forEach(({ tick, values }, i) => {
        // The first tick after a state that nobody looked at has no activity.
        const known = Object.entries(wanted[i]!.metrics).filter(([name]) => name in values)
        expect({ tick, ...values }).toEqual({ tick, ...Object.fromEntries(known) })
        compared += known.length
      })
      expect(samples.at(-1)?.tick).toBe(steps.reduce((sum, n) => sum + n, 0))
      if (kind !== 'living') expect(samples.at(-1)?.values).toHaveProperty('activity')
    })
    await fc.assert(property, { numRuns: kind === 'living' ? 4 : 15 })
    expect(compared).toBeGreaterThan(50)
  })
})

const SOUP = {
  world: { size: [48, 40] },
  rule: 'B3/S23',
  initial: [{ soup: { density: 90 } }],
  seed: 7,
}

test('who is watched comes to the very tick and state that others come to', async () => {
  const hashes: unknown[] = []
  for (const specs of [[], ['activity', 'entropy', 'temporal-information', 'period']]) {
    const simulation = connectInProcess()
    unwrap(await simulation.load(scenario(SOUP)))
    unwrap(await simulation.watchMetrics(specs))
    unwrap(await simulation.play({ ticksPerSecond: undefined }))
    await new Promise((resolve) => setTimeout(resolve, 60))
    unwrap(await simulation.pause())
    unwrap(await simulation.runTo(777))
    hashes.push(unwrap(await simulation.hash()))
  }
  expect(hashes[0]).toEqual(hashes[1])
  expect(hashes[0]).toMatchObject({ tick: 777 })
})

/** First recurrence of a run, by remembering every state. */
async function recurrenceOf(text: string, ticks: number) {
  const simulation = await Simulation.start(await compileAlone(text), { backend: 'reference' })
  const seen = new Map<string, number>()
  for (let tick = 0; tick <= ticks; tick++) {
    const key = (await simulation.readState()).cells.join()
    const first = seen.get(key)
    if (first !== undefined) return { tick, period: tick - first, convergence: first }
    seen.set(key, tick)
    await simulation.advance(1)
  }
  return undefined
}

test('convergence and period of small worlds are marked where an oracle finds them', async () => {
  const simulation = connectInProcess()
  let found = 0
  const property = fc.asyncProperty(fc.nat(1e6), async (seed) => {
    const source = scenario({ ...SOUP, world: { size: [7, 6] }, seed })
    unwrap(await simulation.load(source))
    const marks: RunMark[] = []
    // As slow as one watches it: so few ticks a second are all followed.
    for (let tick = 0; tick < 150; tick += 25) {
      unwrap(await simulation.step(25))
      marks.push(...(await collect(simulation)).marks)
    }
    const wanted = await recurrenceOf((source as { text: string }).text, 150)
    if (wanted === undefined) return
    const { tick, period, convergence } = wanted
    const isWhole = marks.some(({ kind }) => kind === 'convergence')
    // Slow machines may have rested between; a period that is told is right in any case.
    if (isWhole) {
      expect(marks).toEqual([
        { kind: 'convergence', tick: convergence, period },
        { kind: 'period', tick, period },
      ])
    }
    for (const mark of marks) expect(mark).toMatchObject({ period })
    if (marks.length > 0) found++
  })
  await fc.assert(property, { numRuns: 25 })
  expect(found).toBeGreaterThan(0)
})

test('a switch of the rule and an edit are marked at their ticks, and going back keeps what is known', async () => {
  const simulation = connectInProcess()
  const events = [{ tick: 5, rule: 'B36/S23' }]
  unwrap(await simulation.load(scenario({ ...SOUP, events })))
  const start = await collect(simulation)
  unwrap(await simulation.step(9))
  const { era, marks } = await collect(simulation)
  expect(era).toBe(start.era)
  expect(marks).toContainEqual({ kind: 'rule', tick: 5, rule: 'B36/S23' })
  unwrap(await simulation.edit([{ kind: 'paint', cells: [[1, 1]], state: 1 }]))
  const edited = await collect(simulation)
  expect(edited.marks).toContainEqual({ kind: 'edit', tick: 9 })
  expect(edited.revisedFrom).toBe(9)
  unwrap(await simulation.runTo(7))
  const back = await collect(simulation)
  expect(back.era).toBe(era)
  expect(back.revisedFrom).toBeUndefined()
  expect(back.marks).toContainEqual({ kind: 'rule', tick: 5, rule: 'B36/S23' })
  unwrap(await simulation.load(scenario(SOUP)))
  expect((await collect(simulation)).era).toBeGreaterThan(era)
})

test('edits that are done again are marked when their ticks come, and other edits revise the run from the first', async () => {
  const simulation = connectInProcess()
  const paint = (tick: number) => ({ tick, paint: [{ cells: [[1, 1]], state: 1 }] })
  unwrap(await simulation.load(scenario(SOUP), [paint(2), paint(6)]))
  unwrap(await simulation.step(4))
  expect((await collect(simulation)).marks).toEqual([{ kind: 'edit', tick: 2 }])
  unwrap(await simulation.step(4))
  expect((await collect(simulation)).marks).toEqual([{ kind: 'edit', tick: 6 }])
  unwrap(await simulation.replaceEdits([paint(2), paint(7)]))
  expect((await collect(simulation)).revisedFrom).toBe(6)
})

test('a range that is looped is never left, and each of its ticks is what it was', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(scenario(SOUP)))
  const wanted = new Map<number, string | undefined>()
  for (let tick = 0; tick <= 12; tick++) {
    unwrap(await simulation.runTo(tick))
    wanted.set(tick, unwrap(await simulation.hash()).stateHash)
  }
  unwrap(await simulation.play({ ticksPerSecond: 400, loop: { from: 5, to: 9 } }))
  const seen = new Set<number>()
  let [version, wraps, last] = [-1, 0, 12]
  while (wraps < 3 || seen.size < 2) {
    const { tick, stateHash } = unwrap(await simulation.hash())
    if (tick >= 5 && tick <= 9) {
      seen.add(tick)
      expect(stateHash).toBe(wanted.get(tick))
    }
    const frame = (await simulation.takeFrame(version))!
    version = frame.version
    if (frame.tick < last) wraps++
    last = frame.tick
    if (wraps > 0) expect(frame.tick).toBeLessThanOrEqual(9)
    if (wraps > 1) expect(frame.tick).toBeGreaterThanOrEqual(5)
  }
  unwrap(await simulation.pause())
  const refused = await simulation.play({ ticksPerSecond: 1, loop: { from: 4, to: 4 } })
  expect(refused).toMatchObject({ ok: false, failure: { code: 'simulation/ticks' } })
})

test('what cannot be watched is refused by name, and what a world does not have is left out', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(scenario(SOUP)))
  const refused = await simulation.watchMetrics(['entropy', 'wisdom'])
  expect(refused).toMatchObject({ ok: false, failure: { code: 'metrics/spec' } })
  const own = await simulation.watchMetrics(['damage'])
  expect(own).toMatchObject({ ok: false, failure: { code: 'metrics/spec' } })
  unwrap(await simulation.watchMetrics(['fields', 'block-entropy:2']))
  const { samples } = await collect(simulation)
  expect(Object.keys(samples.at(-1)!.values).filter((key) => !/block/.test(key))).toEqual([])
})

test('every metric is offered, with what keeps this world from it', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(scenario(SOUP)))
  const offers = unwrap(await simulation.listMetrics())
  for (const { name, parameter, obstacle } of offers) {
    if (obstacle !== undefined) continue
    const spec = parameter === undefined ? name : `${name}:${parameter.fallback}`
    unwrap(await simulation.watchMetrics([spec]))
  }
  expect(offers.map(({ name }) => name)).toContain('clusters')
  const fields = offers.find(({ name }) => name === 'fields')
  expect(fields?.obstacle).toBe('the world has no FieldChannels')
})

/** A kernel that takes time by a clock of ours, some for each tick and more for each look at its state. */
function pacedKernel(kernel: Kernel, pass: (ms: number, isLook: boolean) => void): Kernel {
  return {
    backend: kernel.backend,
    write: (...what) => kernel.write(...what),
    async advance(ticks) {
      pass(0.5 * ticks, false)
      await kernel.advance(ticks)
    },
    async read(...what) {
      pass(3, true)
      await kernel.read(...what)
    },
    readPlane: (...what) => kernel.readPlane(...what),
    writePlane: (...what) => kernel.writePlane(...what),
    dispose: () => kernel.dispose(),
  }
}

test('measuring and following together take a fifth of the time, and neither starves the other', async () => {
  let [nowMs, lookedMs] = [0, 0]
  const pass = (ms: number, isLook: boolean) => {
    nowMs += ms
    if (isLook) lookedMs += ms
  }
  const run = await compileAlone(JSON.stringify({ version: 1, name: 'Any', ...SOUP }))
  const simulation = await Simulation.start(run, {
    backend: 'cpu',
    wraps: { bounded: (kernel) => pacedKernel(kernel, pass) },
  })
  const source = scenario(SOUP)
  const loaded = await prepareRun(simulation, undefined, {
    source,
    edits: [],
    recording: new Recording(),
  })
  const meter = new LiveMeter(() => nowMs)
  meter.watch(['entropy', 'activity'], undefined)
  await meter.begin(loaded)
  ;[nowMs, lookedMs] = [0, 0]
  const stretch = { ticks: 24, isOver: () => false, isLast: false, isOpenEnded: false }
  const samples: Sample[] = []
  let followed = 0
  while (nowMs < 10_000) {
    const { tick } = simulation
    await meter.advance(loaded, stretch)
    // Ticks that are followed go one at a time, as long as a slice takes.
    if (simulation.tick - tick < stretch.ticks) followed++
    samples.push(...meter.take().samples)
  }
  simulation.dispose()
  // The longest burst and one sample may not be paid for yet.
  expect(lookedMs).toBeLessThan(nowMs / 5 + 650)
  expect(lookedMs).toBeGreaterThan(nowMs / 10)
  expect(samples.length).toBeGreaterThan(nowMs / 200)
  expect(followed).toBeGreaterThan(0)
})

test('an entropy that was measured is told to whoever listens', async () => {
  const events: PublishedEvent[] = []
  const service = new SimulationService(
    { now: () => performance.now() },
    { publishEvent: (event) => void events.push(event) },
  )
  unwrap(await service.load(scenario(SOUP)))
  unwrap(await service.watchMetrics(['entropy']))
  unwrap(await service.step(3))
  const { samples } = (await service.takeFrame(-1))!.measured
  const { tick, values } = samples.at(-1)!
  expect(tick).toBe(3)
  expect(events.at(-1)).toMatchObject({
    name: 'ca.entropy.sample',
    measurements: {
      tick,
      entropy: values.entropy,
      entropy_normalized: values['entropy.normalized'],
    },
    metadata: { scenario: expect.any(String), rule: 'B3/S23' },
  })
  const registry = buildRegistry(EVENT_TYPES)
  for (const event of events) expect(checkEvent(registry, event)).toEqual(event)
  await service.dispose()
})

const SETTLED = {
  world: { size: [8, 8] },
  rule: "rule({ states: 2, neighborhood: 'moore' }, (state) => state)",
  rules: { calm: "rule({ states: 2, neighborhood: 'moore' }, (state, n) => state)" },
  zones: [{ name: 'all', box: { size: [8, 8] }, settled: true }],
  policies: { use: ['permit-all'] },
  metaRules: { go: [{ when: { metric: 'bits', gt: 1 }, for: 0, then: { switch: 'calm' } }] },
  bits: [{ cells: [[0, 0]], metaRules: 'go' }],
  events: [
    { tick: 3, spawn: [{ cells: [[1, 1]], state: 1, metaRules: 'go' }] },
    { tick: 5, spawn: [{ cells: [[0, 0]], state: 1 }] },
  ],
}

test('births, refusals and sites that follow another rule are marked, and told again on a way back', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(scenario(SETTLED)))
  const told = async () => (await collect(simulation)).marks
  expect(await told()).toContainEqual({ kind: 'birth', tick: 0, count: 1 })
  unwrap(await simulation.step(3))
  const born = { kind: 'birth', tick: 3, count: 1 }
  expect(await told()).toContainEqual(born)
  unwrap(await simulation.step(1))
  expect(await told()).toContainEqual({ kind: 'meta-rule', tick: 4, count: 2 })
  unwrap(await simulation.step(2))
  const refused = { kind: 'refusal', tick: 5, count: 1, reason: expect.stringMatching(/lives at/) }
  expect(await told()).toContainEqual(refused)
  const { stateHash } = unwrap(await simulation.hash())
  unwrap(await simulation.runTo(1))
  await told()
  unwrap(await simulation.runTo(6))
  const again = await told()
  expect(again).toContainEqual(born)
  expect(again).toContainEqual(refused)
  expect(unwrap(await simulation.hash()).stateHash).toBe(stateHash)
})
