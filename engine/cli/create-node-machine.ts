/** What this machine offers to the back ends of a command. */
import type { BackendName } from '../kernels/kernel.ts'
import type { Machine } from '../kernels/machine.ts'
import { createNodeGpuJsKernel } from '../node/gpujs-runtime.ts'
import { createNodeThreads } from '../node/kernel-threads.ts'
import { loadCedar } from '../node/load-cedar.ts'
import { requestNodeGpu } from '../node/webgpu-device.ts'
import type { Io } from './command.ts'
import { printableText } from './printable-text.ts'

/** @param threads as many as there are cores where nobody says. */
export function createNodeMachine(
  io: Io,
  backend: 'auto' | BackendName,
  threads: number | undefined,
): Machine {
  return {
    now: io.now,
    threads: createNodeThreads(threads),
    // Loading a graphics device takes longer than most runs: only who names a back end may have it.
    gpu: backend === 'auto' ? undefined : requestNodeGpu,
    gpuJs: createNodeGpuJsKernel,
    loadCedar,
    onNotice: ({ code, message }) => io.err(printableText(`${code}: ${message}\n`)),
  }
}
