import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import { evaluateNodes } from '../../testing/evaluate-nodes.ts'
import { PHYSICS_PARAMETERS } from './physics-parameter.ts'
import { seenField, writeSeenField } from './sensitivity.ts'

const anyField = fc.oneof(
  fc.integer({ min: -FIELD_LIMIT, max: FIELD_LIMIT }),
  fc.constantFrom(-FIELD_LIMIT, FIELD_LIMIT, 0, 1, -1),
)
const anySensitivity = fc.oneof(fc.integer({ min: 0, max: 2 ** 14 }), fc.constantFrom(0, 2 ** 14))

function seenByNodes(field: number, sensitivity: number): number {
  const [seen] = evaluateNodes({}, {}, (code) => [
    writeSeenField(code, code.constant(field), code.constant(sensitivity)),
  ])
  return seen!
}

describe('lambda_sensitivity', () => {
  test('is the same as nodes and as numbers, the widest product included', () => {
    fc.assert(
      fc.property(anyField, anySensitivity, (field, sensitivity) => {
        expect(seenByNodes(field, sensitivity)).toBe(seenField(field, sensitivity))
      }),
      { numRuns: 2000 },
    )
    expect(FIELD_LIMIT * 2 ** 14).toBeLessThan(2 ** 31)
    expect(seenByNodes(FIELD_LIMIT, 2 ** 14)).toBe(FIELD_LIMIT)
    expect(seenByNodes(-FIELD_LIMIT, 2 ** 14)).toBe(-FIELD_LIMIT)
  })

  test('a bit of which nothing is said sees the field as it is', () => {
    const parameter = PHYSICS_PARAMETERS.find(({ name }) => name === 'lambda_sensitivity')!
    fc.assert(
      fc.property(anyField, (field) => {
        expect(seenByNodes(field, parameter.start)).toBe(field)
      }),
    )
  })

  test('0 is deaf and 1 hears twice as much', () => {
    expect(seenByNodes(9999, 0)).toBe(0)
    expect(seenByNodes(9999, 2 ** 14)).toBe(19_998)
  })

  test('rounds toward zero on both sides of it', () => {
    expect(seenByNodes(3, 4096)).toBe(1)
    expect(seenByNodes(-3, 4096)).toBe(-1)
  })
})
