import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX, TORUS } from '../../../lattice/topology.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { assertSame } from '../../../testing/case.ts'
import { runWorld } from '../../../testing/run-world.ts'
import { tries } from '../../../testing/tries.ts'
import { anyWorld, type World } from '../../../testing/worlds.ts'
import { createCpuKernel } from '../../cpu/cpu-kernel.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { KernelSetup } from '../../kernel.ts'
import { createBitSlicedKernel } from './bit-sliced-kernel.ts'
import { compileSlices } from './compiled-slices.ts'
import { SLICED_LIMITS } from './sliced-plan.ts'
import type { TableForm } from './walk-plan.ts'

const LIMITS = { maxCost: 2000, maxCode: 50_000, minShare: 1 }

const create = (setup: KernelSetup) =>
  createBitSlicedKernel(setup, recognizeForm(setup.rule.program), LIMITS)

/** Whether cells of bits are for a world. */
function isForBits({ setup }: World): boolean {
  try {
    create(setup).dispose()
    return true
  } catch (error) {
    if (error instanceof KernelUnsupportedError) return false
    throw error
  }
}

test('kernels made in turn, as often as one likes, do what each would do alone', () =>
  fc.assert(
    fc.asyncProperty(anyWorld, anyWorld, async (one, other) => {
      // Whatever can be exchanged: the other's rule in this world, this rule in the other topology.
      const renamed = { ...other.setup.rule, canonical: one.setup.rule.canonical }
      const { topology } = one.setup
      const isPlain = topology.kind === 'box' || topology.kind === 'torus'
      const turned = { ...one.setup, topology: topology.kind === 'box' ? TORUS : BOX }
      const worlds = [
        one,
        { ...other, setup: { ...other.setup, rule: renamed } },
        ...(isPlain ? [{ ...one, setup: turned }] : []),
      ].filter(isForBits)
      for (const world of [...worlds, ...worlds]) {
        assertSame(await runWorld(create, world), await runWorld(createCpuKernel, world))
      }
    }),
    { numRuns: tries(60) },
  ))

const SIZE = { x: 64, y: 32, z: 1 }

function compile(rule: string, more: Partial<KernelSetup> = {}, limits = SLICED_LIMITS) {
  const parsed = parseRule(rule).rule
  const setup = { size: SIZE, topology: TORUS, rule: parsed, seed: 0n, ...more }
  return compileSlices(setup, recognizeForm(parsed.program) as TableForm, limits)
}

test('what is equal is compiled once, and what differs in anything is not', () => {
  const life = compile('B3/S23')
  expect(compile('B3/S23', { seed: 7n })).toBe(life)
  expect(compile('23/3')).toBe(life)
  const others = [
    compile('B36/S23'),
    compile('B3/S23V'),
    compile('B3/S23H'),
    compile('B2-a/S12'),
    compile('23/3/3'),
    compile('B3/S23', { size: { x: 32, y: 64, z: 1 } }),
    compile('B3/S23', { topology: BOX }),
    compile('B3/S23', { topology: { kind: 'klein', along: 'x', shiftCells: 0 } }),
    compile('B3/S23', { topology: { kind: 'klein', along: 'y', shiftCells: 0 } }),
    compile('B3/S23', {}, { ...SLICED_LIMITS, minShare: 99 }),
  ]
  expect(new Set([life, ...others].map(({ module }) => module)).size).toBe(others.length + 1)
})

test('only the last few are kept', () => {
  const first = compile('B3/S23')
  const sizes = Array.from({ length: 33 }, (_, i) => ({ x: 65 + i, y: 8, z: 1 }))
  for (const size of sizes) {
    compile('B3/S23', { size })
    expect(compile('B3/S23', { size: SIZE })).toBe(first)
  }
  const [oldest, newest] = [sizes[0]!, sizes[32]!]
  const kept = compile('B3/S23', { size: newest })
  expect(compile('B3/S23', { size: newest })).toBe(kept)
  for (const size of sizes) compile('B3/S23', { size })
  expect(compile('B3/S23')).not.toBe(first)
  expect(compile('B3/S23', { size: oldest }).module).toBeInstanceOf(WebAssembly.Module)
})
