/** The digest of a state straight from its definition, cell by cell. */
import type { Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import {
  backgroundTerm,
  columnTerm,
  ENDLESS_HEIGHT,
  planeSeed,
  powerOfT,
} from '../math/digest-terms.ts'

/** Powers of t that were asked for, since most states have the same rows. */
const powers = new Map<number, bigint>()

function recallPower(n: number): bigint {
  const found = powers.get(n) ?? powerOfT(BigInt(n))
  powers.set(n, found)
  return found
}

/** What a box of bytes adds, in a world of so many rows a layer. */
function digestBox(
  { x, y, z, size }: WorldBox,
  bytes: Uint8Array,
  height: number,
  plane = 0,
): bigint {
  /** By column and bit. */
  const columns = new Map<number, bigint>()
  for (const [i, byte] of bytes.entries()) {
    if (byte === 0) continue
    const row = Math.floor(i / size.x)
    const layer = z + Math.floor(row / size.y)
    const power = recallPower(y + (row % size.y) + height * layer)
    for (let bit = 0; bit < 8; bit++) {
      const key = 8 * (i % size.x) + bit
      if ((byte >> bit) & 1) columns.set(key, (columns.get(key) ?? 0n) ^ power)
    }
  }
  let digest = 0n
  for (const [key, value] of columns) {
    const [column, bit] = [x + Math.floor(key / 8), key % 8]
    digest += columnTerm(value, planeSeed(plane, bit), BigInt(column))
  }
  return BigInt.asUintN(64, digest)
}

/** The digest of a bounded state and of planes of 32-bit numbers after it. */
export function digestByDefinition(
  size: Size,
  cells: Uint8Array,
  planes: readonly Int32Array[] = [],
): bigint {
  const box = { x: 0, y: 0, z: 0, size }
  let digest = digestBox(box, cells, size.y)
  const wide = { ...box, size: { ...size, x: 4 * size.x } }
  for (const [i, values] of planes.entries()) {
    digest += digestBox(wide, new Uint8Array(values.buffer), size.y, i + 1)
  }
  return BigInt.asUintN(64, digest)
}

/** The digest of a state without an end, of which a box holds all that is not background. */
export function digestEndlessByDefinition(
  worldSize: Size,
  background: number,
  box: WorldBox,
  cells: Uint8Array,
): bigint {
  const differences = cells.map((state) => state ^ background)
  const digest = digestBox(box, differences, worldSize.y || ENDLESS_HEIGHT)
  return BigInt.asUintN(64, digest + backgroundTerm(background))
}
