import fc from 'fast-check'
import { test } from 'vitest'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import {
  describeLatticeConformance,
  runsLatticesAsReference,
} from '../../testing/lattice-conformance.ts'
import { anyLargeLatticeWorld } from '../../testing/lattices.ts'
import type { CreateLatticeKernel } from '../lattice-kernel.ts'
import { createWasmLatticeKernel } from './wasm-lattice-kernel.ts'

describeLatticeConformance('wasm', createWasmLatticeKernel, 300)

test.each([2, 3])('%i threads do what the reference kernel does', (count) => {
  const threads = createNodeThreads(count)
  const createWithThreads: CreateLatticeKernel = (setup) =>
    createWasmLatticeKernel({ ...setup, threads })
  return fc.assert(runsLatticesAsReference(createWithThreads, anyLargeLatticeWorld), {
    numRuns: 12,
  })
})
