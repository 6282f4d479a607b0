/**
 * Where everything lies in the memory of a kernel.
 *
 * Planes that cells look around in have a border, as `grid-layout.ts` has it, and are there twice:
 * one holds the tick that is, the other takes the next one. Planes that cells see only their own
 * place of have neither. Rows are long enough for the last chunk of cells to run over their end.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import type { RuleProgram } from '../../../rules/program/program.ts'
import type { GridLayout } from '../../cpu/grid-layout.ts'
import { keyOfDerived, type LanePlan } from './lane-plan.ts'
import { CHUNK_CELLS } from './lane-width.ts'
import type { DerivedPlane } from './sum-plan.ts'

export interface LaneLayout {
  readonly size: Size
  /** How far the border reaches; at the left one cell more than cells look. */
  readonly reach: Reach
  /** Cells of a plane with a border. */
  readonly grid: GridLayout
  /** Cells from one row to the next in planes without a border. */
  readonly flatStride: number
  /** Two planes of bytes with a border. */
  readonly states: readonly [number, number]
  /** Twice the planes of all gathered components, of i32 with a border. */
  readonly gathered: readonly [number, number]
  readonly gatheredBytes: number
  /** Planes of i32 without a border: components by number, channels and parameters in order. */
  readonly components: ReadonlyMap<number, number>
  readonly channels: readonly number[]
  readonly parameters: readonly number[]
  /** The rule of each cell, one byte. */
  readonly rules: number
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

/** Lays out the planes of a program in a world of some size. */
export function layOutPlanes(size: Size, program: RuleProgram, plan: LanePlan): LaneLayout {
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
  const placeFlat = () => place(4 * flatStride * size.y * size.z)
  const gatheredBytes = 4 * grid.length + SLACK_BYTES
  const ownComponents = program.components
    .map((_, i) => i + 1)
    .filter((component) => !plan.gathered.includes(component))
  const placed = {
    states: [place(grid.length), place(grid.length)],
    gathered: [
      place(gatheredBytes * plan.gathered.length),
      place(gatheredBytes * plan.gathered.length),
    ],
    components: new Map(ownComponents.map((component) => [component, placeFlat()])),
    channels: program.channels.map(placeFlat),
    parameters: program.parameters.map(placeFlat),
    rules: program.rules > 1 ? place(flatStride * size.y * size.z) : 0,
  } as const
  const derived = new Map(
    plan.derived.map((plane) => [keyOfDerived(plane), place((plane.width / 8) * grid.length)]),
  )
  const derivedAt = (plane: DerivedPlane) => derived.get(keyOfDerived(plane))!
  return { size, reach, grid, flatStride, gatheredBytes, ...placed, derivedAt, end }
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
