/**
 * Where everything lies in the memory of a kernel.
 *
 * Planes that cells look around in have a border, as `grid-layout.ts` has it; those that a pass
 * both looks around in and changes are there twice, and go over to their other place there. All
 * else is changed where it is. Numbers take as many bits as their bounds want: 8, 16 or 32. Rows
 * are long enough for the last chunk of cells to run over their end.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import type { LatticeProgram } from '../../../rules/program/lattice-program.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { GridLayout } from '../../cpu/grid-layout.ts'
import { keyOfDerived, type LanePlan } from './lane-plan.ts'
import { CHUNK_CELLS, type Width, widthOf } from './lane-width.ts'
import type { DerivedPlane } from './sum-plan.ts'

/** Where the numbers of a component lie. */
export interface PlaneLayout {
  readonly range: NodeRange
  readonly width: Width
  readonly edge: 'zero' | 'nearest'
  readonly hasBorder: boolean
  /** Its first place; the second one is `LaneLayout.turnBytes` after it. */
  readonly address: number
  /** Tells whether it goes over an odd number of times a tick, so begins every other in its second. */
  readonly alternates: boolean
}

export interface LaneLayout {
  readonly size: Size
  /** How far the border reaches; at the left one cell more than cells look. */
  readonly reach: Reach
  /** Cells of a plane with a border. */
  readonly grid: GridLayout
  /** Cells from one row to the next in planes without a border. */
  readonly flatStride: number
  /** By component, the state first. */
  readonly planes: readonly PlaneLayout[]
  /** From the first place of a plane that has two to the second. */
  readonly turnBytes: number
  derivedAt(plane: DerivedPlane): number
  /** Address after the last plane. */
  readonly end: number
}

/** Where the words lie that threads talk through. */
export const TEAM_ADDRESS = 64

/** Bytes at the beginning of the memory that are no plane's. */
const CONTROL_BYTES = 4096

/** Bytes after each plane that chunks may read beyond it. */
const SLACK_BYTES = 64

/** Lays out the planes of a lattice in a world of some size. */
export function layOutPlanes(size: Size, lattice: LatticeProgram, plan: LanePlan): LaneLayout {
  // Sums along a row are taken from one cell before the first that counts.
  const hasPrefix = plan.derived.some(({ form }) => form === 'prefix')
  const reach = { ...plan.reach, x: plan.reach.x + (hasPrefix ? 1 : 0) }
  const flatStride = roundUp(size.x, CHUNK_CELLS)
  const grid = layOutGrid(size, reach, flatStride)
  let end = CONTROL_BYTES
  const place = (bytes: number) => {
    const address = end
    end = roundUp(end + bytes + SLACK_BYTES, 16)
    return address
  }
  const state = { low: 0, high: lattice.states - 1, edge: 'zero' } as const
  const unplaced = [state, ...lattice.planes].map(({ low, high, edge }, component) => {
    const range = { low, high }
    const width = widthOf(range)
    const hasBorder = plan.passes.some(({ gathered }) => gathered.has(component))
    const cells = hasBorder ? grid.length : flatStride * size.y * size.z
    const flips = plan.flips[component]!
    return { range, width, edge, hasBorder, cells, flips }
  })
  const addresses = new Map<number, number>()
  const placeWhere = (isTwice: boolean) => {
    for (const [component, { cells, width, flips }] of unplaced.entries()) {
      if (flips > 0 === isTwice) addresses.set(component, place(cells * (width / 8)))
    }
  }
  placeWhere(true)
  const turnBytes = end - CONTROL_BYTES
  end += turnBytes
  placeWhere(false)
  const planes = unplaced.map(({ range, width, edge, hasBorder, flips }, component) => ({
    range,
    width,
    edge,
    hasBorder,
    address: addresses.get(component)!,
    alternates: flips % 2 === 1,
  }))
  const derived = new Map(
    plan.derived.map((plane) => [keyOfDerived(plane), place((plane.width / 8) * grid.length)]),
  )
  const derivedAt = (plane: DerivedPlane) => derived.get(keyOfDerived(plane))!
  return { size, reach, grid, flatStride, planes, turnBytes, derivedAt, end }
}

function layOutGrid(size: Size, reach: Reach, flatStride: number): GridLayout {
  const strideY = reach.x + Math.max(flatStride, size.x + reach.x)
  const strideZ = strideY * (size.y + 2 * reach.y)
  return {
    size,
    strideY,
    strideZ,
    origin: reach.x + strideY * reach.y + strideZ * reach.z,
    length: strideZ * (size.z + 2 * reach.z) + SLACK_BYTES,
  }
}

/**
 * How many cells after the first that a cell may look at (the farthest in x, y and z, all at
 * once) an offset lies.
 */
export function offsetInGrid(
  { reach, grid }: LaneLayout,
  dx: number,
  dy: number,
  dz: number,
): number {
  return dx + reach.x + (dy + reach.y) * grid.strideY + (dz + reach.z) * grid.strideZ
}

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step
