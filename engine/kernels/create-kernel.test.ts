import { expect, test } from 'vitest'
import { BOX, TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { BACKEND_NAMES, createKernel, parseBackend } from './create-kernel.ts'
import { KernelUnavailableError } from './errors.ts'
import type { KernelSetup } from './kernel.ts'

const { rule: RULE_90 } = parseRule('W90')
const SETUP = { size: { x: 64, y: 1, z: 1 }, topology: TORUS, rule: RULE_90, seed: 0n }

test.each(BACKEND_NAMES)('%s is there by its name', async (name) => {
  const { kernel } = await createKernel(name, SETUP)
  expect(kernel.backend).toBe(name)
})

test('auto takes the next one where the fast one cannot run the world', async () => {
  const { rule } = parseRule('4555')
  // The border around a world one cell thick and this long is larger than the world by far.
  const setup: KernelSetup = { size: { x: 1, y: 1, z: 2 ** 23 }, topology: BOX, rule, seed: 0n }
  await expect(createKernel('cpu', setup)).rejects.toMatchObject({ code: 'kernel/unsupported' })
  expect((await createKernel('auto', setup)).kernel.backend).toBe('reference')
})

test('auto is the fast one', async () => {
  expect((await createKernel('auto', SETUP)).kernel.backend).toBe('cpu')
})

test.each(['wasm', 'webgpu', 'gpujs', 'CPU', 'toString', ''])('%j is refused by name', (text) => {
  expect(() => parseBackend(text)).toThrow(KernelUnavailableError)
})

test('a refused back end names those there are, and whether it is to come', async () => {
  await expect(createKernel('webgpu', SETUP)).rejects.toMatchObject({
    code: 'kernel/unavailable',
    details: { backend: 'webgpu', isPlanned: true, available: ['auto', 'reference', 'cpu'] },
  })
})

test('rule 90 from one cell has 2^popcount(row) cells in a row, on both back ends', async () => {
  for (const name of BACKEND_NAMES) {
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
