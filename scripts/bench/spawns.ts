/** How long a spawn takes, and how much memory a bit. */

import { countCells, type Size } from '../../engine/lattice/size.ts'
import { ZONE_SIZE } from '../../engine/lattice/zones.ts'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { createVerdictChain } from '../../engine/policy/verdict-chain.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import { createWorld } from '../../engine/simulation/create-world.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { countBytesOfBit } from '../living-bench/bytes-of-bit.ts'
import { MEASURED_LATTICES } from '../living-bench/lattices.ts'

const REPEATS = 5

/** Policies that look at who asks, at attributes, and at no coordinate: one verdict serves all. */
const CEDAR = `
permit (principal == Actor::"scenario", action == Action::"spawn", resource)
when { context.attributes.metaRules == 0 };
forbid (principal, action, resource) when { context.attributes.traceEnabled };
`

const POLICIES: Readonly<Record<string, object>> = {
  'permit-all': { use: ['permit-all'] },
  Cedar: { cedar: CEDAR },
  'Cedar by columns': {
    cedar: `${CEDAR}forbid (principal, action, resource) when { context.coord.x < 0 };`,
  },
}

export const benchmark: Benchmark = {
  name: 'spawns',
  about:
    'Microseconds a spawn with its activation, over a zone of 248,832 bits ordered at once, medians; ' +
    'then bytes a bit in the arrays of the store, in the planes of the WebAssembly kernel and in what views look at beside them, all bits being looked at; ' +
    'what the process holds of all that, and the copies that views look at where a device holds the planes.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const [name, policies] of Object.entries(POLICIES)) {
      for (const isChained of [false, true]) {
        const usPerSpawn = await timeSpawns(policies, isChained)
        rows.push({ subject: isChained ? `${name}, chained` : name, values: { usPerSpawn } })
      }
    }
    for (const [subject, build] of Object.entries(MEASURED_LATTICES)) {
      const bytes = await countBytesOfBit(ZONE_SIZE, build())
      const { store, kernel, mirror, measured, budget, copies } = bytes
      rows.push({
        subject,
        values: {
          storeBytes: store,
          kernelBytes: kernel,
          mirrorBytes: mirror,
          bytes: store + kernel + mirror,
          measuredBytes: measured,
          budget,
          copiesBytes: copies,
        },
      })
    }
    return rows
  },
}

/** @throws {Error} when not every site of the zone comes to have a bit. */
async function timeSpawns(policies: object, isChained: boolean): Promise<number> {
  const run = await compileScenario(writeScenario(ZONE_SIZE, policies), () =>
    Promise.reject(new Error('it names no files')),
  )
  const living = { ...run.living!, first: [] }
  const [order] = run.living!.first
  const verdicts = isChained ? await createVerdictChain({ keep() {} }) : undefined
  const machine = { now: () => performance.now(), loadCedar }
  const { world } = await createWorld({ ...run, living }, run.rule, {
    backend: 'wasm',
    machine,
    verdicts,
  })
  const times: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await world.clear(0, 0)
    const start = performance.now()
    await world.order!(order!)
    await verdicts?.flush()
    times.push(performance.now() - start)
    const bits = world.bits!.store.zoneCounts.bitsOf(0)
    if (bits !== countCells(ZONE_SIZE)) throw new Error(`${bits} bits were spawned`)
  }
  world.dispose()
  return (1000 * median(times)) / countCells(ZONE_SIZE)
}

function writeScenario({ x, y, z }: Size, policies: object): string {
  const size = [x, y, z]
  return JSON.stringify({
    version: 1,
    name: 'spawns',
    world: { size, topology: 'torus' },
    rule: '4555',
    zones: [{ name: 'all', box: { size }, settled: true }],
    policies,
    bits: [{ box: { size }, state: 1 }],
  })
}
