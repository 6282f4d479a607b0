import { afterAll } from 'vitest'
import { describeLatticeConformance } from '../../testing/lattice-conformance.ts'
import { requestGpu } from './gpu-provider.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

const gpu = await requestGpu(navigator.gpu)
if (gpu === undefined) throw new Error('this browser has no WebGPU adapter')
const { device } = gpu
afterAll(() => device.destroy())

describeLatticeConformance('webgpu', (setup) => createWebGpuLatticeKernel(setup, device), 60)
