import { describe, expect, test } from 'vitest'
import { centerOrigin } from './place-pattern.ts'

describe('a pattern is centered in its world', () => {
  test('rounding down, and at 0, 0, 0 where it fills it', () => {
    expect(centerOrigin({ x: 3, y: 4, z: 1 }, { x: 8, y: 8, z: 1 })).toEqual({ x: 2, y: 2, z: 0 })
    expect(centerOrigin({ x: 8, y: 8, z: 8 }, { x: 8, y: 8, z: 8 })).toEqual({ x: 0, y: 0, z: 0 })
  })

  test('and refused where it is larger, with both sizes', () => {
    expect(() => centerOrigin({ x: 3, y: 9, z: 1 }, { x: 8, y: 8, z: 1 })).toThrow(
      expect.objectContaining({
        code: 'formats/fit',
        details: expect.objectContaining({ pattern: '3x9x1', world: '8x8x1', axis: 'y' }),
      }),
    )
  })
})
