/** What the `gpu` benchmark measures, in a worker as in the viewer. */
import * as Comlink from 'comlink'
import { isMissing } from '../engine/kernels/missing.ts'
import { createWasmKernel } from '../engine/kernels/wasm/wasm-kernel.ts'
import { createWebGpuKernel } from '../engine/kernels/webgpu/webgpu-kernel.ts'
import { countCells, type Size } from '../engine/lattice/size.ts'
import { TORUS } from '../engine/lattice/topology.ts'
import { parseRule } from '../engine/rules/parse-rule.ts'
import { createGpuJsPageKernel } from '../engine/worker/gpujs-kernel.ts'
import { describeWebGl2 } from '../engine/worker/webgl2-device.ts'
import { requestBrowserGpu } from '../engine/worker/webgpu-device.ts'
import { buildHalfSoup, timeInTurn } from './time-kernels.ts'

/** What the page asks of the worker. */
export interface GpuBenchApi {
  describeDevices(): Promise<{ readonly webgpu: string; readonly webgl2: string }>
  /** Cells per second, by back end. */
  measure(rule: string, size: Size): Promise<Readonly<Record<'webgpu' | 'gpujs' | 'wasm', number>>>
}

const whenGranted = requestBrowserGpu()

async function requireGpu() {
  const granted = await whenGranted
  if (isMissing(granted)) throw new Error(granted.missing)
  return granted
}

Comlink.expose({
  async describeDevices() {
    const { name } = await requireGpu()
    const drawing = describeWebGl2()
    return { webgpu: name, webgl2: isMissing(drawing) ? drawing.missing : drawing.name }
  },
  async measure(notation, size) {
    const { device } = await requireGpu()
    const { rule } = parseRule(notation)
    const setup = { size, topology: TORUS, rule, seed: 0n }
    const kernels = [
      await createWebGpuKernel(setup, device),
      await createGpuJsPageKernel(setup),
      createWasmKernel(setup),
    ]
    const speeds = await timeInTurn(kernels, buildHalfSoup(countCells(size)))
    for (const kernel of kernels) kernel.dispose()
    const [webgpu, gpujs, wasm] = speeds
    return { webgpu: webgpu!, gpujs: gpujs!, wasm: wasm! }
  },
} satisfies GpuBenchApi)
