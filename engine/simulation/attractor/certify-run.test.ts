import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BackendName } from '../../kernels/kernel.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import type { Run } from '../../scenario/run.ts'
import { tries } from '../../testing/tries.ts'
import { probe } from '../run-to-probes.ts'
import { Simulation } from '../simulation.ts'
import { type Certificate, formatCertificate, parseCertificate } from './certificate.ts'
import { certifyRun, verifyCertificate, writeCertificate } from './certify-run.ts'
import { CertificateError } from './errors.ts'
import { tellClaims } from './tell-claims.ts'

const SOURCE = { options: {}, sourceHash: '0'.repeat(64) }

const compile = (document: object): Promise<Run> =>
  compileScenario(JSON.stringify({ version: 1, name: 'certified', ...document }), () =>
    Promise.reject(new Error('it refers to no file')),
  )

async function certify(run: Run, backend?: BackendName, maxTicks = 5000) {
  const simulation = await Simulation.start(run, backend === undefined ? {} : { backend })
  try {
    const outcome = await certifyRun(simulation, { maxTicks })
    const certificate = outcome.isKnown
      ? await writeCertificate(simulation, outcome.attractor, SOURCE)
      : undefined
    return { outcome, certificate }
  } finally {
    simulation.dispose()
  }
}

async function verify(run: Run, certificate: Certificate, backend: BackendName) {
  const simulation = await Simulation.start(run, { backend })
  try {
    return await verifyCertificate(simulation, certificate)
  } finally {
    simulation.dispose()
  }
}

/** Chaotic worlds may go on for long: those that do are passed over. */
const MAX_REMEMBERED = 1500

/** Every state of a run by its bytes, until one comes back; undefined where none does soon. */
async function findByMemory(run: Run) {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  const seen = new Map<string, number>()
  for (let tick = 0; tick < MAX_REMEMBERED; tick++) {
    const state = String((await simulation.readState()).cells)
    const before = seen.get(state)
    if (before !== undefined) {
      simulation.dispose()
      return { transient: before, period: tick - before }
    }
    seen.set(state, tick)
    await simulation.advance(1)
  }
  simulation.dispose()
  return undefined
}

const anyAxis = fc.integer({ min: 1, max: 5 })
const anyRun = fc
  .record({
    rule: fc.constantFrom(
      'B3/S23',
      'B36/S125',
      'B2/S',
      'B1357/S02468',
      '345/2/4',
      '4-5/5/2/M',
      '2/1,3/3/N',
    ),
    size: fc.tuple(anyAxis, anyAxis, anyAxis),
    topology: fc.constantFrom('torus', 'box'),
    seed: fc.integer({ min: 0, max: 10_000 }),
    density: fc.constantFrom(64, 128, 200),
  })
  .map(({ rule, size, topology, seed, density }) => {
    const axes = rule.includes('M') || rule.includes('N') ? size : size.slice(0, 2)
    return { rule, world: { size: axes, topology }, seed, initial: [{ soup: { density } }] }
  })

test('transient and period are those of whoever remembers every state, on every kernel', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (document) => {
      const run = await compile(document)
      const expected = await findByMemory(run)
      fc.pre(expected !== undefined)
      for (const backend of ['reference', 'cpu', 'wasm'] as const) {
        const { certificate } = await certify(run, backend)
        expect(certificate?.attractor).toMatchObject(expected!)
        expect(certificate?.attractor.recurrence).toBe('exact')
      }
    }),
    { numRuns: tries(40) },
  )
})

test('a certificate holds on another kernel, and no longer when a number of it is another', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (document) => {
      const run = await compile(document)
      const { certificate } = await certify(run, 'wasm')
      fc.pre(certificate !== undefined)
      const sound = certificate!
      expect(parseCertificate(new TextEncoder().encode(formatCertificate(sound)))).toEqual(sound)
      expect(await verify(run, sound, 'reference')).toEqual({ holds: true })
      const { transient, period } = sound.attractor
      for (const change of [
        { transient: transient + 1 },
        { period: 2 * period },
        { period: period + 1 },
      ]) {
        const attractor = { ...sound.attractor, ...change }
        const forged = { ...sound, attractor, claims: [...tellClaims(attractor)] }
        expect((await verify(run, forged, 'cpu')).holds).toBe(false)
      }
    }),
    { numRuns: tries(20) },
  )
})

