import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCpuKernel } from '../kernels/cpu/cpu-kernel.ts'
import type { CreateKernel, Kernel, KernelSetup } from '../kernels/kernel.ts'
import { buildNeighborhood } from '../lattice/neighborhood.ts'
import { BOX, TORUS } from '../lattice/topology.ts'
import type { Rule } from '../rules/rule.ts'
import { agreesWithReference } from './kernel-conformance.ts'

/** A kernel that is right but for what `fault` makes of its setup. */
const withSetup =
  (fault: (setup: KernelSetup) => KernelSetup): CreateKernel =>
  (setup) =>
    createCpuKernel(fault(setup))

const withRule = (fault: (rule: Rule) => Rule) =>
  withSetup((setup) => ({ ...setup, rule: fault(setup.rule) }))

/** A table with one entry other than it should be. */
function flipOne(table: Uint8Array, index: number): Uint8Array {
  const flipped = table.slice()
  flipped[index] = flipped[index] === 0 ? 1 : 0
  return flipped
}

/** A kernel of which one bit of one cell is wrong after a single tick. */
const flipsOneCell: CreateKernel = async (setup) => {
  const kernel: Kernel = await createCpuKernel(setup)
  return {
    backend: kernel.backend,
    write: (cells, tick) => kernel.write(cells, tick),
    advance: (ticks) => kernel.advance(ticks),
    read: async (into) => {
      await kernel.read(into)
      into[into.length - 1]! ^= 1
    },
    dispose: () => kernel.dispose(),
  }
}

const faults: Record<string, CreateKernel> = {
  'the last cell is wrong': flipsOneCell,
  'a torus has no edges to meet': withSetup((setup) =>
    setup.topology === TORUS ? { ...setup, topology: BOX } : setup,
  ),
  'a shift goes the wrong way': withSetup((setup) =>
    setup.topology.kind === 'shifted-torus'
      ? { ...setup, topology: { ...setup.topology, shiftCells: -setup.topology.shiftCells } }
      : setup,
  ),
  'a Klein bottle forgets its shift': withSetup((setup) =>
    setup.topology.kind === 'klein'
      ? { ...setup, topology: { ...setup.topology, shiftCells: 0 } }
      : setup,
  ),
  'one count survives that should not, or does not that should': withRule((rule) => {
    if (rule.transition.kind !== 'outer-totalistic') return rule
    const survival = flipOne(rule.transition.survival, rule.transition.survival.length >> 1)
    return { ...rule, transition: { ...rule.transition, survival } }
  }),
  'one configuration leads elsewhere': withRule((rule) =>
    rule.transition.kind === 'configuration'
      ? { ...rule, transition: { kind: 'configuration', live: flipOne(rule.transition.live, 5) } }
      : rule,
  ),
  'a tetrahedral lattice has one kind of site': withRule((rule) => {
    if (rule.neighborhood.kind !== 'named') return rule
    const { dimensions, offsets } = buildNeighborhood(rule.neighborhood)
    const list = Array.from(
      { length: offsets.length / 3 },
      (_, i) => [offsets[3 * i]!, offsets[3 * i + 1]!, offsets[3 * i + 2]!] as const,
    )
    return { ...rule, neighborhood: { kind: 'offsets', dimensions, offsets: list } }
  }),
  'a diamond is a cell too small': withRule((rule) =>
    rule.neighborhood.kind === 'diamond' && rule.transition.kind === 'outer-totalistic'
      ? {
          ...rule,
          neighborhood: {
            kind: 'offsets',
            dimensions: 2,
            offsets: diamondWithoutTip(rule.neighborhood.radiusCells),
          },
          transition: shortenTables(rule.transition),
        }
      : rule,
  ),
}

function diamondWithoutTip(radiusCells: number): [number, number, number][] {
  const { offsets } = buildNeighborhood({ kind: 'diamond', radiusCells })
  return Array.from({ length: offsets.length / 3 - 1 }, (_, i) => [
    offsets[3 * i]!,
    offsets[3 * i + 1]!,
    offsets[3 * i + 2]!,
  ])
}

type OuterTotalistic = Extract<Rule['transition'], { kind: 'outer-totalistic' }>

function shortenTables(transition: OuterTotalistic): OuterTotalistic {
  const { birth, survival } = transition
  return { ...transition, birth: birth.slice(0, -1), survival: survival.slice(0, -1) }
}

test.each(Object.entries(faults))('a kernel in which %s does not pass', async (_, faulty) => {
  const outcome = await fc.check(agreesWithReference(faulty), { numRuns: 2000 })
  expect(outcome.failed).toBe(true)
})
