/** What is known of patterns on the plane and in space without an end, from the literature. */
import { expect, onTestFinished, test } from 'vitest'
import type { BackendName } from '../kernels/kernel.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { StrokeDocument } from '../scenario/scenario-schema.ts'
import { Simulation } from './simulation.ts'

interface EndlessPlan {
  readonly rule: string
  readonly size?: readonly number[]
  readonly initial: StrokeDocument
  readonly backend: BackendName
}

async function start({ rule, size, initial, backend }: EndlessPlan): Promise<Simulation> {
  const world = size === undefined ? {} : { world: { size } }
  const document = { version: 1, name: 'fact', rule, ...world, initial: [initial] }
  const run = await compileScenario(JSON.stringify(document), async (path) => {
    throw new Error(`A fact needs no file, and ${path} is one.`)
  })
  const simulation = await Simulation.start(run, { backend })
  onTestFinished(() => simulation.dispose())
  return simulation
}

async function populationAt(simulation: Simulation, tick: number): Promise<number> {
  await simulation.advance(tick - simulation.tick)
  return Number(await simulation.population())
}

test.each([
  ['the R-pentomino', 'b2o$2o$bo!', 1103, 116, 'sparse'],
  ['the R-pentomino', 'b2o$2o$bo!', 1103, 116, 'hashlife'],
  ['acorn', 'bo$3bo$2o2b3o!', 5206, 633, 'sparse'],
  ['acorn', 'bo$3bo$2o2b3o!', 5206, 633, 'hashlife'],
] as const)(
  '%s (%s) settles at generation %i with %i cells on the plane, by %s',
  async (_name, rle, generation, population, backend) => {
    const initial = { rle, at: [0, 0] }
    const simulation = await start({ rule: 'B3/S23', initial, backend })
    // What is left are blinkers, still lifes and gliders: none of them changes its number of cells.
    for (const later of [0, 1, 2, 3, 4, 97, 1000]) {
      expect(await populationAt(simulation, generation + later)).toBe(population)
    }
  },
)

const GUN =
  '24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4bobo$10bo5bo7bo$11bo3bo$12b2o!'

test('the Gosper gun has five more cells every 30 generations, for as long as you like', async () => {
  const initial = { rle: GUN, at: [0, 0] }
  const simulation = await start({ rule: 'B3/S23', initial, backend: 'hashlife' })
  const firstPeriod: number[] = []
  for (let tick = 0; tick < 30; tick++) firstPeriod.push(await populationAt(simulation, tick))
  for (const tick of [30, 300, 2 ** 20, 2 ** 30, 2 ** 40, 2 ** 40 + 1]) {
    const gliders = Math.floor(tick / 30)
    expect(await populationAt(simulation, tick)).toBe(firstPeriod[tick % 30]! + 5 * gliders)
  }
})

test('Bays’ glider of 4555 moves one cell along two axes in four ticks, for good', async () => {
  const rle = '3D version=1\nx=4 y=2 z=3 rule=3D4,5/5\nb2o/o2bo$b2o/o2bo$b2o!'
  const initial = { rle, at: [0, 0, 0] }
  const simulation = await start({ rule: '4555', initial, backend: 'sparse' })
  const first = await simulation.readState()
  await simulation.advance(4000)
  const later = await simulation.readState()
  expect(String(later.cells)).toBe(String(first.cells))
  const moved = (['x', 'y', 'z'] as const).map((axis) => later.box[axis] - first.box[axis])
  expect(moved.map(Math.abs).sort((a, b) => a - b)).toEqual([0, 1000, 1000])
})

test('in a tube a glider is back in its row when it has gone as far along as around', async () => {
  const initial = { rle: 'bo$2bo$3o!', at: [0, 2] }
  const simulation = await start({ rule: 'B3/S23', size: [0, 12], initial, backend: 'sparse' })
  const first = await simulation.readState()
  await simulation.advance(48 * 50)
  const later = await simulation.readState()
  expect(String(later.cells)).toBe(String(first.cells))
  expect(later.box).toEqual({ ...first.box, x: first.box.x + 12 * 50 })
})
