/** How long small changes and looks take in a large living world. */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import type { LivingOrder } from '../../engine/scenario/living-run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const SIZE: Size = { x: 128, y: 128, z: 64 }
const REPEATS = 9

/** Where all of it happens: amid the world. */
const SITE: Size = { x: 64, y: 64, z: 32 }
const CELL = SITE.x + SIZE.x * (SITE.y + SIZE.y * SITE.z)

export const benchmark: Benchmark = {
  name: 'edits',
  about:
    'Microseconds of one small change or look, right after a tick, in a world of 1,048,576 bits ' +
    'with seven channels and physics on WebAssembly; medians.',
  async run() {
    const run = await compileScenario(writeScenario(), () =>
      Promise.reject(new Error('it names no files')),
    )
    const machine = { now: () => performance.now(), loadCedar }
    const simulation = await Simulation.start(run, { backend: 'wasm', machine })
    const sites = Uint32Array.of(CELL)
    const order = (given: LivingOrder) => simulation.edit({ kind: 'order', order: given })
    const subjects: Readonly<Record<string, () => Promise<unknown>>> = {
      'poke one cell': () => order({ kind: 'poke', channel: 'heat', sites, value: 100 }),
      'suspend one bit': () => order({ kind: 'suspend', sites, reason: 'a measurement' }),
      'activate it': () => order({ kind: 'activate', sites, reason: 'a measurement' }),
      'paint one cell': () =>
        simulation.edit({
          kind: 'paint',
          stroke: {
            kind: 'fill',
            box: { ...SITE, size: { x: 1, y: 1, z: 1 } },
            state: 1,
          },
        }),
      'view one bit': async () => (await simulation.viewBit(CELL))!.state,
    }
    const rows: BenchmarkRow[] = []
    for (const [subject, act] of Object.entries(subjects)) {
      rows.push({ subject, values: { us: await time(simulation, act) } })
    }
    simulation.dispose()
    return rows
  },
}

async function time(simulation: Simulation, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await simulation.advance(1)
    const start = performance.now()
    await act()
    times.push(1000 * (performance.now() - start))
  }
  return median(times)
}

function writeScenario(): string {
  const size = [SIZE.x, SIZE.y, SIZE.z]
  if (countCells(SIZE) !== 2 ** 20) throw new Error('the world is of another size than is told')
  return JSON.stringify({
    version: 1,
    name: 'edits',
    world: { size, topology: 'torus' },
    rule: '4555',
    channels: ['heat', 'signal', 'mood', 'gravity', 'entropy', 'reward', 'intent'],
    physics: {},
    zones: [{ name: 'all', box: { size }, settled: true }],
    policies: { use: ['permit-all'], capacity: countCells(SIZE) },
    bits: [{ box: { size }, state: 1 }],
  })
}
