/** Living worlds on the kernels of Node, against a world that is written the obvious way. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { agreesWithOracle } from './living-cases.ts'

/** Compiling a module for each world takes its time on slow machines. */
const TIMEOUT_MS = 120_000

const on = (backend: 'reference' | 'wasm', threads = 1) => ({
  backend,
  machine: { threads: createNodeThreads(threads) },
})

describe.each([
  ['the reference kernel', on('reference'), 150],
  ['WebAssembly', on('wasm'), 150],
  ['WebAssembly on two threads', on('wasm', 2), 40],
] as const)('%s', (_, options, numRuns) => {
  test(
    'makes of every living world what the oracle does, in every plane',
    () => fc.assert(agreesWithOracle(options), { numRuns, maxSkipsPerRun: 100 }),
    TIMEOUT_MS,
  )
})
