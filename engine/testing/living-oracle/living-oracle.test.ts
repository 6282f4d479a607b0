/** Living worlds on the kernels of Node, against a world that is written the obvious way. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { tries } from '../tries.ts'
import { anyLargeLivingDocument, anyLivingDocument } from './any-living-document.ts'
import { agreesWithOracle } from './living-cases.ts'

/** Compiling a module for each world takes its time on slow machines. */
const TIMEOUT_MS = 180_000

const on = (backend: 'reference' | 'wasm', threads = 1) => ({
  backend,
  machine: { now: () => performance.now(), threads: createNodeThreads(threads) },
})

describe.each([
  ['living worlds on the reference kernel', on('reference'), anyLivingDocument, tries(50)],
  ['living worlds in WebAssembly', on('wasm'), anyLivingDocument, tries(50)],
  ['large ones in WebAssembly on two threads', on('wasm', 2), anyLargeLivingDocument, tries(4)],
] as const)('%s', (_, options, documents, numRuns) => {
  test(
    'become what the oracle says, in every plane after every tick',
    () => fc.assert(agreesWithOracle(options, documents), { numRuns, maxSkipsPerRun: 100 }),
    TIMEOUT_MS,
  )
})
