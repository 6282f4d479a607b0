/** The library's scenarios on one back end in Node, each against the hashes its file expects. */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { openRun } from '../cli/open-run.ts'
import { parseBackend } from '../kernels/backend-names.ts'
import { createNodeGpuJsKernel } from '../node/gpujs-runtime.ts'
import { createNodeThreads } from '../node/kernel-threads.ts'
import { loadCedar } from '../node/load-cedar.ts'
import type { Run } from '../scenario/run.ts'
import { runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { coverageOf, describeCoverage, halve, kindOf } from './scenario-coverage.ts'
import { threadTimeMs } from './thread-time.ts'

const FOLDER = join(import.meta.dirname, '../../scenarios')

/** Back ends that measure what is faster are not to find out how busy the machine is. */
const now = threadTimeMs

/** Every scenario of the library, opened. */
export function openScenarios(): Promise<{ readonly id: string; readonly run: Run }[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))
  return Promise.all(
    files.map(async (file) => ({
      id: basename(file, '.yaml'),
      run: await openRun(join(FOLDER, file), {}),
    })),
  )
}

/**
 * Declares a test for every scenario.
 *
 * @param backend its name, as the command line takes it.
 * @param leastRuns how many scenarios it must not refuse, at least.
 * @param extent how far worlds with an end are followed; those without always to the end.
 */
export async function testScenariosInNode(
  backend: string,
  threads: number,
  leastRuns: number,
  extent: 'whole' | 'half' = 'whole',
): Promise<void> {
  const name = parseBackend(backend)
  const label = threads === 1 ? backend : `${backend} with ${threads} threads`
  const plans = (await openScenarios()).map(({ id, run }) => {
    const probes = run.expectations.length
    const kind = kindOf(run)
    const whole = coverageOf('node', name, id, kind, probes)
    const isHalved = extent === 'half' && kind !== 'endless'
    return { id, run, coverage: isHalved ? halve(whole, probes) : whole }
  })
  const machine = {
    now,
    threads: threads === 1 ? undefined : createNodeThreads(threads),
    gpuJs: createNodeGpuJsKernel,
    loadCedar,
  }

  test(`${label} runs at least ${leastRuns} scenarios`, () => {
    const runs = plans.filter(({ coverage }) => coverage.kind === 'run')
    expect(runs.length).toBeGreaterThanOrEqual(leastRuns)
  })

  for (const { id, run, coverage } of plans) {
    test(`${id} on ${label} ${describeCoverage(coverage, run.expectations.length)}`, async () => {
      if (coverage.kind === 'refuse') {
        const start = Simulation.start(run, { backend: name, machine })
        await expect(start).rejects.toMatchObject({ code: coverage.code })
        return
      }
      const simulation = await Simulation.start(run, { backend: name, machine })
      const expected = run.expectations.slice(0, coverage.probes)
      const probes = expected.map(({ tick }) => tick)
      const ticks = probes.at(-1)!
      const report = await runToProbes(simulation, { probes, ticks, onTick: () => {}, now })
      simulation.dispose()
      const found = report.probes.map(({ tick, population, cellsHash, stateHash }) => ({
        tick,
        population,
        cellsHash,
        stateHash,
      }))
      expect(found).toEqual(expected)
    })
  }
}
