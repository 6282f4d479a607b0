import { describe, expect, test } from 'vitest'
import type { BackendName } from '../kernels/kernel.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { probe } from './run-to-probes.ts'
import { Simulation } from './simulation.ts'

/** Everything at once: settled zones with clocks, bits that learn, physics, fields, policies, orders. */
const EVERYTHING = `
version: 1
name: Everything at once
world: { size: [24, 24, 8], topology: torus }
seed: 5
rule: 4-5/5/2/M
rules:
  calm: 4/4/2/M
  ash: |
    rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f) => {
      let c = 0
      for (const x of n) c += x
      if (s === 1 && f.heat > 2000) { f.heat += 100; return 0 }
      return c > 5 && c < 9 ? 1 : s
    })
channels: [heat, signal, mood, intent, reward]
zones:
  - { name: left, box: { size: [12, 24, 8] }, settled: true }
  - { name: right, box: { at: [12], size: [12, 24, 8] }, settled: true, clock: { divisor: 3, phase: 1 }, rule: calm }
policies: { use: [permit-all], capacity: 2000 }
physics: {}
metaRules:
  learn:
    - { when: { field: heat, gt: 0.3 }, for: ash, then: { switch: calm } }
    - when: { all: [{ metric: density, lt: 0.4 }, { field: heat, lt: 0.2 }] }
      for: calm
      then: [{ switch: ash }, { drift: { parameter: lambda_sensitivity, by: 0.01 } }]
    - { when: { metric: activity, gt: 0.4 }, then: { neighborhood: von-neumann-3d } }
bits:
  - { box: { size: [24, 24, 8] }, density: 200, rule: ash, metaRules: learn }
  - { cells: [[0, 0, 0]], state: 1 }
initial:
  - soup: { density: 60 }
events:
  - tick: 3
    poke: [{ channel: heat, box: { at: [2, 2, 2], size: [4, 4, 4] }, value: 0.5 }]
  - tick: 5
    terminate: [{ box: { size: [6, 6, 4] }, reason: trampled }]
    spawn: [{ box: { size: [2, 2, 2] }, state: 1, trace: true }]
    suspend: [{ box: { at: [20, 20, 0], size: [3, 3, 3] } }]
  - tick: 9
    activate: [{ box: { at: [20, 20, 0], size: [3, 3, 3] } }]
    follow: [{ box: { at: [12, 0, 0], size: [4, 4, 4] }, rule: ash }]
`

async function start(text: string, backend: BackendName): Promise<Simulation> {
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  return Simulation.start(run, { backend })
}

async function hashAt(simulation: Simulation, tick: number): Promise<string | undefined> {
  await simulation.advance(tick - simulation.tick)
  return (await probe(simulation)).stateHash
}

