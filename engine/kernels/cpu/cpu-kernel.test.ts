import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { createCpuKernel } from './cpu-kernel.ts'

describeKernelConformance('cpu', createCpuKernel)
