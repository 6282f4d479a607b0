/**
 * Whether a state comes back moved as a whole: what subshifts and lone gliders do.
 *
 * On a torus a rule that only shifts has periods as long as the world; the class of Wolfram's that it
 * belongs to shows when translation is disregarded.
 */
import type { Size } from '../../lattice/size.ts'

/** A state is that of so many ticks before, moved by this. */
export interface Drift {
  readonly period: number
  readonly dx: number
  readonly dy: number
  readonly dz: number
}

/** How far back is looked, by axes that the world has: the work grows with that power. */
export const DRIFT_TICKS = Object.freeze({ 1: 32, 2: 8, 3: 4 } as const)

/**
 * The shortest drift that leads from one of the states before to the last one, on a torus; movements of
 * at most one cell a tick along each axis are tried.
 *
 * @param before states of the ticks before the last, the latest first.
 */
export function findDrift(
  size: Size,
  last: Uint8Array,
  before: readonly Uint8Array[],
): Drift | undefined {
  const population = countLive(last)
  for (const [i, cells] of before.entries()) {
    const period = i + 1
    if (countLive(cells) !== population) continue
    const live = firstLive(cells)
    for (const dz of offsets(size.z, period)) {
      for (const dy of offsets(size.y, period)) {
        for (const dx of offsets(size.x, period)) {
          if (!areMoved(size, cells, last, live, dx, dy, dz)) continue
          if (isMoved(size, cells, last, dx, dy, dz)) return { period, dx, dy, dz }
        }
      }
    }
  }
  return undefined
}

/** 0, 1, -1, 2 ... up to so many, as far as the axis goes. */
function offsets(cells: number, most: number): number[] {
  const list = [0]
  for (let offset = 1; offset <= most && 2 * offset < cells; offset++) list.push(offset, -offset)
  return list
}

/** A few cells that are not 0 tell most states apart, even nearly empty ones. */
const PROBED_CELLS = 8

function countLive(cells: Uint8Array): number {
  let count = 0
  for (let i = 0; i < cells.length; i++) if (cells[i] !== 0) count++
  return count
}

function firstLive(cells: Uint8Array): number[] {
  const found: number[] = []
  for (let i = 0; i < cells.length && found.length < PROBED_CELLS; i++)
    if (cells[i] !== 0) found.push(i)
  return found
}

/** Whether some cells of one state are in the other where they would have moved to. */
function areMoved(
  { x: width, y: height, z: depth }: Size,
  from: Uint8Array,
  to: Uint8Array,
  places: readonly number[],
  dx: number,
  dy: number,
  dz: number,
): boolean {
  return places.every((at) => {
    const x = ((at % width) + dx + width) % width
    const y = ((Math.floor(at / width) % height) + dy + height) % height
    const z = (Math.floor(at / (width * height)) + dz + depth) % depth
    return to[x + width * (y + height * z)] === from[at]
  })
}

function isMoved(
  { x: width, y: height, z: depth }: Size,
  from: Uint8Array,
  to: Uint8Array,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  for (let z = 0; z < depth; z++) {
    const toZ = (z + dz + depth) % depth
    for (let y = 0; y < height; y++) {
      const row = width * (y + height * z)
      const toRow = width * (((y + dy + height) % height) + height * toZ)
      for (let x = 0; x < width; x++) {
        const toX = x + dx < 0 ? x + dx + width : x + dx >= width ? x + dx - width : x + dx
        if (from[row + x] !== to[toRow + toX]) return false
      }
    }
  }
  return true
}
