/** Cells per second of the back ends that a page has, on the same device. */
import type { Size } from '../../engine/lattice/size.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { openWorkerPage } from '../worker-page.ts'

const CLOUDS = '13-26/13-14,17-19/2/M'

const WORLDS: readonly { readonly name: string; readonly rule: string; readonly size: Size }[] = [
  { name: '512x512', rule: 'B3/S23', size: { x: 512, y: 512, z: 1 } },
  { name: '1024x1024', rule: 'B3/S23', size: { x: 1024, y: 1024, z: 1 } },
  { name: '64x64x64', rule: CLOUDS, size: { x: 64, y: 64, z: 64 } },
  { name: '128x128x128', rule: CLOUDS, size: { x: 128, y: 128, z: 128 } },
]

export const benchmark: Benchmark = {
  name: 'gpu',
  about:
    'Cells per second in a worker of headless Chromium, on a torus, from a soup of density one ' +
    'half; medians. timesGpuJs compares with gpu.js (WebGL2) in the same page.',
  async run() {
    const page = await openWorkerPage<typeof import('../gpu-bench-page.ts')>('gpu-bench')
    try {
      const devices = await page.module.evaluate(({ bench }) => bench.describeDevices())
      console.log(`WebGPU: ${devices.webgpu}; WebGL2: ${devices.webgl2}`)
      const rows: BenchmarkRow[] = []
      for (const { name, rule, size } of WORLDS) {
        const speeds = await page.module.evaluate(
          ({ bench }, world) => bench.measure(world.rule, world.size),
          { rule, size },
        )
        for (const [backend, cellsPerSecond] of Object.entries(speeds)) {
          const label = backend === 'wasm' ? 'wasm, 1 thread' : backend
          const values = { cellsPerSecond, timesGpuJs: cellsPerSecond / speeds.gpujs }
          rows.push({ subject: `${name} ${rule} ${label}`, values })
        }
      }
      return rows
    } finally {
      await page.close()
    }
  },
}
