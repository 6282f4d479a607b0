/** Faults of one cell in the kernels of Node, which the gate has to find; and sound kernels, which it has to pass. */
import type { Machine } from '../../engine/kernels/machine.ts'
import { createNodeGpuJsKernel } from '../../engine/node/gpujs-runtime.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import type { Case } from '../../engine/testing/case.ts'
import { createFickleClock } from '../../engine/testing/fickle-clock.ts'
import {
  anyEndlessSoup,
  anyLivingSoup,
  anySoup,
  type FaultySubject,
  listPlantedFaultCases,
} from '../../engine/testing/planted-fault-cases.ts'
import { type Campaign, type CampaignOptions, pickKinds, tryCases, tryKinds } from '../campaign.ts'
import { openWorkerPage } from '../worker-page.ts'

const machine: Machine = { now: () => performance.now(), gpuJs: createNodeGpuJsKernel }
const twoThreads: Machine = { ...machine, threads: createNodeThreads(2) }

/** By its clock now this takes long and now that, so that what can go over to another back end does so. */
const fickle: Machine = { now: createFickleClock() }

const LEAPT = ['B3/S23', 'B36/S23']
/** Marks are up to ten ticks apart then. */
const LEAPT_TICKS = 320

const PLANE = [
  [16, 16],
  [40, 30],
  [129, 7],
]
const SPACE = [
  [16, 16, 8],
  [33, 9, 5],
]
const TWO_STATES = ['B3/S23', 'B36/S23', 'B2/S34H', 'B0123478/S01234678']
const MANY_STATES = ['345/2/4', '/2/3', '12/3/4V', '23/36/8']
const WIDE = ['R5,C0,M1,S34..58,B34..45,NM', 'R3,C2,S5-8,B7,N*']
const PROGRAMS = [
  'B3/S23~update=0.5',
  'R2,C2,S2-5,B3-4,NW0101011211020201121101010',
  "rule({ states: 5, neighborhood: 'moore' }, (s, n) => { let c = s; for (const x of n) c += x; return c % 5 })",
]

