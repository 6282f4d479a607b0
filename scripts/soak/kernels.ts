/** Random worlds and random programs: every back end against the reference kernel. */
import fc from 'fast-check'
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import { KernelUnsupportedError } from '../../engine/kernels/errors.ts'
import type { BackendName, CreateKernel } from '../../engine/kernels/kernel.ts'
import { createReferenceKernel } from '../../engine/kernels/reference/reference-kernel.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import {
  anyProgramWorld,
  type ProgramWorld,
  runProgramWorld,
} from '../../engine/testing/programs.ts'
import { runWorld } from '../../engine/testing/run-world.ts'
import { anyWorld, type World } from '../../engine/testing/worlds.ts'
import type { Campaign, CampaignOptions, CampaignReport } from '../campaign.ts'

/** Cases that are drawn from one seed before the next one is taken. */
const BATCH_CASES = 50

export const campaign: Campaign = {
  name: 'kernels',
  about:
    'Random worlds and programs on every back end, one and two threads, against the reference.',
  run: soakKernels,
}

interface Subject {
  readonly name: string
  readonly create: CreateKernel
}

const on =
  (backend: BackendName, threads = 1): CreateKernel =>
  async (setup) =>
    (
      await createKernel(backend, {
        ...setup,
        ...(threads > 1 ? { threads: createNodeThreads(threads) } : {}),
      })
    ).kernel

const subjects: readonly Subject[] = [
  { name: 'cpu', create: on('cpu') },
  { name: 'wasm', create: on('wasm') },
  { name: 'wasm, 2 threads', create: on('wasm', 2) },
]

async function soakKernels({ seed, endsAtMs }: CampaignOptions): Promise<CampaignReport> {
  const cases: Record<string, number> = {}
  const failures: string[] = []
  const count = (kind: string) => {
    cases[kind] = (cases[kind] ?? 0) + 1
  }
  for (let batch = 0; performance.now() < endsAtMs && failures.length === 0; batch++) {
    const batchSeed = seed * 1_000_003 + batch
    for (const { name, create } of subjects) {
      const failed = [
        await check(anyWorld, batchSeed, async (world: World) => {
          const expected = await runWorld(createReferenceKernel, world)
          const found = await tryRun(() => runWorld(create, world))
          count(`worlds on ${name}${found === undefined ? ', refused by name' : ''}`)
          return found === undefined || isSame(found, expected)
        }),
        await check(anyProgramWorld, batchSeed, async (world: ProgramWorld) => {
          const expected = await runProgramWorld(createReferenceKernel, world)
          const found = await tryRun(() => runProgramWorld(create, world))
          count(`programs on ${name}${found === undefined ? ', refused by name' : ''}`)
          if (found === undefined) return true
          const planes = found.planes.every((plane, i) => isSame(plane, expected.planes[i]!))
          return isSame(found.cells, expected.cells) && planes
        }),
      ]
      failures.push(...failed.flatMap((text) => (text === undefined ? [] : [`${name}: ${text}`])))
    }
  }
  return { cases, failures }
}

/** A report of the first failure, with the seed and path that bring it back. */
async function check<T>(
  any: fc.Arbitrary<T>,
  seed: number,
  holds: (value: T) => Promise<boolean>,
): Promise<string | undefined> {
  const outcome = await fc.check(fc.asyncProperty(any, holds), { seed, numRuns: BATCH_CASES })
  return outcome.failed ? fc.defaultReportMessage(outcome) : undefined
}

/** What a run gives; undefined where the back end refuses the setup by name. */
async function tryRun<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof KernelUnsupportedError) return undefined
    throw error
  }
}

function isSame(a: Uint8Array | Int32Array, b: Uint8Array | Int32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
