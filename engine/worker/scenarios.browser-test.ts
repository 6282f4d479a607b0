/**
 * Every scenario in a real page, behind a real worker, gives the hashes that Node agreed on.
 */
import * as Comlink from 'comlink'
import { load } from 'js-yaml'
import { expect, onTestFinished, test } from 'vitest'
import type { SimulationApi } from '../protocol/simulation-api.ts'
import type { ScenarioDocument } from '../scenario/scenario-schema.ts'
import { unwrap } from '../testing/unwrap.ts'

/** Cell updates one scenario may take, some seconds on a slow machine. */
const MAX_UPDATES = 4e8

const texts = import.meta.glob<string>('../../scenarios/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const patternUrls = import.meta.glob<string>('../../scenarios/patterns/*', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
})

/** The bytes of every pattern file, by the path that scenarios know it by. */
async function fetchPatterns(): Promise<Record<string, Uint8Array>> {
  const files = Object.entries(patternUrls).map(async ([path, url]) => {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${path} answers ${response.status}.`)
    return [path.replace('../../scenarios/', ''), await response.bytes()] as const
  })
  return Object.fromEntries(await Promise.all(files))
}

function startWorker(): Comlink.Remote<SimulationApi> {
  const url = new URL('./simulation.worker.ts', import.meta.url)
  const worker = new Worker(url, { type: 'module' })
  const simulation = Comlink.wrap<SimulationApi>(worker)
  onTestFinished(async () => {
    await simulation.dispose()
    simulation[Comlink.releaseProxy]()
    worker.terminate()
  })
  return simulation
}

interface Plan {
  readonly id: string
  readonly text: string
  readonly expectations: NonNullable<ScenarioDocument['expect']>
  readonly ticks: string
}

/** What is asked of a scenario: its expectations as far as the budget goes. */
function planOf(path: string, text: string): Plan {
  const { world, expect: all = [] } = load(text) as ScenarioDocument
  const cells = (world?.size ?? []).reduce((product, axis) => product * axis, 1)
  const expectations = all.filter(({ tick }) => tick * cells <= MAX_UPDATES)
  const left = all.length - expectations.length
  return {
    id: path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length),
    text,
    expectations,
    ticks: `${expectations.map(({ tick }) => tick).join(', ')}${left > 0 ? ` (${left} left out)` : ''}`,
  }
}

const plans = Object.entries(texts).map(([path, text]) => planOf(path, text))
const patterns = fetchPatterns()

test('the scenarios are there', () => {
  expect(plans.length).toBeGreaterThanOrEqual(20)
})

test.each(plans)('$id has the same hashes as in Node at ticks $ticks', async (plan) => {
  const simulation = startWorker()
  const files = await patterns
  unwrap(await simulation.load({ kind: 'scenario', text: plan.text, files }))
  expect(plan.expectations.length).toBeGreaterThan(0)
  let now = 0
  for (const { tick, population, cellsHash, stateHash } of plan.expectations) {
    const report = unwrap(await simulation.step(tick - now))
    now = tick
    expect(report).toEqual({ tick, population, wasCancelled: false })
    expect(unwrap(await simulation.hash())).toEqual({ tick, cellsHash, stateHash })
  }
})
