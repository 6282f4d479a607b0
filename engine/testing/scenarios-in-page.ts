/** The library's scenarios behind a real worker in a page, each against the hashes its file expects. */
import * as Comlink from 'comlink'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BackendName } from '../kernels/kernel.ts'
import type { SimulationApi } from '../protocol/simulation-api.ts'
import { isLiving } from '../scenario/compile-living.ts'
import type { ScenarioDocument } from '../scenario/scenario-schema.ts'
import { coverageOf, describeCoverage, halve, type WorldKind } from './scenario-coverage.ts'
import { unwrap } from './unwrap.ts'

const texts = import.meta.glob<string>('../../scenarios/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const fileUrls = import.meta.glob<string>(
  ['../../scenarios/patterns/*', '../../scenarios/*.rule', '../../scenarios/packs/*'],
  {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  },
)

/** A worker and how to be rid of it. */
export interface PageWorker {
  readonly worker: Worker
  close(): void
}

const SIMULATION = new URL('../worker/simulation.worker.ts', import.meta.url)
const ISOLATION = new URL('./isolation.worker.ts', import.meta.url)

/** How a page starts a worker. */
export type StartWorker = (url?: URL) => PageWorker | Promise<PageWorker>

/** Starts the worker that the viewer has, with as many threads as the machine. */
export const startWorker: StartWorker = (url = SIMULATION) => {
  const worker = new Worker(url, { type: 'module' })
  return { worker, close: () => worker.terminate() }
}

/** Starts it from a frame that is not isolated, where no memory is shared and one thread works. */
export const startWorkerWithoutIsolation: StartWorker = async (url = SIMULATION) => {
  const frame = document.createElement('iframe')
  frame.allow = "cross-origin-isolated 'none'"
  document.body.append(frame)
  const { fetch, Worker: FrameWorker } = frame.contentWindow as unknown as typeof globalThis
  // A new frame cannot load anything for a moment: of a hundred workers started at once, two did not.
  await fetch(url)
  const worker = new FrameWorker(url, { type: 'module' })
  return {
    worker,
    close() {
      worker.terminate()
      frame.remove()
    },
  }
}

/** Tells whether a worker that is started this way may share memory. */
export async function isIsolated(start: StartWorker): Promise<unknown> {
  const { worker, close } = await start(ISOLATION)
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      resolve(data)
      close()
    }
    worker.onerror = () => reject(new Error('the worker does not load'))
  })
}

interface Plan {
  readonly id: string
  readonly text: string
  readonly kind: WorldKind
  readonly expectations: NonNullable<ScenarioDocument['expect']>
}

const plans: readonly Plan[] = Object.entries(texts).map(([path, text]) => {
  const document = load(text) as ScenarioDocument
  const { world, expect: expectations = [] } = document
  const isEndless = world?.size?.includes(0) ?? true
  const kind = isLiving(document) ? 'living' : isEndless ? 'endless' : 'bounded'
  return {
    id: path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length),
    text,
    kind,
    expectations,
  }
})

/** The bytes of every file that scenarios name, by the path they know it by. */
async function fetchFiles(): Promise<Record<string, Uint8Array>> {
  const files = Object.entries(fileUrls).map(async ([path, url]) => {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${path} answers ${response.status}.`)
    return [path.replace('../../scenarios/', ''), await response.bytes()] as const
  })
  return Object.fromEntries(await Promise.all(files))
}

/**
 * Declares a test for every scenario, all on one worker.
 *
 * @param label what names of tests call it.
 * @param leastRuns how many scenarios it must not refuse, at least.
 */
export function testScenariosInPage(
  label: string,
  backend: 'auto' | BackendName,
  start: StartWorker,
  leastRuns: number,
): void {
  // Workers come one after another: what a worker has freed, no other gets before it ends.
  describe(label, () => {
    let files: Record<string, Uint8Array>
    let page: PageWorker
    let simulation: Comlink.Remote<SimulationApi>
    beforeAll(async () => {
      files = await fetchFiles()
      page = await start()
      simulation = Comlink.wrap<SimulationApi>(page.worker)
    })
    afterAll(async () => {
      await simulation.dispose()
      simulation[Comlink.releaseProxy]()
      page.close()
    })

    // What the viewer does by itself is followed to the end.
    const isWhole = backend === 'auto' && start === startWorker
    const covered = plans.map((plan) => {
      const probes = plan.expectations.length
      const whole = coverageOf('page', backend, plan.id, plan.kind, probes)
      return { ...plan, coverage: isWhole ? whole : halve(whole, probes) }
    })

    test(`${label} runs at least ${leastRuns} scenarios`, () => {
      const runs = covered.filter(({ coverage }) => coverage.kind === 'run')
      expect(runs.length).toBeGreaterThanOrEqual(leastRuns)
    })

    for (const { id, text, expectations, coverage } of covered) {
      test(`${id} on ${label} ${describeCoverage(coverage, expectations.length)}`, async () => {
        const source = { kind: 'scenario', text, files, overrides: { backend } } as const
        const loaded = await simulation.load(source)
        if (coverage.kind === 'refuse') {
          expect(loaded).toMatchObject({ ok: false, failure: { code: coverage.code } })
          return
        }
        const info = unwrap(loaded)
        if (backend !== 'auto') expect(info.backend).toBe(backend)
        let now = 0
        for (const expectation of expectations.slice(0, coverage.probes)) {
          const { tick, population, cellsHash, stateHash } = expectation
          const report = unwrap(await simulation.step(tick - now))
          now = tick
          expect(report).toEqual({ tick, population, wasCancelled: false })
          expect(unwrap(await simulation.hash())).toMatchObject({ tick, cellsHash, stateHash })
        }
      })
    }
  })
}
