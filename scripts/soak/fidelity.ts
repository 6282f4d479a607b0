/**
 * The library's scenarios for a thousand ticks on every back end of Node and of a page, whatever their
 * own length: all have to be in the very same state.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { KernelUnavailableError, KernelUnsupportedError } from '../../engine/kernels/errors.ts'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import type { Machine } from '../../engine/kernels/machine.ts'
import { createNodeGpuJsKernel } from '../../engine/node/gpujs-runtime.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import type { Run } from '../../engine/scenario/run.ts'
import { probe } from '../../engine/simulation/run-to-probes.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { openScenarios } from '../../engine/testing/scenarios-in-node.ts'
import type { Campaign, CampaignOptions, CampaignReport } from '../campaign.ts'
import { ROOT } from '../project.ts'
import { openWorkerPage, type WorkerPage } from '../worker-page.ts'

/** How far each run goes, and how often it is compared. */
const TICKS = 1000
const RHYTHM = 50

/** So often others have their turn. */
const YIELD_TICKS = 10

type Page = WorkerPage<typeof import('../fidelity-page.ts')>

/** What is compared. */
interface Sight {
  readonly stateHash: string | undefined
  /** Of all states up to this tick, where somebody folded them. */
  readonly runDigest: string | undefined
}

/** A run that has been started on a back end. */
interface Suspect {
  /** Goes to a tick and looks; undefined where that took too long. */
  lookAt(tick: number, endsAtMs: number): Promise<Sight | undefined>
  dispose(): void
}

/** A back end somewhere; what it starts is undefined where it refuses the run by name. */
interface Place {
  readonly name: string
  start(id: string, run: Run): Promise<Suspect | undefined>
}

const machine: Machine = { now: () => performance.now(), gpuJs: createNodeGpuJsKernel, loadCedar }
const threads: Machine = { ...machine, threads: createNodeThreads(2) }

const NODE_PLACES: readonly Place[] = [
  inNode('wasm', machine, 'wasm'),
  inNode('wasm on two threads', threads, 'wasm'),
  inNode('sparse', machine, 'sparse'),
  inNode('hashlife', machine, 'hashlife'),
  inNode('cpu', machine, 'cpu'),
  inNode('gpujs in JavaScript', machine, 'gpujs'),
  inNode('reference', machine, 'reference'),
]

const PAGE_BACKENDS = ['wasm', 'webgpu', 'gpujs', 'sparse', 'hashlife'] as const

export const campaign: Campaign = {
  about: 'Every scenario of the library for 1,000 ticks on every back end: the same states.',
  async run(options) {
    const scenarios = await openScenarios()
    const page: Page = await openWorkerPage('fidelity', 'engine/worker/simulation.worker.ts')
    try {
      const inPages = PAGE_BACKENDS.map((name) => inPage(page, name))
      const wanted = new Map<string, Map<number, Sight>>()
      for (const { id } of scenarios) wanted.set(id, new Map())
      // The page has a process of its own.
      const lanes = await Promise.all(
        [NODE_PLACES, inPages].map((places) => comparePlaces(places, scenarios, wanted, options)),
      )
      return {
        cases: Object.assign({}, ...lanes.map(({ cases }) => cases)) as Record<string, number>,
        failures: lanes.flatMap(({ failures }) => failures),
      }
    } finally {
      await page.close()
    }
  },
}

/**
 * Compares places, for each tick of a scenario the first that comes there being what all others are held
 * to. A run that takes more than its share of the time ends early, and counts by its ticks only.
 *
 * @param wanted what has been seen of each scenario, by tick.
 */
