/**
 * The WebAssembly kernel: the fastest of our generated modules that runs the setup.
 *
 * Which of them that is follows from the rule's form. Two states and few are packed, a bit a cell;
 * shapes with a radius are summed up; what comes down to a table is looked up, a byte a cell; all
 * else runs as the dataflow it is, in lanes of 32 bits.
 */
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { KernelUnsupportedError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertSetup } from '../setup-check.ts'
import { createBitSlicedKernel } from './bit-sliced/bit-sliced-kernel.ts'
import { createByteLaneKernel } from './byte-lanes/byte-lane-kernel.ts'
import { createIntLaneKernel } from './int-lanes/int-lane-kernel.ts'
import { createPrefixSumKernel } from './prefix-sums/prefix-sum-kernel.ts'

/** Makes a kernel, or throws a `KernelUnsupportedError` where it is not the one for this. */
type CreateVariant = (setup: KernelSetup, form: ProgramForm) => Kernel

/** In the order in which they are asked: the first that can is also the fastest. */
const VARIANTS: readonly CreateVariant[] = [
  createBitSlicedKernel,
  createPrefixSumKernel,
  createByteLaneKernel,
]

/**
 * Builds a WebAssembly kernel with all cells 0.
 *
 * @throws {KernelUnsupportedError} when no variant can run the setup; the message names why.
 * @throws what `assertSetup` throws for worlds and programs that cannot be.
 */
export function createWasmKernel(setup: KernelSetup): Kernel {
  assertSetup(setup)
  const form = recognizeForm(setup.rule.program)
  for (const create of form.kind === 'general' ? [] : VARIANTS) {
    try {
      return create(setup, form)
    } catch (error) {
      if (!(error instanceof KernelUnsupportedError)) throw error
    }
  }
  return createIntLaneKernel(setup)
}
