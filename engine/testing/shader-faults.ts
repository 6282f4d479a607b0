/** That the conformance property catches a wrong operator wherever in a shader it is. */
import fc from 'fast-check'
import type { CreateKernel } from '../kernels/kernel.ts'
import { createWebGpuKernel } from '../kernels/webgpu/webgpu-kernel.ts'
import type { Case } from './case.ts'
import { anyShare, assertCaught } from './fault-cases.ts'
import { agreesWithReference } from './kernel-cases.ts'

const SWAPS: Readonly<Record<string, string>> = { '&': '|', '|': '&', '^': '&' }

/** Faults in bits and in lanes. */
export function listShaderFaultCases(device: GPUDevice): Case[] {
  return (['bits', 'lanes'] as const).map((variant) => ({
    kind: `webgpu in ${variant}: an operator of its shaders`,
    property: fc.asyncProperty(anyShare, ({ share, seed }) => {
      const faulty = plantInShaders(device, share)
      const create: CreateKernel = (setup) =>
        unlessMalformed(createWebGpuKernel(setup, faulty, { variants: [variant] }))
      return assertCaught(agreesWithReference(create, undefined, true), seed)
    }),
  }))
}

/** A kernel; where its faulty shaders do not compile, the input is passed over. */
export async function unlessMalformed<K>(kernel: Promise<K>): Promise<K> {
  try {
    return await kernel
  } catch (error) {
    // Some operators may not stand beside others: that is not what is to be caught.
    fc.pre(!(error instanceof Error && error.message.includes('does not compile')))
    throw error
  }
}

/** The device, but that shaders are compiled with another operator at one place. */
export function plantInShaders(device: GPUDevice, share: number): GPUDevice {
  return changeShaders(device, (code) => {
    const places = [...code.matchAll(/ [&|^] /g)].map(({ index }) => index + 1)
    const at = places[Math.floor(share * places.length)]
    return at === undefined ? code : code.slice(0, at) + SWAPS[code[at]!] + code.slice(at + 1)
  })
}

/** The device, but that it compiles something else than it is given. */
export function changeShaders(device: GPUDevice, plant: (code: string) => string): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      if (name === 'createShaderModule') {
        return ({ code }: GPUShaderModuleDescriptor) =>
          target.createShaderModule({ code: plant(code) })
      }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
