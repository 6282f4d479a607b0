/** Random worlds and random programs: every back end of Node against the reference kernel. */
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import type { BackendName, CreateKernel } from '../../engine/kernels/kernel.ts'
import type { CreateLatticeKernel } from '../../engine/kernels/lattice-kernel.ts'
import { createWasmLatticeKernel } from '../../engine/kernels/wasm/wasm-lattice-kernel.ts'
import { createNodeGpuJsKernel } from '../../engine/node/gpujs-runtime.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import type { Case } from '../../engine/testing/case.ts'
import { listKernelCases } from '../../engine/testing/kernel-cases.ts'
import { runsLatticesAsReference } from '../../engine/testing/lattice-cases.ts'
import { anyLargeLatticeWorld } from '../../engine/testing/lattices.ts'
import { type Campaign, tryCases } from '../campaign.ts'

const on =
  (backend: BackendName, threads = 1): CreateKernel =>
  async (setup) =>
    (
      await createKernel(backend, {
        ...setup,
        ...(threads > 1 ? { threads: createNodeThreads(threads) } : {}),
      })
    ).kernel

const onLattices =
  (threads: number): CreateLatticeKernel =>
  (setup) =>
    createWasmLatticeKernel({ ...setup, threads: createNodeThreads(threads) })

/** Every back end of Node on worlds, large worlds, notations and programs. */
export const listNodeKernelCases = (): Case[] => [
  ...listKernelCases({ name: 'cpu', create: on('cpu'), programs: 'none' }),
  ...listKernelCases({ name: 'wasm', create: on('wasm'), programs: 'all' }),
  ...listKernelCases({ name: 'wasm, 2 threads', create: on('wasm', 2), programs: 'all' }),
  ...listKernelCases({ name: 'wasm, 3 threads', create: on('wasm', 3), programs: 'all' }),
  ...listKernelCases({
    name: 'gpujs in JavaScript',
    create: createNodeGpuJsKernel,
    programs: 'some',
  }),
  {
    kind: 'wasm: lattices',
    property: runsLatticesAsReference(onLattices(1)),
  },
  {
    kind: 'wasm, 3 threads: large lattices',
    property: runsLatticesAsReference(onLattices(3), anyLargeLatticeWorld),
  },
]

export const campaign: Campaign = {
  about:
    'Random worlds, notations and programs on every back end of Node, against the reference kernel.',
  run: (options) => tryCases(listNodeKernelCases(), options),
}
