import { expect, test } from 'vitest'
import { ZONE_SIZE } from '../../engine/lattice/zones.ts'
import { countBytesOfBit } from './bytes-of-bit.ts'
import { MEASURED_LATTICES } from './lattices.ts'

test.each(Object.entries(MEASURED_LATTICES))(
  'a bit of a whole zone stays within its budget: %s',
  (_, build) => {
    const { store, kernel, budget } = countBytesOfBit(ZONE_SIZE, build())
    expect(store).toBe(21)
    // State, rule, status and four parameters cannot take less than a byte or two each.
    expect(kernel).toBeGreaterThan(3 + 4 * 2)
    expect(store + kernel).toBeLessThanOrEqual(budget)
  },
)