describe('a world with everything at once', () => {
  test('is the same on the reference kernel and in WebAssembly at every tick', async () => {
    const kernels = [await start(EVERYTHING, 'reference'), await start(EVERYTHING, 'wasm')] as const
    const seen = new Set<string | undefined>()
    for (let tick = 0; tick <= 20; tick++) {
      const [expected, found] = [await hashAt(kernels[0], tick), await hashAt(kernels[1], tick)]
      expect(found, `tick ${tick}`).toBe(expected)
      seen.add(found)
    }
    expect(seen.size).toBe(21)
    for (const kernel of kernels) kernel.dispose()
  })

  test('goes on from a snapshot as if it had never stopped', async () => {
    const whole = await start(EVERYTHING, 'wasm')
    const expected = await hashAt(whole, 40)
    for (const stop of [0, 4, 5, 7, 13]) {
      const first = await start(EVERYTHING, 'wasm')
      await first.advance(stop)
      const snapshot = await first.takeSnapshot()
      const second = await start(EVERYTHING, 'wasm')
      await second.advance(20)
      await second.restore(snapshot)
      expect(await hashAt(second, 40), `from tick ${stop}`).toBe(expected)
      first.dispose()
      second.dispose()
    }
    whole.dispose()
  })

  test('begins again as it began', async () => {
    const simulation = await start(EVERYTHING, 'wasm')
    const expected = await hashAt(simulation, 12)
    await simulation.restart()
    expect(await hashAt(simulation, 12)).toBe(expected)
    simulation.dispose()
  })

  test('holds a zone between the ticks of its clock', async () => {
    const simulation = await start(EVERYTHING, 'wasm')
    const rightAt = async (tick: number) => {
      await simulation.advance(tick - simulation.tick)
      const cells = new Uint8Array(12 * 24 * 8)
      await simulation.read({ x: 12, y: 0, z: 0, size: { x: 12, y: 24, z: 8 } }, cells)
      return cells
    }
    // From tick 1 to 2 it steps, from 2 to 4 it holds (tick 3 pokes a field only).
    const [at1, at2, at3, at4] = [
      await rightAt(1),
      await rightAt(2),
      await rightAt(3),
      await rightAt(4),
    ]
    expect(at2).not.toEqual(at1)
    expect(at3).toEqual(at2)
    expect(at4).toEqual(at2)
    simulation.dispose()
  })

  test('refuses bits beyond the capacity of a zone and on sites that are taken', async () => {
    const simulation = await start(EVERYTHING.replace('capacity: 2000', 'capacity: 100'), 'wasm')
    const { refusals, refusalCount, store } = simulation.bits!
    expect([store.zoneCounts.bitsOf(0), store.zoneCounts.bitsOf(1)]).toEqual([100, 100])
    expect(refusalCount).toBeGreaterThan(100)
    expect(refusals[0]!.failure).toMatchObject({ code: 'zone_full', details: { zoneId: 'left' } })
    simulation.dispose()
  })
})

test('without policies nobody spawns a bit, and each refusal says why', async () => {
  const text = EVERYTHING.replace(/^policies.*$/m, '')
  const simulation = await start(text, 'wasm')
  const { store, refusals, refusalCount } = simulation.bits!
  expect(store.zoneCounts.bitsOf(0) + store.zoneCounts.bitsOf(1)).toBe(0)
  expect(refusalCount).toBeGreaterThan(1000)
  expect(refusals[0]!.failure.code).toBe('policy_denied')
  expect(refusals[0]!.failure.message).toBe(
    'No bit is spawned in the zone left: no policies are given, and what none permits is denied',
  )
  simulation.dispose()
})

test('a filled zone takes no bits, and no policy is blamed for it', async () => {
  const filled = EVERYTHING.replace(
    'name: left, box: { size: [12, 24, 8] }, settled: true',
    (part) => part.replace('true', 'false'),
  )
  const simulation = await start(filled, 'wasm')
  const { store, refusals } = simulation.bits!
  expect(store.zoneCounts.bitsOf(0)).toBe(0)
  expect(store.zoneCounts.bitsOf(1)).toBeGreaterThan(0)
  expect(refusals[0]!.failure).toEqual({
    code: 'policy_denied',
    message: 'No bit is spawned in the zone left: it is filled, and its sites step by themselves',
    details: { zoneId: 'left', reason: 'it is filled, and its sites step by themselves' },
  })
  simulation.dispose()
})

test('a bit begins with the parameters it is spawned with, or with those of bits without any', async () => {
  const text = `
version: 1
name: Two bits
world: { size: [4, 4] }
rule: B3/S23
policies: { use: [permit-all] }
bits:
  - { cells: [[0, 0]], phiPhase: 0.25, sigmaFlow: -0.5, lambdaSensitivity: 0.75, trustScore: 0.125 }
  - { cells: [[1, 0]] }
`
  const simulation = await start(text, 'wasm')
  const found: Record<string, number[]> = {}
  await simulation.readPlanes((values, { kind, name }) => {
    if (kind === 'parameter') found[name] = [...values.subarray(0, 2)]
  })
  expect(found).toEqual({
    phi_phase: [0x4000, 0],
    sigma_flow: [-0x2000, 0],
    lambda_sensitivity: [0x3000, 0x2000],
    trust: [0x800, 0x2000],
  })
  simulation.dispose()
})

