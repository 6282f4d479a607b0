import { expect, test } from 'vitest'
import type { Size } from '../../engine/lattice/size.ts'
import { ZONE_SIZE } from '../../engine/lattice/zones.ts'
import { countBytesOfBit } from './bytes-of-bit.ts'
import { MEASURED_LATTICES } from './lattices.ts'

const CASES = Object.entries(MEASURED_LATTICES)

/** What lies around a part of a zone is more of it than of the whole, which has everything once. */
const PART: Size = { ...ZONE_SIZE, z: ZONE_SIZE.z / 4 }

test.each([
  ...CASES.map(([name, build]) => [`a part of a zone: ${name}`, PART, build] as const),
  ...CASES.slice(-1).map(([name, build]) => [`a whole zone: ${name}`, ZONE_SIZE, build] as const),
])('a bit that is looked at stays within its budget in %s', async (_, size, build) => {
  const bytes = await countBytesOfBit(size, build(), false)
  const { store, kernel, mirror, copies, budget } = bytes
  expect(store).toBe(21)
  // State, rule, status and four parameters cannot take less than a byte or two each.
  expect(kernel).toBeGreaterThan(3 + 4 * 2)
  expect(store + kernel + mirror).toBeLessThanOrEqual(budget)
  // Where a device holds the planes, what is left here has to fit.
  expect(copies).toBeGreaterThanOrEqual(3 + 4 * 2)
  expect(store + copies).toBeLessThanOrEqual(budget)
})
