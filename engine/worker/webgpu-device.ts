/** The graphics device of the page that this worker belongs to. */
import { type GpuProvider, requestGpu } from '../kernels/webgpu/gpu-provider.ts'

/** Asks the browser for a device; undefined where it has no WebGPU or no adapter. */
export const requestBrowserGpu: GpuProvider = () => requestGpu(navigator.gpu)
