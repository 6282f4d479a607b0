import { expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createKernel, parseBackend } from './create-kernel.ts'
import { KernelUnavailableError } from './errors.ts'

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
  expect(kernel.backend).toBe('wasm')
  expect(reason).toMatch(/^measured: wasm \S+ ticks\/s, before cpu \S+ ticks\/s$/)
  const readsOfTrial = reads
  expect((await createKernel('auto', setup, machine)).reason).toBe(reason)
  expect(reads).toBe(readsOfTrial)
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

test('a back end that this machine or world does not have names those there are', async () => {
  for (const backend of ['webgpu', 'sparse', 'hashlife'] as const) {
    await expect(createKernel(backend, SETUP)).rejects.toMatchObject({
      code: 'kernel/unavailable',
      details: { backend, available: ['auto', 'reference', 'cpu', 'wasm'] },
    })
  }
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
