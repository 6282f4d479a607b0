import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { createWasmKernel } from './wasm-kernel.ts'

describeKernelConformance('wasm', createWasmKernel)
