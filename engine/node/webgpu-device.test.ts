import { expect, test } from 'vitest'
import { isMissing } from '../kernels/missing.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { createWebGpuKernel } from '../kernels/webgpu/webgpu-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { requestNodeGpu } from './webgpu-device.ts'

const gpu = await requestNodeGpu()

test('asking for a device gives one or says that there is none, again and again', async () => {
  const another = await requestNodeGpu()
  expect(isMissing(another)).toBe(isMissing(gpu))
  if (isMissing(another)) return expect(another.missing).toMatch(/^Node's package webgpu /)
  expect(another.name).not.toBe('')
  another.device.destroy()
})

test('Life on it is Life in the reference kernel', async ({ skip }) => {
  if (isMissing(gpu)) return skip(gpu.missing)
  const size = { x: 70, y: 33, z: 1 }
  const setup = { size, topology: TORUS, rule: parseRule('B3/S23').rule, seed: 0n }
  const cells = new Uint8Array(70 * 33).map((_, i) => ((i * i * 31) >> 4) & 1)
  const states: Uint8Array[] = []
  for (const kernel of [
    createReferenceKernel(setup),
    await createWebGpuKernel(setup, gpu.device),
  ]) {
    await kernel.write(cells, 0)
    await kernel.advance(25)
    const state = new Uint8Array(cells.length)
    await kernel.read(state)
    states.push(state)
    kernel.dispose()
  }
  expect(states[1]).toEqual(states[0])
  gpu.device.destroy()
})
