/**
 * That the conformance properties catch a one-bit fault wherever it is planted.
 *
 * A fault is planted in every module or kernel that is compiled, at the same share of its length,
 * so that each is small and all of the code has its turn. Caught means that the property that
 * holds the back end to the reference kernel fails.
 */
import fc from 'fast-check'
import { createGpuJsKernel } from '../kernels/gpujs/gpujs-kernel.ts'
import type { GpuJsRuntime } from '../kernels/gpujs/gpujs-runtime.ts'
import { createHashLifeKernel } from '../kernels/hashlife/hashlife-kernel.ts'
import type { CreateKernel, Kernel, KernelSetup } from '../kernels/kernel.ts'
import { assertSetup } from '../kernels/setup-check.ts'
import { createSparseKernel } from '../kernels/sparse/sparse-kernel.ts'
import { createBitSlicedKernel } from '../kernels/wasm/bit-sliced/bit-sliced-kernel.ts'
import { createByteLaneKernel } from '../kernels/wasm/byte-lanes/byte-lane-kernel.ts'
import { createIntLaneKernel } from '../kernels/wasm/int-lanes/int-lane-kernel.ts'
import { createPrefixSumKernel } from '../kernels/wasm/prefix-sums/prefix-sum-kernel.ts'
import { createWasmLatticeKernel } from '../kernels/wasm/wasm-lattice-kernel.ts'
import type { ProgramForm } from '../rules/program/program-form.ts'
import { recognizeForm } from '../rules/program/recognize-form.ts'
import type { Case } from './case.ts'
import { agreesInEndlessWorlds, anyPlaneRule, onPlane } from './endless-cases.ts'
import { anyEndlessWorld } from './endless-worlds.ts'
import { agreesWithReference } from './kernel-cases.ts'
import { runsLatticesAsReference } from './lattice-cases.ts'
import { listWasmFaults, plantWasmFault } from './wasm-faults.ts'
import { anyRule } from './worlds.ts'

/** Random worlds in which a fault has to show. */
const MAX_WORLDS = 200

/** Where a fault is: a share of what there is to break. */
export const anyShare = fc.record({
  share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  seed: fc.nat(),
})

const variant =
  (create: (setup: KernelSetup, form: ProgramForm) => Kernel): CreateKernel =>
  (setup) => {
    assertSetup(setup)
    return create(setup, recognizeForm(setup.rule.program))
  }

/** @param runtime gpu.js, whose kernels get faults too. */
export function listFaultCases(runtime: GpuJsRuntime): Case[] {
  const inModules = (name: string, property: fc.IAsyncProperty<unknown>): Case => ({
    kind: `${name}: an instruction or constant of its modules`,
    property: fc.asyncProperty(anyShare, async ({ share, seed }) => {
      const end = plantInModules(share)
      try {
        await assertCaught(property, seed)
      } finally {
        end()
      }
    }),
  })
  const bounded = (name: string, create: CreateKernel) =>
    inModules(name, agreesWithReference(create, undefined, true))
  return [
    bounded('bit-sliced', variant(createBitSlicedKernel)),
    bounded('byte lanes', variant(createByteLaneKernel)),
    bounded('prefix sums', variant(createPrefixSumKernel)),
    bounded('int lanes', createIntLaneKernel),
    inModules('lattices', runsLatticesAsReference(createWasmLatticeKernel)),
    inModules('sparse', agreesInEndlessWorlds(createSparseKernel, anyEndlessWorld(anyRule))),
    inModules(
      'HashLife',
      agreesInEndlessWorlds(createHashLifeKernel, anyEndlessWorld(anyPlaneRule, onPlane)),
    ),
    {
      kind: 'gpujs: an operator of its sources',
      property: fc.asyncProperty(anyShare, ({ share, seed }) => {
        const create: CreateKernel = (setup) =>
          createGpuJsKernel(setup, plantInSources(runtime, share))
        return assertCaught(agreesWithReference(create), seed)
      }),
    },
  ]
}

/**
 * Checks that a property does not hold of a back end with a fault.
 *
 * @throws {Error} where it holds in MAX_WORLDS worlds.
 */
export async function assertCaught(
  property: fc.IAsyncProperty<unknown>,
  seed: number,
): Promise<void> {
  const outcome = await fc.check(property, {
    seed,
    numRuns: MAX_WORLDS,
    maxSkipsPerRun: 1000,
    endOnFailure: true,
  })
  const wasCaught = outcome.failed && outcome.counterexample !== null
  if (!wasCaught) throw new Error(`a planted fault shows in none of ${outcome.numRuns} worlds`)
}

/** From now on modules are compiled with a fault, until the function given back is called. */
function plantInModules(share: number): () => void {
  const { Module } = WebAssembly
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
      const faults = listWasmFaults(bytes)
      const fault = faults[Math.floor(share * faults.length)]
      const faulty = fault === undefined ? bytes : plantWasmFault(bytes, fault)
      // What no longer compiles would be caught by anybody; left whole, it is not.
      return new target(WebAssembly.validate(faulty) ? faulty : bytes)
    },
  })
  return () => {
    WebAssembly.Module = Module
  }
}

/** The runtime, but that one operator of every source is another. */
function plantInSources(runtime: GpuJsRuntime, share: number): GpuJsRuntime {
  return {
    ...runtime,
    compile(code) {
      const places = [...code.source.matchAll(/ [-+] /g)].map(({ index }) => index + 1)
      const at = places[Math.floor(share * places.length)]
      if (at === undefined) return runtime.compile(code)
      const operator = code.source[at] === '+' ? '-' : '+'
      const source = code.source.slice(0, at) + operator + code.source.slice(at + 1)
      return runtime.compile({ ...code, source })
    },
  }
}
