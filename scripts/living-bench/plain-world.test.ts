import { expect, test } from 'vitest'
import { createReferenceLatticeKernel } from '../../engine/kernels/reference/reference-lattice-kernel.ts'
import { countCells } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { buildBenchLattice, drawStart, writeStart } from './bench-world.ts'
import { PlainWorld } from './plain-world.ts'

test('the plain program and the lattice do the same, number for number, over 60 ticks', async () => {
  const size = { x: 9, y: 7, z: 5 }
  const start = drawStart(size)
  const plain = new PlainWorld(size, start)
  const setup = { size, topology: TORUS, lattice: buildBenchLattice(), seed: 0n }
  const kernel = createReferenceLatticeKernel(setup)
  await writeStart(kernel, start)
  const values = new Int32Array(countCells(size))
  const cells = new Uint8Array(values.length)
  for (let tick = 1; tick <= 60; tick++) {
    plain.tick()
    await kernel.advance(1)
    await kernel.read(cells)
    expect(cells, `cells of tick ${tick}`).toEqual(plain.cells)
    const planes = {
      gravity: plain.gravity,
      mood: plain.mood,
      heat: plain.heat,
      signal: plain.signal,
      entropy: plain.entropy,
      intent: plain.intent,
      reward: plain.reward,
    }
    for (const [name, expected] of Object.entries(planes)) {
      await kernel.readPlane({ kind: 'channel', name }, values)
      expect(values, `${name} of tick ${tick}`).toEqual(expected)
    }
  }
  expect(cells.some((state) => state === 1)).toBe(true)
})
