import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { loadCedar } from '../engine/node/load-cedar.ts'
import { compileScenario } from '../engine/scenario/compile-scenario.ts'
import { findBreaches, probe } from '../engine/simulation/run-to-probes.ts'
import { Simulation } from '../engine/simulation/simulation.ts'

/** The YAML blocks of a page. */
async function scenariosOn(page: string): Promise<string[]> {
  const text = await readFile(new URL(`../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block!)
}

test.each(['README.md', 'docs/scenarios.md'])(
  'every scenario on %s runs and holds',
  async (page) => {
    const blocks = await scenariosOn(page)
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of blocks) {
      const run = await compileScenario(block, () => Promise.reject(new Error('it names no file')))
      const simulation = await Simulation.start(run, { machine: { now: () => 0, loadCedar } })
      expect(findBreaches(run, [await probe(simulation)])).toEqual([])
      await simulation.advance(run.ticks!)
      expect((await probe(simulation)).population).toBeGreaterThan(0)
      simulation.dispose()
    }
  },
)
