import { expect, test } from 'vitest'
import { ZONE_SIZE } from '../../engine/lattice/zones.ts'
import { countBytesOfBit } from './bytes-of-bit.ts'
import { MEASURED_LATTICES } from './lattices.ts'

test.each(Object.entries(MEASURED_LATTICES))(
  'a bit of a whole zone that is looked at stays within its budget: %s',
  async (_, build) => {
    const bytes = await countBytesOfBit(ZONE_SIZE, build())
    const { store, kernel, mirror, copies, budget } = bytes
    expect(store).toBe(21)
    // State, rule, status and four parameters cannot take less than a byte or two each.
    expect(kernel).toBeGreaterThan(3 + 4 * 2)
    expect(store + kernel + mirror).toBeLessThanOrEqual(budget)
    // Where a device holds the planes, what is left here has to fit.
    expect(copies).toBeGreaterThanOrEqual(3 + 4 * 2)
    expect(store + copies).toBeLessThanOrEqual(budget)
  },
)
