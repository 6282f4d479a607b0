/** A seeded sample of what the soak campaigns try for as long as one likes. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { Case } from '../engine/testing/case.ts'
import { listChannelCases } from '../engine/testing/channel-cases.ts'
import { listEndlessCases } from '../engine/testing/endless-cases.ts'
import { listFaultCases } from '../engine/testing/fault-cases.ts'
import { createGpuJsRuntime } from '../engine/worker/gpujs-runtime.ts'
import { listNodeKernelCases } from './soak/kernels.ts'
import { listBrokenLivingCases } from './soak/living.ts'
import { listCasesOfParsers } from './soak/parsers.ts'
import { listNodePlantedCases } from './soak/planted-faults.ts'

const SEED = 1

/** Long runs in little memory take their time, and slow machines are not to decide. */
const TIMEOUT_MS = 180_000

const samples: Readonly<Record<string, readonly [cases: readonly Case[], inputs: number]>> = {
  kernels: [listNodeKernelCases(), 1],
  endless: [listEndlessCases(), 1],
  parsers: [listCasesOfParsers(), 4],
  living: [listBrokenLivingCases(), 2],
  channels: [listChannelCases(), 1],
  faults: [listFaultCases(createGpuJsRuntime('cpu')), 1],
  'planted faults': [listNodePlantedCases(), 1],
}

describe.each(Object.entries(samples))('a sample of %s', (_, [cases, numRuns]) => {
  test.each(cases.map(({ kind, property }) => [kind, property] as const))(
    '%s',
    (_, property) => fc.assert(property, { seed: SEED, numRuns, maxSkipsPerRun: 1000 }),
    TIMEOUT_MS,
  )
})
