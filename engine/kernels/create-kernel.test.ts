import { expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { createNodeGpuJsKernel } from '../node/gpujs-runtime.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { parseBackend } from './backend-names.ts'
import { createKernel } from './create-kernel.ts'
import { createUnboundedKernel } from './create-unbounded-kernel.ts'
import { KernelUnavailableError } from './errors.ts'
import type { KernelSetup } from './kernel.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { DeviceMemoryError, DeviceRefusedError } from './webgpu/errors.ts'

const { rule: RULE_90 } = parseRule('W90')
const SETUP = { size: { x: 64, y: 1, z: 1 }, topology: TORUS, rule: RULE_90, seed: 0n }

test.each(['reference', 'cpu', 'wasm'] as const)('%s is there by its name', async (name) => {
  const { kernel } = await createKernel(name, SETUP)
  expect(kernel.backend).toBe(name)
})

test('auto without a machine to ask is WebAssembly', async () => {
  expect((await createKernel('auto', SETUP)).kernel.backend).toBe('wasm')
})

test('auto tries what there is, says what it found, and remembers it', async () => {
  const { rule } = parseRule('B3/S23')
  const setup = { size: { x: 512, y: 512, z: 1 }, topology: TORUS, rule, seed: 0n }
  let reads = 0
  const machine = {
    now: () => {
      reads++
      return performance.now()
    },
  }
  const { kernel, reason } = await createKernel('auto', setup, machine)
  const found = /^measured: (\w+) \S+ ticks\/s, before (\w+) \S+ ticks\/s$/.exec(reason!)!
  expect(found.slice(1).toSorted()).toEqual(['cpu', 'wasm'])
  expect(kernel.backend).toBe(found[1])
  const readsOfTrial = reads
  expect((await createKernel('auto', setup, machine)).reason).toBe(reason)
  expect(reads).toBe(readsOfTrial)
})

test('what is remembered is the back end, and not the random numbers of the first run', async () => {
  const { rule } = parseRule('B3/S23~birth=0.5')
  const machine = { now: () => performance.now() }
  const size = { x: 32, y: 32, z: 1 }
  const cells = new Uint8Array(1024).map((_, i) => (i * i * 7) & 1)
  for (const seed of [1n, 2n]) {
    const setup = { size, topology: TORUS, rule, seed }
    const states: Uint8Array[] = []
    for (const backend of ['auto', 'reference'] as const) {
      const { kernel } = await createKernel(backend, setup, machine)
      await kernel.write(cells, 0)
      await kernel.advance(3)
      const state = new Uint8Array(cells.length)
      await kernel.read(state)
      states.push(state)
    }
    expect(states[0]).toEqual(states[1])
  }
})

test('a world too large for a trial is tried on a smaller one, and made in full', async () => {
  const { rule } = parseRule('B3/S23')
  const size = { x: 8192, y: 4096, z: 1 }
  const setup = { size, topology: TORUS, rule, seed: 0n }
  const { kernel, reason } = await createKernel('auto', setup, { now: () => performance.now() })
  expect(reason).toMatch(/^measured on 4096x4096 of its cells: wasm \S+ ticks\/s$/)
  const last = Uint8Array.of(1)
  await kernel.write(last, 0, 8192 * 4096 - 1)
  await kernel.advance(1)
  await kernel.read(last, 8192 * 4096 - 1)
  expect(last).toEqual(Uint8Array.of(0))
  kernel.dispose()
})

// Devices of these kinds cannot be had on every machine, so they are made up.
const SOFTWARE = { isFallback: true, name: 'a device drawn in software' }
const HARDWARE = { isFallback: false, name: 'a graphics card' }

test('devices that are drawn in software are left out, and said to be', async () => {
  const device = { lost: new Promise(() => {}) } as unknown as GPUDevice
  const machine = {
    now: () => performance.now(),
    gpu: async () => ({ device, ...SOFTWARE }),
    gpuJs: createNodeGpuJsKernel,
    webGl2: () => SOFTWARE,
  }
  const { reason } = await createKernel('auto', SETUP, machine)
  expect(reason).toMatch(
    /; webgpu is drawn in software and was not tried; gpujs is drawn in software and was not tried$/,
  )
})

test('gpu.js is tried where there is no WebGPU, unless nobody knows what it draws on', async () => {
  const machine = { now: () => performance.now(), gpuJs: createNodeGpuJsKernel }
  expect((await createKernel('auto', SETUP, machine)).reason).not.toContain('gpujs')
  const drawing = { ...machine, webGl2: () => HARDWARE }
  expect((await createKernel('auto', SETUP, drawing)).reason).toMatch(/ gpujs \S+ ticks\/s/)
})

test('a device that is refused is named with its error, by auto and by its own name', async () => {
  const refuse = () => Promise.reject(new Error('The driver is too old.'))
  const machine = { now: () => performance.now(), gpu: refuse }
  const { kernel, reason } = await createKernel('auto', SETUP, machine)
  expect(['wasm', 'cpu']).toContain(kernel.backend)
  expect(reason).toMatch(/; webgpu failed: .*The driver is too old$/)
  await expect(createKernel('webgpu', SETUP, machine)).rejects.toThrow(DeviceRefusedError)
})

test('a candidate that cannot run the world is named with its error', async () => {
  const { rule } = parseRule('B3/S23~birth=0.5')
  const setup = { ...SETUP, size: { x: 16, y: 16, z: 1 }, rule }
  const gpuJs = createNodeGpuJsKernel
  const machine = { now: () => performance.now(), gpuJs, webGl2: () => HARDWARE }
  const { reason } = await createKernel('auto', setup, machine)
  expect(reason).toMatch(/; gpujs failed: The gpujs back end cannot run the rule/)
})

test('what fails only in full gives way to the next, by name', async () => {
  const { rule } = parseRule('B3/S23')
  const setup = { size: { x: 16, y: 16, z: 1 }, topology: TORUS, rule, seed: 0n }
  let creations = 0
  let nowMs = 0
  let stepMs = 64
  const machine = {
    // A clock by which what is tried last is the fastest.
    now: () => {
      stepMs /= 2
      nowMs += stepMs
      return nowMs
    },
    gpuJs: (each: KernelSetup) => {
      if (++creations > 1) throw new DeviceMemoryError({ reason: 'it is full.' })
      return createReferenceKernel(each)
    },
    webGl2: () => HARDWARE,
  }
  const { kernel, reason } = await createKernel('auto', setup, machine)
  expect(kernel.backend).not.toBe('reference')
  expect(reason).toMatch(/; but gpujs failed: The graphics device has no memory left: it is full$/)
})

test('a trial leaves no trace in the kernel that is taken', async () => {
  const { kernel } = await createKernel('auto', SETUP, { now: () => performance.now() })
  const cells = new Uint8Array(64).fill(1)
  await kernel.read(cells)
  expect(cells.every((state) => state === 0)).toBe(true)
})

test.each(['CPU', 'toString', ''])('%j is refused by name', (text) => {
  expect(() => parseBackend(text)).toThrow(KernelUnavailableError)
})

test('a back end that is not there has every other one named, or why it is not there either', async () => {
  const machine = {
    now: () => performance.now(),
    gpu: async () => ({ missing: 'it finds no adapter' }),
    gpuJs: createNodeGpuJsKernel,
  }
  const endless = 'it ticks worlds without an end'
  for (const backend of ['webgpu', 'sparse', 'hashlife'] as const) {
    await expect(createKernel(backend, SETUP, machine)).rejects.toMatchObject({
      code: 'kernel/unavailable',
      details: {
        backend,
        available: ['auto', 'reference', 'cpu', 'wasm', 'gpujs'],
        missing: { webgpu: 'it finds no adapter', sparse: endless, hashlife: endless },
      },
    })
  }
  await expect(createKernel('webgpu', SETUP, machine)).rejects.toThrow(
    'There is no back end "webgpu" for this: it finds no adapter; choose one of auto, reference, ' +
      'cpu, wasm, gpujs. Nor are there sparse (it ticks worlds without an end), hashlife (it ticks ' +
      'worlds without an end).',
  )
})

test('gpu.js is not there without WebGL2, and WebGPU not where its device is refused', async () => {
  const machine = {
    now: () => performance.now(),
    gpu: () => Promise.reject(new Error('The driver is too old.')),
    gpuJs: createNodeGpuJsKernel,
    webGl2: () => ({ missing: 'the browser has no WebGL2' }),
  }
  await expect(createKernel('gpujs', SETUP, machine)).rejects.toMatchObject({
    code: 'kernel/unavailable',
    details: {
      available: ['auto', 'reference', 'cpu', 'wasm'],
      missing: {
        webgpu: expect.stringContaining('The driver is too old'),
        gpujs: 'the browser has no WebGL2',
      },
    },
  })
})

test('a world without an end says which back ends are for worlds that have a size', () => {
  const { rule } = parseRule('B3/S23')
  const setup = { size: { x: 0, y: 0, z: 1 }, topology: TORUS, rule, seed: 0n }
  expect(() => createUnboundedKernel('wasm', setup, undefined)).toThrow(
    'There is no back end "wasm" for this: it ticks worlds that have a size; choose one of auto, ' +
      'reference, sparse, hashlife. Nor are there cpu (it ticks worlds that have a size), ' +
      'webgpu (it ticks worlds that have a size), gpujs (it ticks worlds that have a size).',
  )
})

test('rule 90 from one cell has 2^popcount(row) cells in a row, on every back end', async () => {
  for (const name of ['reference', 'cpu', 'wasm'] as const) {
    const { kernel } = await createKernel(name, SETUP)
    const cells = new Uint8Array(64)
    cells[32] = 1
    await kernel.write(cells, 0)
    for (let row = 1; row < 32; row++) {
      await kernel.advance(1)
      await kernel.read(cells)
      const ones = row.toString(2).replaceAll('0', '').length
      expect(cells.reduce((sum, state) => sum + state, 0)).toBe(2 ** ones)
    }
  }
})
