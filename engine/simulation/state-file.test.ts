import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anySavedRun, compileAlone, type SavedRun } from '../testing/saved-runs.ts'
import { tries } from '../testing/tries.ts'
import type { SimulationOptions } from './create-world.ts'
import { readStateFile } from './read-state-file.ts'
import { probe } from './run-to-probes.ts'
import { Simulation } from './simulation.ts'
import { writeStateFile } from './write-state-file.ts'

/** Everything that is told of a tick. */
async function lookFrom(simulation: Simulation, from: number, to: number) {
  const seen = []
  for (let tick = from; tick <= to; tick++) {
    await simulation.advance(tick - simulation.tick)
    seen.push(await probe(simulation))
  }
  return seen
}

async function using<T>(
  text: string,
  options: SimulationOptions,
  act: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  const simulation = await Simulation.start(await compileAlone(text), options)
  try {
    return await act(simulation)
  } finally {
    simulation.dispose()
  }
}

async function goesOnAsIfItHadNeverStopped(saved: SavedRun): Promise<void> {
  const { text, saveAt, endAt, savedOn, resumedOn, foldsDigests } = saved
  const whole = await using(text, { backend: resumedOn, foldsDigests }, (simulation) =>
    lookFrom(simulation, saveAt, endAt),
  )
  const file = await using(text, { backend: savedOn, foldsDigests }, async (simulation) => {
    await simulation.advance(saveAt)
    return writeStateFile(simulation)
  })
  await using(text, { backend: resumedOn, foldsDigests }, async (simulation) => {
    await simulation.restore(await readStateFile(file, simulation.run))
    expect(await lookFrom(simulation, saveAt, endAt)).toEqual(whole)
  })
}

describe('a run that is saved, loaded and continued equals one that never stopped', () => {
  test.each([
    ['flat', 25],
    ['solid', 20],
    ['heated', 15],
    ['endless', 25],
    ['quadtree', 15],
    ['living', 6],
  ] as const)(
    '%s worlds, wherever they are saved and resumed',
    async (kind, numRuns) => {
      const property = fc.asyncProperty(anySavedRun[kind], goesOnAsIfItHadNeverStopped)
      await fc.assert(property, { numRuns: tries(numRuns) })
    },
    120_000,
  )
})

test('equal moments of equal runs are equal files', async () => {
  const [saved] = fc.sample(anySavedRun.living, { numRuns: 1, seed: 1 })
  const files = []
  for (const backend of ['wasm', 'reference'] as const) {
    files.push(await using(saved!.text, { backend }, writeStateFile))
  }
  expect(files[0]).toEqual(files[1])
})

describe('a file of another run is refused by the name of what differs', () => {
  const base = {
    version: 1,
    name: 'Life',
    world: { size: [9, 7] },
    seed: 1,
    rule: 'B3/S23',
    initial: [{ soup: { density: 90 } }],
    events: [{ tick: 9, rule: 'B36/S23' }],
  }
  const save = (document: object) =>
    using(JSON.stringify(document), { backend: 'cpu' }, writeStateFile)
  const reading = async (document: object) =>
    readStateFile(await save(base), await compileAlone(JSON.stringify(document)))

  test.each([
    [{ rule: 'B36/S23' }, ['rule']],
    [{ world: { size: [9, 8] } }, ['size', 'initial state']],
    [{ world: { size: [9, 7], topology: 'box' } }, ['topology']],
    [{ seed: 2 }, ['seed']],
    [{ initial: [{ soup: { density: 91 } }] }, ['initial state']],
    [{ events: [{ tick: 8, rule: 'B36/S23' }] }, ['events']],
    [{ channels: ['heat'], events: [] }, ['events', 'rules and fields', 'zones']],
  ])('%j', async (change, parts) => {
    await expect(reading({ ...base, ...change })).rejects.toMatchObject({
      code: 'simulation/state-of-another-run',
      details: { parts: expect.arrayContaining(parts) },
    })
  })

  test('and titles, probes and ends differ freely', async () => {
    await expect(
      reading({ ...base, name: 'Other', about: 'It is the same', ticks: 90, probes: [1] }),
    ).resolves.toMatchObject({ tick: 0 })
  })
})

test('what HashLife holds and no box can is refused by name', async () => {
  const text = JSON.stringify({
    version: 1,
    name: 'Far apart',
    rule: 'B3/S23',
    initial: [
      { rle: 'bob$2bo$3o!', at: [0, 0] },
      { rle: 'bob$2bo$3o!', at: [200_000, 200_000] },
    ],
  })
  await using(text, { backend: 'hashlife' }, async (simulation) => {
    await expect(writeStateFile(simulation)).rejects.toMatchObject({ code: 'simulation/too-large' })
  })
})

test('a moment without digests has none later, and the states are the same', async () => {
  const [saved] = fc.sample(anySavedRun.flat, { numRuns: 1, seed: 4 })
  const file = await using(saved!.text, { backend: 'cpu' }, writeStateFile)
  const run = await compileAlone(saved!.text)
  const simulation = await Simulation.start(run, { backend: 'cpu', foldsDigests: true })
  onTestFinished(() => simulation.dispose())
  await simulation.restore(await readStateFile(file, run))
  await simulation.advance(3)
  expect(simulation.runDigest).toBeUndefined()
})
