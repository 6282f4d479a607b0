/** That the property which holds lattices to the reference kernel catches faults of their shaders. */
import fc from 'fast-check'
import type { CreateLatticeKernel } from '../kernels/lattice-kernel.ts'
import { createWebGpuLatticeKernel } from '../kernels/webgpu/webgpu-lattice-kernel.ts'
import type { Case } from './case.ts'
import { anyShare, assertCaught } from './fault-cases.ts'
import { runsLatticesAsReference } from './lattice-cases.ts'
import { changeShaders, plantInShaders, unlessMalformed } from './shader-faults.ts'

/** What lattices have and rules have not, each with a fault. */
const FAULTS: Readonly<Record<string, readonly [right: string | RegExp, wrong: string]>> = {
  'a plane that has moved is read where it was': ['now.offsets[0].x', 'now.offsets[0].y'],
  'a word too far is written': [/(bank_\d+\[[^;=]*)\] = /, '$1 + 1u] = '],
  'a tally loses its carry': ['(value >> 31u) + carry', '(value >> 31u)'],
  'a tally loses its sign': ['bitcast<u32>(value >> 31u)', '0u'],
  'a total loses its carry': ['high + carry', 'high'],
  'a tally counts into another': ['add_to_tally(0u', 'add_to_tally(1u'],
  'the last invocation does nothing': ['index < INVOCATIONS', 'index + 1u < INVOCATIONS'],
  'nearest along x': [/max\((x \+ i32\(-\d+\)), 0i\)/, 'max($1, 1i)'],
  'nearest along y': ['clamp(y, 0, SIZE_Y - 1)', 'clamp(y, 0, SIZE_Y - 2)'],
}

/** Faults of every kind. */
export function listLatticeFaultCases(device: GPUDevice): Case[] {
  const createOn =
    (faulty: GPUDevice): CreateLatticeKernel =>
    (setup) =>
      unlessMalformed(createWebGpuLatticeKernel(setup, faulty))
  const named = Object.entries(FAULTS).map(([kind, [right, wrong]]): Case => {
    const faulty = changeShaders(device, (code) => code.replace(right, wrong))
    return {
      kind: `webgpu of lattices: ${kind}`,
      property: fc.asyncProperty(fc.nat(), (seed) =>
        assertCaught(runsLatticesAsReference(createOn(faulty)), seed),
      ),
    }
  })
  return [
    ...named,
    {
      kind: 'webgpu of lattices: an operator of its shaders',
      property: fc.asyncProperty(anyShare, ({ share, seed }) =>
        assertCaught(runsLatticesAsReference(createOn(plantInShaders(device, share))), seed),
      ),
    },
  ]
}
