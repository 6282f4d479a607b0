/** What every sparse kernel demands of the boxes and ticks it is given. */
import { countCells, type Size } from '../../lattice/size.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { CellsError } from '../errors.ts'
import { SparseRangeError } from './errors.ts'

/** Coordinates along an axis without an end. */
const MIN_COORDINATE = -(2 ** 31)
const MAX_COORDINATE = 2 ** 31 - 1

/**
 * Checks that a box lies in the world and that there are as many cells as sites in it.
 *
 * @throws {SparseRangeError} where it lies beyond the coordinates there are.
 * @throws {CellsError} where it lies beyond a face, or the cells are too many or too few.
 */
export function assertWindow(world: Size, box: WorldBox, cells: Uint8Array): void {
  const sites = countCells(box.size)
  if (cells.length !== sites) {
    throw new CellsError({
      found: `${cells.length} cells for a box of ${sites} sites`,
      wanted: 'one for each site',
    })
  }
  for (const axis of ['x', 'y', 'z'] as const) {
    const [from, to] = [box[axis], box[axis] + box.size[axis]]
    const isEndless = world[axis] === 0
    const [least, most] = isEndless ? [MIN_COORDINATE, MAX_COORDINATE + 1] : [0, world[axis]]
    if (Number.isInteger(from) && from >= least && to <= most) continue
    const found = `sites from ${from} to ${to - 1} along ${axis}`
    if (isEndless) throw new SparseRangeError({ what: 'the box', found: `has ${found}` })
    throw new CellsError({ found, wanted: `sites from 0 to ${most - 1}` })
  }
}

/**
 * Checks that cells are of the rule's states.
 *
 * @throws {CellsError} naming the first that is not.
 */
export function assertStates(states: number, cells: Uint8Array): void {
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]! < states) continue
    throw new CellsError({
      found: `state ${cells[i]} at cell ${i} of the box`,
      wanted: `states from 0 to ${states - 1}`,
    })
  }
}

/** @throws {SparseRangeError} unless it is a whole number from 0 on that is exact. */
export function assertTick(tick: number): number {
  if (Number.isSafeInteger(tick) && tick >= 0) return tick
  throw new SparseRangeError({ what: 'the tick', found: `is ${tick}` })
}
