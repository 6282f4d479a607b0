/** A state as one reads it: part by part, whole, or a plane of numbers after another. */
import { countCells } from '../lattice/size.ts'
import { intersectBoxes, splitBox, type WorldBox } from '../lattice/world-box.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import { StateTooLargeError } from './errors.ts'
import { PART_CELLS } from './part-cells.ts'

/** A plane of numbers beside the cells, one a cell in flat order. */
export interface PlaneValues {
  readonly plane: LatticePlaneName
  readonly values: Int32Array
}

/** A state as bytes. */
export interface DenseState {
  /** The whole of a bounded world; of an unbounded one, all that is not background. */
  readonly box: WorldBox
  /** One byte a cell in the box's flat order; the caller's own. */
  readonly cells: Uint8Array
}

/** A state that can be copied out, and what it is of. */
export interface ReadableState {
  /** The state of all but finitely many cells of a world without an end; 0 in a bounded one. */
  readonly background: number
  /** The whole of a bounded world, else all that is not background. */
  extent(): WorldBox
  /** Copies the states of a box out, one byte a cell in its flat order. */
  read(box: WorldBox, into: Uint8Array): Promise<void>
  /** Shows every plane of numbers beside the cells, each with numbers of its own. */
  readPlanes(visit: (values: Int32Array, plane: LatticePlaneName) => void): Promise<void>
}

/** Is shown a part; its bytes are overwritten by the next. */
export type VisitPart = (cells: Uint8Array, part: WorldBox, isBlank: boolean) => void

/** A state in more boxes than this is read whole: little of it is blank. */
const MAX_COMPARED_BOXES = 2 ** 12

/** The most cells that are handed out at once: 2^30, one gibibyte. */
const MAX_DENSE_CELLS = 2 ** 30

/**
 * Shows a state part by part in flat order. What `isBlank` is all background, which is not even read.
 *
 * @param boxes hold all that is not background; without them every part is read.
 */
export async function readParts(
  state: ReadableState,
  boxes: Iterable<WorldBox> | undefined,
  visit: VisitPart,
): Promise<void> {
  const extent = state.extent()
  const length = Math.min(PART_CELLS, countCells(extent.size))
  const filled = boxes && keepFew(boxes)
  const buffer = new Uint8Array(length)
  const blank = filled && new Uint8Array(length).fill(state.background)
  for (const part of splitBox(extent, PART_CELLS)) {
    const count = countCells(part.size)
    if (blank && !filled?.some((box) => intersectBoxes(box, part) !== undefined)) {
      visit(blank.subarray(0, count), part, true)
      continue
    }
    const cells = buffer.subarray(0, count)
    await state.read(part, cells)
    visit(cells, part, false)
  }
}

/** The boxes, where they are few enough to be compared. */
function keepFew(boxes: Iterable<WorldBox>): WorldBox[] | undefined {
  const kept: WorldBox[] = []
  for (const box of boxes) {
    if (kept.push(box) > MAX_COMPARED_BOXES) return undefined
  }
  return kept
}

/**
 * A state as bytes.
 *
 * @param room is written over and given back where it holds just so many cells.
 * @throws {StateTooLargeError} when they would be too many to be held at once.
 */
export async function readState(state: ReadableState, room?: Uint8Array): Promise<DenseState> {
  const box = state.extent()
  const count = countCells(box.size)
  if (count > MAX_DENSE_CELLS) {
    throw new StateTooLargeError({ size: box.size, maxCells: MAX_DENSE_CELLS })
  }
  const cells = room?.length === count ? room : new Uint8Array(count)
  await state.read(box, cells)
  return { box, cells }
}

/** The planes of numbers of a state, as copies. */
export async function keepPlanes(state: ReadableState): Promise<readonly PlaneValues[]> {
  const kept: PlaneValues[] = []
  await state.readPlanes((values, plane) => kept.push({ plane, values }))
  return kept
}
