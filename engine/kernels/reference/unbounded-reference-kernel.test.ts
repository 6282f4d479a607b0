import { expect, test } from 'vitest'
import { parseRule } from '../../rules/parse-rule.ts'
import { KernelMemoryError } from '../errors.ts'
import { createUnboundedReferenceKernel } from './unbounded-reference-kernel.ts'

test('what lies too far apart to be kept as one box is refused by name', () => {
  const { rule } = parseRule('B3/S23')
  const size = { x: 0, y: 0, z: 1 }
  const kernel = createUnboundedReferenceKernel({
    size,
    topology: { kind: 'torus' },
    rule,
    seed: 1n,
  })
  const cell = { x: 0, y: 0, z: 0, size: { x: 1, y: 1, z: 1 } }
  kernel.write(cell, Uint8Array.of(1))
  const far = { ...cell, x: 16_000_000, y: 16_000_000 }
  expect(() => kernel.write(far, Uint8Array.of(1))).toThrow(KernelMemoryError)
  expect(kernel.population()).toBe(1n)
})
