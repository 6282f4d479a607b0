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

const openBlock = async (block: string) => {
  const run = await compileScenario(block, () => Promise.reject(new Error('it names no file')))
  return { run, simulation: await Simulation.start(run, { machine: { now: () => 0, loadCedar } }) }
}

test.each(['README.md', 'docs/scenarios.md'])(
  'every scenario on %s runs and holds',
  async (page) => {
    const blocks = await scenariosOn(page)
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of blocks) {
      const { run, simulation } = await openBlock(block)
      expect(findBreaches(run, [await probe(simulation)])).toEqual([])
      await simulation.advance(run.ticks!)
      expect((await probe(simulation)).population).toBeGreaterThan(0)
      simulation.dispose()
    }
  },
)

test('the two towns on docs/scenarios.md show what their policy refuses', async () => {
  const block = (await scenariosOn('docs/scenarios.md')).find((text) => text.includes('Two towns'))!
  const { simulation } = await openBlock(block)
  const messages = simulation.bits!.refusals.map(({ failure }) => failure.message)
  expect(messages).toHaveLength(2)
  for (const message of messages)
    expect(message).toContain('forbidden by policy "strangers stay west"')
  simulation.dispose()
})