/** Every kernel that Node has, by what it computes with. */
const SUBJECTS: readonly FaultySubject[] = [
  {
    ...{ name: 'the reference kernel', backend: 'reference', machine },
    scenarios: anySoup([...TWO_STATES, ...MANY_STATES], [[16, 16]]),
  },
  {
    ...{ name: 'the cpu kernel', backend: 'cpu', machine },
    scenarios: anySoup([...TWO_STATES, ...MANY_STATES, ...WIDE], PLANE),
  },
  {
    ...{ name: 'WebAssembly: bits in the plane', backend: 'wasm', machine },
    scenarios: anySoup(TWO_STATES, PLANE),
  },
  {
    ...{ name: 'WebAssembly: bits in space', backend: 'wasm', machine },
    scenarios: anySoup(['4555', '13-26/13-14,17-19/2/M'], SPACE),
  },
  {
    ...{ name: 'WebAssembly: bytes', backend: 'wasm', machine },
    scenarios: anySoup(MANY_STATES, PLANE),
  },
  {
    ...{ name: 'WebAssembly: sums of rows', backend: 'wasm', machine },
    scenarios: anySoup(WIDE, PLANE.slice(0, 2)),
  },
  {
    ...{ name: 'WebAssembly: lanes', backend: 'wasm', machine },
    scenarios: anySoup(PROGRAMS, PLANE.slice(0, 2)),
  },
  {
    ...{ name: 'WebAssembly: the line', backend: 'wasm', machine },
    scenarios: anySoup(['W30', 'W110', 'W90'], [[64], [257]]),
  },
  {
    ...{ name: 'WebAssembly on two threads', backend: 'wasm', machine: twoThreads },
    scenarios: anySoup(['B3/S23', '345/2/4'], [[128, 96]]),
  },
  {
    ...{ name: 'gpu.js in JavaScript', backend: 'gpujs', machine },
    scenarios: anySoup(['B3/S23', '345/2/4', '4555'], [[16, 16]]),
  },
  {
    ...{ name: 'the reference kernel of living worlds', backend: 'reference', machine },
    scenarios: anyLivingSoup,
  },
  {
    ...{ name: 'WebAssembly: living worlds', backend: 'wasm', machine },
    scenarios: anyLivingSoup,
  },
  {
    ...{ name: 'WebAssembly: living worlds on two threads', backend: 'wasm', machine: twoThreads },
    scenarios: anyLivingSoup,
  },
  {
    ...{ name: 'the reference kernel without an end', backend: 'reference', machine },
    scenarios: anyEndlessSoup(['B3/S23', '/2/3'], 40),
  },
  {
    ...{ name: 'chunks of bits', backend: 'sparse', machine },
    scenarios: anyEndlessSoup(['B3/S23', 'B36/S23', 'B2/S'], 60),
  },
  {
    ...{ name: 'chunks of bytes', backend: 'sparse', machine },
    scenarios: anyEndlessSoup(['345/2/4', '/2/3'], 60),
  },
  {
    ...{ name: 'chunks that do many ticks at once', backend: 'sparse', machine, leaps: 'wrongly' },
    scenarios: anyEndlessSoup(LEAPT, LEAPT_TICKS),
  },
  {
    ...{ name: 'HashLife', backend: 'hashlife', machine },
    scenarios: anyEndlessSoup(LEAPT, 60),
  },
  {
    ...{ name: 'HashLife between marks', backend: 'hashlife', machine, leaps: 'soundly' },
    scenarios: anyEndlessSoup(LEAPT, LEAPT_TICKS),
  },
  {
    ...{ name: 'leaps of HashLife', backend: 'hashlife', machine, leaps: 'wrongly' },
    scenarios: anyEndlessSoup(LEAPT, LEAPT_TICKS),
  },
  {
    ...{ name: 'chunks and HashLife in turn', backend: 'auto', machine: fickle, leaps: 'soundly' },
    scenarios: anyEndlessSoup(LEAPT, LEAPT_TICKS),
  },
]

/** What runs wherever Node does. */
export const listNodePlantedCases = (): Case[] => listPlantedFaultCases(SUBJECTS)

/** So many faults each kernel has to have had; then it has done its part, and leaves the time to others. */
const LEAST_FAULTS = 100

export const campaign: Campaign = {
  about:
    `One cell or number that is wrong at any tick of any kernel of Node and of a page, which the gate has to ` +
    `find, ${LEAST_FAULTS} times each; and as many sound kernels, which it has to pass.`,
  async run(options) {
    const page = await openWorkerPage<typeof import('../planted-page.ts')>('planted')
    try {
      const cases = listNodePlantedCases()
      const there = await page.module.evaluate(({ planted }) => planted.listKinds())
      const counts = [0, 0]
      // The page has a process of its own.
      const optionsOf = (lane: 0 | 1): CampaignOptions => ({
        ...options,
        report(count) {
          counts[lane] = count
          options.report(counts[0]! + counts[1]!)
        },
      })
      const found = await Promise.all([
        tryCases(cases, optionsOf(0), LEAST_FAULTS),
        tryKinds(
          there,
          (kind, order) =>
            page.module.evaluate(({ planted }, asked) => planted.tryKind(asked.kind, asked.order), {
              kind,
              order,
            }),
          optionsOf(1),
          LEAST_FAULTS,
        ),
      ])
      const tried = Object.assign({}, ...found.map((each) => each.cases)) as Record<string, number>
      const failures = found.flatMap((each) => each.failures)
      const missed = pickKinds([...cases.map(({ kind }) => kind), ...there], options)
        .filter((kind) => (tried[kind] ?? 0) < LEAST_FAULTS)
        .map((kind) => `${kind}: ${tried[kind] ?? 0} of ${LEAST_FAULTS} in the time there was`)
      return { cases: tried, failures: [...failures, ...missed] }
    } finally {
      await page.close()
    }
  },
}
