/** Compares a picture of another run with the state of the one that is loaded. */
import { countCells, type Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { Picture, StateDifference } from '../protocol/simulation-api.ts'
import { SizesDifferError } from '../simulation/errors.ts'
import { markDifferences } from '../simulation/mark-differences.ts'
import type { LoadedRun } from './loaded-run.ts'

/**
 * How the present state differs from a picture, over the cells of the picture: all of a world, the window of
 * one without an end, or the rows of a line's history.
 *
 * @throws {SizesDifferError} where the picture is not of a world of this size.
 */
export async function differFrom(
  { simulation, history }: LoadedRun,
  { cells, shape, origin }: Picture,
): Promise<StateDifference> {
  const here = new Uint8Array(cells)
  const there = new Uint8Array(countCells(shape))
  if (history !== undefined) {
    const own = { x: history.box.size.x, y: history.rows, z: 1 }
    if (!isSame(own, shape) || origin.x !== history.box.x) {
      throw new SizesDifferError({ found: shape, wanted: own })
    }
    history.copyTo(there)
  } else {
    const { size } = simulation.run
    const box: WorldBox = { ...origin, size: shape }
    const isInside = AXES.every(
      (axis) => size[axis] === 0 || (box[axis] >= 0 && box[axis] + shape[axis] <= size[axis]),
    )
    if (here.length !== there.length || !isInside) {
      throw new SizesDifferError({ found: shape, wanted: size })
    }
    await simulation.read(box, there)
  }
  const marks = new Uint8Array(there.length)
  const counts = markDifferences(here, there, marks)
  const differing = counts.onlyHere + counts.onlyThere + counts.otherwise
  const { tick } = simulation
  return { tick, cells: marks.length, differing, ...counts, marks: marks.buffer }
}

/** An axis without an end has size 0. */
const AXES = ['x', 'y', 'z'] as const

const isSame = (a: Size, b: Size): boolean => a.x === b.x && a.y === b.y && a.z === b.z