test('a probe counts the states of all rules, not only those of the first', async () => {
  const text = `
version: 1
name: Two rules
world: { size: [4, 4] }
rule: B3/S23
rules: { brain: /2/3 }
zones: [{ name: all, box: { size: [4, 4] }, rule: brain }]
initial: [{ cells: [[1, 1]] }]
`
  const simulation = await start(text, 'wasm')
  await simulation.advance(1)
  expect((await probe(simulation)).counts).toEqual([15, 0, 1])
  simulation.dispose()
})

test('a world with clocks ends where its clocks do, by name, and one without goes on', async () => {
  const clocked = await start(EVERYTHING, 'wasm')
  const snapshot = await clocked.takeSnapshot()
  await clocked.restore({ ...snapshot, tick: 2 ** 31 - 3 })
  await clocked.advance(2)
  await expect(clocked.advance(1)).rejects.toMatchObject({ code: 'simulation/clock-end' })
  clocked.dispose()
  const plain = await start(EVERYTHING.replace(', clock: { divisor: 3, phase: 1 }', ''), 'wasm')
  await plain.restore({ ...(await plain.takeSnapshot()), tick: 2 ** 31 - 1 })
  await plain.advance(2)
  expect(plain.tick).toBe(2 ** 31 + 1)
  plain.dispose()
})

test('nothing of a bit is left where it was terminated, for its neighbors or for the next', async () => {
  const text = `
version: 1
name: Gone
world: { size: [3], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'elementary', parameters: ['zeal'] }, (s, n, f, cell) => 1 - s)
physics: { flowRate: 1 }
metaRules:
  eager: [{ then: { drift: { parameter: zeal, by: 3 } } }]
policies: { use: [permit-all] }
bits:
  - { cells: [[0], [1]], metaRules: eager }
events:
  - tick: 2
    terminate: [{ cells: [[0]] }]
  - tick: 3
    spawn: [{ cells: [[0]], active: false }]
ticks: 5
`
  const simulation = await start(text, 'wasm')
  const at = async (tick: number, wanted: string) => {
    await simulation.advance(tick - simulation.tick)
    let found: number[] = []
    await simulation.readPlanes((values, { kind, name }) => {
      if (`${kind} ${name}` === wanted) found = [...values]
    })
    return found
  }
  expect(await at(2, 'memory changed')).toEqual([0, 1, 0])
  expect(await at(2, 'memory live-neighbors')).toEqual([0, 2, 0])
  expect(await at(3, 'parameter zeal')).toEqual([0, 9, 0])
  // The second bit has changed all by itself since the first is gone.
  expect((await at(4, 'parameter sigma_flow'))[1]).toBe(-(2 ** 14))
  simulation.dispose()
})

test('a soup draws the states of the rule of each zone, and the same cells are alive in all', async () => {
  const worldOf = (rules: string, states = '') => `
version: 1
name: A soup over three rules
world: { size: [18, 6], topology: torus }
seed: 77
${rules}
initial: [{ soup: { density: 150${states} } }]
`
  const zones = `rule: B3/S23
rules: { brain: /2/3, star: 345/2/5 }
zones:
  - { name: middle, box: { at: [6], size: [6, 6] }, rule: brain }
  - { name: right, box: { at: [12], size: [6, 6] }, rule: star }`
  const mixed = await start(worldOf(zones, ', states: zone'), 'wasm')
  const found = (await mixed.readState()).cells
  mixed.dispose()
  const ofOwn = await start(worldOf(zones), 'wasm')
  const alive = (await ofOwn.readState()).cells
  ofOwn.dispose()
  // Of the own rule, which has two states.
  expect(alive).toEqual(found.map((state) => Math.min(state, 1)))
  const counts = [2, 3, 5]
  for (const [zone, rule] of ['B3/S23', '/2/3', '345/2/5'].entries()) {
    // The whole world under that rule alone, without any zones.
    const plain = await start(worldOf(`rule: ${rule}`), 'wasm')
    const expected = (await plain.readState()).cells
    plain.dispose()
    const here = (_: number, cell: number) => Math.floor((cell % 18) / 6) === zone
    expect(found.filter(here)).toEqual(expected.filter(here))
    expect(Math.max(...found.filter(here))).toBe(counts[zone]! - 1)
  }
})