/** Waves from a source that fires every twelfth tick, through a zone that steps at every third. */
const CLOCKED = {
  rule: `rule({ states: 6, neighborhood: 'moore' }, (state, neighbors, fields, cell) => {
    if (state > 0) return state === 5 ? 0 : state + 1
    const isSource = cell.x === 2 && cell.y > 1 && cell.y < 5 && cell.tick % 12 === 0
    return isSource || neighbors.filter((n) => n > 0 && n < 3).length > 1 ? 1 : 0
  })`,
  world: { size: [14, 7], topology: 'box' },
  zones: [
    { name: 'quick', box: { size: [7, 7] } },
    { name: 'slow', box: { at: [7, 0], size: [7, 7] }, clock: { divisor: 3 } },
  ],
}

/** Of every state by its hash and by where in the rhythm of twelve it stands, until one comes back. */
async function findByHashes(run: Run) {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  const seen = new Map<string, number>()
  for (;;) {
    const { tick, stateHash } = await probe(simulation)
    const key = `${stateHash} ${tick % 12}`
    const before = seen.get(key)
    if (before !== undefined) {
      simulation.dispose()
      return { transient: before, period: tick - before }
    }
    seen.set(key, tick)
    await simulation.advance(1)
  }
}

test('with zones, clocks and a rhythm they are those of whoever remembers the hash of every state', async () => {
  const run = await compile(CLOCKED)
  const { certificate } = await certify(run, 'wasm')
  expect(certificate?.attractor).toMatchObject(await findByHashes(run))
  expect(certificate?.attractor.period).toBeGreaterThan(1)
  expect(await verify(run, certificate!, 'reference')).toEqual({ holds: true })
})

const inTorus = (rle: string, size: readonly number[] = [48, 48]) =>
  compile({ rule: 'B3/S23', world: { size }, initial: [{ rle }] })

test('a glider goes around a torus of 48 in 192 ticks, and moves by one cell each way every four', async () => {
  const { certificate } = await certify(await inTorus('bo$2bo$3o!'))
  expect(certificate?.attractor).toMatchObject({
    period: 192,
    recurrence: 'exact',
    translation: { period: 4, displacement: [1, 1, 0] },
    glide: { period: 2 },
  })
})

test('without an end a glider comes back elsewhere, and a gun does not by any tick', async () => {
  const onPlane = (rle: string) =>
    compile({ rule: 'B3/S23', world: { size: [0, 0] }, initial: [{ rle }] })
  const { certificate } = await certify(await onPlane('bo$2bo$3o!'))
  expect(certificate?.attractor).toMatchObject({ period: 4, recurrence: 'translated' })
  const gun =
    '24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4bobo$10bo5bo7bo$11bo3bo$12b2o!'
  const { outcome } = await certify(await onPlane(gun), undefined, 200)
  expect(outcome).toMatchObject({ isKnown: false, reason: 'max-ticks' })
})

test('what depends on chance is unknown, and says so', async () => {
  const run = await compile({
    rule: "rule({ states: 2, neighborhood: 'moore' }, (state, neighbors, fields, cell) => cell.random(0) & 1)",
    world: { size: [8, 8] },
  })
  expect((await certify(run)).outcome).toMatchObject({ isKnown: false, reason: 'stochastic' })
})

test('whatever a certificate file holds, it is read or refused by name', async () => {
  const { certificate } = await certify(await inTorus('3o!'))
  const sound = new TextEncoder().encode(formatCertificate(certificate!))
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((json) => new TextEncoder().encode(json)),
    fc.tuple(fc.nat(sound.length - 1), fc.nat(255)).map(([at, byte]) => sound.with(at, byte)),
    fc.nat(sound.length).map((length) => sound.slice(0, length)),
  )
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      try {
        parseCertificate(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(CertificateError)
      }
    }),
  )
})
