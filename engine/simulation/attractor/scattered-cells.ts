/**
 * The cells of a world without an end, relative to the corner of what is not background.
 *
 * Only what is filled is read, so that what drifts apart costs no more than where it is.
 */
import { countCells } from '../../lattice/size.ts'
import { splitBox, type WorldBox } from '../../lattice/world-box.ts'
import { mix64 } from '../../math/digest-terms.ts'
import { StateTooLargeError } from '../errors.ts'
import { PART_CELLS } from '../part-cells.ts'
import type { Simulation } from '../simulation.ts'

/** Place and state of a cell have to fit one exact number. */
const MAX_BOX_CELLS = 2 ** 45

type VisitCell = (x: number, y: number, z: number, state: number) => void

/** Shows every cell that is not background; x, y, z count from the corner of the extent. */
async function forEachCell(
  simulation: Simulation,
  extent: WorldBox,
  visit: VisitCell,
): Promise<void> {
  const { background } = simulation
  for (const box of simulation.filledBoxes() ?? [extent]) {
    for (const part of splitBox(box, PART_CELLS)) {
      const { size } = part
      const cells = new Uint8Array(countCells(size))
      await simulation.read(part, cells)
      const [left, top, front] = [part.x - extent.x, part.y - extent.y, part.z - extent.z]
      for (let z = 0, i = 0; z < size.z; z++) {
        for (let y = 0; y < size.y; y++) {
          for (let x = 0; x < size.x; x++, i++) {
            if (cells[i] !== background) visit(left + x, top + y, front + z, cells[i]!)
          }
        }
      }
    }
  }
}

/**
 * A u64 that patterns share which are the same up to a shift: each cell adds a number of its own, in
 * whatever order.
 */
export async function digestCells(simulation: Simulation, extent: WorldBox): Promise<bigint> {
  let low = 0
  let high = 0
  await forEachCell(simulation, extent, (x, y, z, state) => {
    low = (low + scramble(x, y, z, state, 0x2545f491)) | 0
    high = (high + scramble(z, x, y, state, 0x1b873593)) | 0
  })
  return mix64((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}

function scramble(a: number, b: number, c: number, state: number, seed: number): number {
  let mixed = seed ^ state
  for (const part of [a, b, c]) {
    mixed = Math.imul(mixed ^ (part | 0), 0xcc9e2d51)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x7feb352d)
    mixed ^= mixed >>> 13
  }
  return mixed
}

/**
 * Every cell that is not background as one number, ascending: its place in the extent's flat order
 * times 256, and its state. Equal lists, equal patterns, in extents of equal size.
 *
 * @throws {StateTooLargeError} when the extent spans more than 2^45 cells.
 */
export async function listCells(simulation: Simulation, extent: WorldBox): Promise<Float64Array> {
  const { size } = extent
  if (countCells(size) > MAX_BOX_CELLS) {
    throw new StateTooLargeError({ size, maxCells: MAX_BOX_CELLS }, 'are compared')
  }
  const found: number[] = []
  await forEachCell(simulation, extent, (x, y, z, state) => {
    found.push(256 * (x + size.x * (y + size.y * z)) + state)
  })
  return Float64Array.from(found).sort()
}
