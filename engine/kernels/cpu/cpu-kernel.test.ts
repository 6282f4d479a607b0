import { expect, test } from 'vitest'
import {
  countNeighbors,
  MAX_RADIUS_CELLS,
  type NeighborhoodSpec,
} from '../../lattice/neighborhood.ts'
import { BOX, TORUS } from '../../lattice/topology.ts'
import { buildCountingProgram } from '../../rules/program/build-program.ts'
import type { Rule } from '../../rules/rule.ts'
import { assertSame } from '../../testing/case.ts'
import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { runWorld } from '../../testing/run-world.ts'
import { tries } from '../../testing/tries.ts'
import { KernelUnsupportedError } from '../errors.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { createCpuKernel } from './cpu-kernel.ts'

describeKernelConformance('cpu', createCpuKernel, tries(60))

/** Cells live where the number of live ones around them, themselves included, is odd. */
function buildParityRule(neighborhood: NeighborhoodSpec, dimensions: 2 | 3): Rule {
  const entries = countNeighbors(neighborhood) + 1
  const rows = [0, 1].map((own) => new Uint8Array(entries).map((_, n) => (n + own) % 2))
  return {
    canonical: `parity on ${JSON.stringify(neighborhood)}`,
    name: undefined,
    family: 'larger-than-life',
    dimensions,
    states: 2,
    program: buildCountingProgram({ neighborhood, rows }),
  }
}

test.each(['square', 'diamond', 'circle'] as const)(
  'a %s of the largest radius wraps a small torus hundreds of times',
  async (kind) => {
    const rule = buildParityRule({ kind, radiusCells: MAX_RADIUS_CELLS }, 2)
    const setup = { size: { x: 3, y: 2, z: 1 }, topology: TORUS, rule, seed: 0n }
    const world = { setup, cells: Uint8Array.of(1, 1, 0, 1, 0, 0), ticks: 1 }
    const expected = await runWorld(createReferenceKernel, world)
    assertSame(await runWorld(createCpuKernel, world), expected)
  },
)

test.each([
  { x: 1, y: 1 << 14, z: 1 },
  { x: 1 << 14, y: 1, z: 1 },
])('the largest radius needs no border: $x x $y cells run in little memory', async (size) => {
  const rule = buildParityRule({ kind: 'square', radiusCells: MAX_RADIUS_CELLS }, 2)
  const cells = new Uint8Array(1 << 14)
  cells[9_000] = 1
  const setup = { size, topology: BOX, rule, seed: 0n }
  const after = await runWorld(createCpuKernel, { setup, cells, ticks: 1 })
  const expected = cells.map((_, i) => (Math.abs(i - 9_000) <= MAX_RADIUS_CELLS ? 1 : 0))
  expect(after).toEqual(expected)
})

test('a world too long and thin for its border is refused by name', () => {
  const rule = buildParityRule({ kind: 'named', name: 'moore-3d' }, 3)
  const setup = { size: { x: 1, y: 1, z: 2 ** 24 }, topology: TORUS, rule, seed: 0n }
  expect(() => createCpuKernel(setup)).toThrow(KernelUnsupportedError)
})