async function comparePlaces(
  places: readonly Place[],
  scenarios: readonly { readonly id: string; readonly run: Run }[],
  wanted: ReadonlyMap<string, Map<number, Sight>>,
  { minutes, signal, report }: CampaignOptions,
): Promise<CampaignReport> {
  const endsAtMs = performance.now() + minutes * 60_000
  const cases: Record<string, number> = {}
  const failures: string[] = []
  const count = (kind: string, n: number) => {
    cases[kind] = (cases[kind] ?? 0) + n
  }
  let runsLeft = places.length * scenarios.length
  let done = 0
  for (const { id, run } of scenarios) {
    for (const place of places) {
      const leftMs = endsAtMs - performance.now()
      // Most runs need far less than their share.
      const shareMs = Math.min(leftMs, (8 * leftMs) / runsLeft--)
      if (leftMs <= 0 || signal.aborted) return { cases, failures }
      try {
        const suspect = await place.start(id, run)
        if (suspect === undefined) continue
        const until = performance.now() + shareMs
        const { tick, differs } = await compare(suspect, wanted.get(id)!, until).finally(() =>
          suspect.dispose(),
        )
        count(`${place.name}: runs to tick ${TICKS}`, tick === TICKS ? 1 : 0)
        count(`${place.name}: ticks`, tick)
        if (differs) failures.push(`${id} on ${place.name} is in another state at tick ${tick}`)
      } catch (error) {
        failures.push(`${id} on ${place.name}: ${error instanceof Error ? error.message : error}`)
      }
      report(++done)
    }
  }
  return { cases, failures }
}

/** How far the suspect came, and whether its last state was another than was wanted. */
async function compare(suspect: Suspect, wanted: Map<number, Sight>, endsAtMs: number) {
  let reached = 0
  for (let tick = RHYTHM; tick <= TICKS; tick += RHYTHM) {
    const sight = await suspect.lookAt(tick, endsAtMs)
    if (sight === undefined) break
    reached = tick
    const other = wanted.get(tick)
    if (other !== undefined && !agree(sight, other)) return { tick, differs: true }
    if (other?.runDigest === undefined) wanted.set(tick, sight)
  }
  return { tick: reached, differs: false }
}

function agree(one: Sight, other: Sight): boolean {
  const { runDigest, stateHash } = one
  if (stateHash !== other.stateHash) return false
  return runDigest === undefined || other.runDigest === undefined || runDigest === other.runDigest
}

function inNode(name: string, on: Machine, backend: BackendName): Place {
  return {
    name,
    async start(_, run) {
      try {
        const options = { backend, machine: on, foldsDigests: true }
        const simulation = await Simulation.start(run, options)
        return {
          async lookAt(tick, endsAtMs) {
            while (simulation.tick < tick) {
              if (performance.now() > endsAtMs) return undefined
              // What the page answers has to come in, too, and ticks wait for nothing.
              if (simulation.tick % YIELD_TICKS === 0) await setTimeout(0)
              await simulation.advance(1)
            }
            const { stateHash, digests } = await probe(simulation)
            return { stateHash, runDigest: digests?.runDigest }
          },
          dispose: () => simulation.dispose(),
        }
      } catch (error) {
        const isRefused =
          error instanceof KernelUnsupportedError || error instanceof KernelUnavailableError
        if (isRefused) return undefined
        throw error
      }
    },
  }
}

const FOLDER = join(ROOT, 'scenarios')
const listFiles = (folder: string) =>
  readdirSync(join(FOLDER, folder)).map((file) => (folder === '' ? file : `${folder}/${file}`))

/** All that scenarios name. */
const FILES = [
  ...listFiles('patterns'),
  ...listFiles('packs'),
  ...listFiles('').filter((file) => file.endsWith('.rule')),
]

function inPage(page: Page, backend: BackendName): Place {
  return {
    name: `${backend} in a page`,
    async start(id) {
      const refusal = await page.module.evaluate(
        ({ fidelity }, { address, on }) => fidelity.load(address, on),
        { address: { path: `scenarios/${id}.yaml`, files: FILES }, on: backend },
      )
      if (refusal !== undefined) return undefined
      return {
        async lookAt(tick, endsAtMs) {
          const limitMs = Math.max(0, endsAtMs - performance.now())
          const sight = await page.module.evaluate(
            ({ fidelity }, order) => fidelity.lookAt(order.tick, order.limitMs),
            { tick, limitMs },
          )
          return sight && { ...sight, runDigest: undefined }
        },
        dispose() {},
      }
    },
  }
}
