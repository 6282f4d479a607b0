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
