import { afterAll, expect, test } from 'vitest'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import { PLAIN_LATTICE } from '../forge/lattice/lattice-spec.ts'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createLatticeKernel } from './create-lattice-kernel.ts'
import { requestGpu } from './webgpu/gpu-provider.ts'

const gpu = await requestGpu(navigator.gpu)
if (gpu === undefined) throw new Error('this browser has no WebGPU adapter')
afterAll(() => gpu.device.destroy())

const { rule } = parseRule('1,3,5/1,3,5/2/N')
const lattice = composeLattice({ ...PLAIN_LATTICE, dimensions: 3, rules: [rule], isSettled: true })
const setup = { size: { x: 16, y: 16, z: 16 }, topology: TORUS, lattice, seed: 0n }

/** The machine's device, taken for a graphics card; time goes as the clock says. */
const machineWith = (now: () => number) => ({
  now,
  gpu: async () => ({ ...gpu, isFallback: false }),
})

test('auto measures a device beside wasm and takes the one that it found faster', async () => {
  const { kernel, reason } = await createLatticeKernel(
    'auto',
    setup,
    machineWith(() => performance.now()),
  )
  const [, first, second] = /^measured: (\w+) \S+ ticks\/s, before (\w+) \S+ ticks\/s$/.exec(
    reason!,
  )!
  expect([first, second].toSorted()).toEqual(['wasm', 'webgpu'])
  expect(kernel.backend).toBe(first)
  kernel.dispose()
})

test('where the device is faster by the clock it is taken, and does what wasm does', async () => {
  let nowMs = 0
  let stepMs = 64
  // What is tried last, which is the device, is the fastest.
  const machine = machineWith(() => {
    stepMs /= 2
    nowMs += stepMs
    return nowMs
  })
  const states: Uint8Array[] = []
  for (const backend of ['auto', 'wasm'] as const) {
    const { kernel, reason } = await createLatticeKernel(backend, setup, machine)
    if (backend === 'auto') {
      expect(kernel.backend).toBe('webgpu')
      expect(reason).toMatch(/^measured: webgpu \S+ ticks\/s, before wasm /)
    }
    const cells = new Uint8Array(4096)
    cells[16 * (16 * 8 + 8) + 8] = 1
    await kernel.write(cells, 0)
    await kernel.writePlane({ kind: 'status', name: '' }, new Int32Array(4096).fill(2))
    await kernel.advance(3)
    const state = new Uint8Array(4096)
    await kernel.read(state)
    states.push(state)
    kernel.dispose()
  }
  expect(states[0]).toEqual(states[1])
  expect(states[0]!.some((state) => state === 1)).toBe(true)
})
