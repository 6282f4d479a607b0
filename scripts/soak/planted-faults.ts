/** Faults of one cell in the kernels of Node, which the gate has to find; and sound kernels, which it has to pass. */
import type { Machine } from '../../engine/kernels/machine.ts'
import { isMissing } from '../../engine/kernels/missing.ts'
import { createNodeGpuJsKernel } from '../../engine/node/gpujs-runtime.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { requestNodeGpu } from '../../engine/node/webgpu-device.ts'
import type { Case } from '../../engine/testing/case.ts'
import {
  anyEndlessSoup,
  anyLivingSoup,
  anySoup,
  type FaultySubject,
  listPlantedFaultCases,
} from '../../engine/testing/planted-fault-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'

const machine: Machine = { now: () => performance.now(), gpuJs: createNodeGpuJsKernel }
const twoThreads: Machine = { ...machine, threads: createNodeThreads(2) }

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
    ...{ name: 'the reference kernel without an end', backend: 'reference', machine },
    scenarios: anyEndlessSoup(['B3/S23', '/2/3']),
  },
  {
    ...{ name: 'chunks of bits', backend: 'sparse', machine },
    scenarios: anyEndlessSoup(['B3/S23', 'B36/S23', 'B2/S']),
  },
  {
    ...{ name: 'chunks of bytes', backend: 'sparse', machine },
    scenarios: anyEndlessSoup(['345/2/4', '/2/3']),
  },
  {
    ...{ name: 'HashLife', backend: 'hashlife', machine },
    scenarios: anyEndlessSoup(['B3/S23', 'B36/S23']),
  },
  {
    ...{ name: 'HashLife that leaps', backend: 'hashlife', machine, leaps: true },
    scenarios: anyEndlessSoup(['B3/S23', 'B36/S23']),
  },
]

/** What runs wherever Node does. */
export const listNodePlantedCases = (): Case[] => listPlantedFaultCases(SUBJECTS)

/** On a graphics device, where there is one. */
async function listGpuSubjects(): Promise<FaultySubject[]> {
  const granted = await requestNodeGpu().catch(() => undefined)
  if (granted === undefined || isMissing(granted)) return []
  const gpu: Machine = { ...machine, gpu: requestNodeGpu }
  return [
    {
      ...{ name: 'WebGPU', backend: 'webgpu', machine: gpu },
      scenarios: anySoup(['B3/S23', '345/2/4'], PLANE),
    },
    {
      ...{ name: 'WebGPU: living worlds', backend: 'webgpu', machine: gpu },
      scenarios: anyLivingSoup,
    },
  ]
}

export const campaign: Campaign = {
  about: 'One cell or number that is wrong at any tick of any kernel, which the gate has to find.',
  async run(options) {
    const onGpu = listPlantedFaultCases(await listGpuSubjects())
    return tryCases([...listNodePlantedCases(), ...onGpu], options)
  },
}
