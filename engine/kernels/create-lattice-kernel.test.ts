import { expect, test } from 'vitest'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import { PLAIN_LATTICE } from '../forge/lattice/lattice-spec.ts'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createLatticeKernel } from './create-lattice-kernel.ts'
import { listLatticeBackends } from './list-backends.ts'

const { rule } = parseRule('B3/S23')
const lattice = composeLattice({ ...PLAIN_LATTICE, dimensions: 2, rules: [rule] })
const setup = { size: { x: 8, y: 8, z: 1 }, topology: TORUS, lattice, seed: 0n }

test.each(['reference', 'wasm', 'auto'] as const)('%s runs a lattice', async (backend) => {
  const { kernel, reason } = await createLatticeKernel(backend, setup)
  expect(kernel.backend).toBe(backend === 'auto' ? 'wasm' : backend)
  expect(reason === undefined).toBe(backend !== 'auto')
  // A blinker.
  await kernel.write(Uint8Array.of(1, 1, 1), 0, 8 * 3 + 2)
  await kernel.advance(1)
  const cells = new Uint8Array(64)
  await kernel.read(cells)
  expect([...cells.keys()].filter((cell) => cells[cell] === 1)).toEqual([19, 27, 35])
  kernel.dispose()
})

test.each(['cpu', 'gpujs', 'sparse', 'hashlife'] as const)(
  '%s is refused with the back ends that there are',
  async (backend) => {
    const details = { available: ['auto', 'reference', 'wasm'] }
    await expect(createLatticeKernel(backend, setup)).rejects.toMatchObject({
      code: 'kernel/unavailable',
      details,
    })
  },
)

test('what can be wished for is told with reasons, a device that is refused too', async () => {
  const gpu = () => Promise.reject(new Error('The driver is too old.'))
  const offers = await listLatticeBackends({ now: () => 0, gpu })
  const refusals = Object.fromEntries(offers.map(({ name, refusal }) => [name, refusal]))
  expect(refusals.wasm).toBeUndefined()
  expect(refusals.reference).toBeUndefined()
  expect(refusals.webgpu).toMatch(/too old/)
  expect(refusals.cpu).toMatch(/no bits and fields/)
})

/** A device that cannot be had on every machine, so it is made up; nothing works on it. */
const device = {
  lost: new Promise(() => {}),
  limits: { maxStorageBufferBindingSize: 2 ** 27, maxStorageBuffersPerShaderStage: 8 },
} as unknown as GPUDevice

test('auto makes no trial where there is no graphics device, and says so', async () => {
  let reads = 0
  const machine = { now: () => ++reads, gpu: async () => ({ missing: 'it finds no adapter' }) }
  const { kernel, reason } = await createLatticeKernel('auto', setup, machine)
  expect(kernel.backend).toBe('wasm')
  expect(reason).toMatch(/no graphics device$/)
  expect(reads).toBe(0)
})

test('auto names a device that is drawn in software, and one that is refused', async () => {
  const now = () => 0
  const software = { now, gpu: async () => ({ device, isFallback: true, name: 'software' }) }
  expect((await createLatticeKernel('auto', setup, software)).reason).toMatch(
    /; webgpu is drawn in software and was not tried$/,
  )
  const refusing = { now, gpu: () => Promise.reject(new Error('The driver is too old.')) }
  expect((await createLatticeKernel('auto', setup, refusing)).reason).toMatch(
    /; webgpu failed: .*The driver is too old$/,
  )
})

test('auto takes wasm where the device fails its trial, says why, and remembers it', async () => {
  let reads = 0
  const machine = {
    now: () => ++reads,
    gpu: async () => ({ device, isFallback: false, name: 'a broken card' }),
  }
  const { kernel, reason } = await createLatticeKernel('auto', setup, machine)
  expect(kernel.backend).toBe('wasm')
  expect(reason).toMatch(/^measured: wasm \S+ ticks\/s; webgpu failed: /)
  const readsOfTrial = reads
  expect((await createLatticeKernel('auto', { ...setup, seed: 1n }, machine)).reason).toBe(reason)
  expect(reads).toBe(readsOfTrial)
  // Other work is tried anew.
  const wider = { ...setup, size: { x: 9, y: 8, z: 1 } }
  await createLatticeKernel('auto', wider, machine)
  expect(reads).toBeGreaterThan(readsOfTrial)
})

test('a world too large for a trial is tried on a part, and made in full', async () => {
  const machine = {
    now: () => performance.now(),
    gpu: async () => ({ device, isFallback: false, name: 'a broken card' }),
  }
  const large = { ...setup, size: { x: 2048, y: 1024, z: 1 } }
  const { kernel, reason } = await createLatticeKernel('auto', large, machine)
  expect(reason).toMatch(/^measured on 1024x1024 of its cells: wasm /)
  await kernel.write(Uint8Array.of(1), 0, 2048 * 1024 - 1)
  const last = new Uint8Array(1)
  await kernel.read(last, 2048 * 1024 - 1)
  expect([...last]).toEqual([1])
  kernel.dispose()
})
