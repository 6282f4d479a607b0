/**
 * What fields do, written the obvious way over whole planes in plain numbers: by pairs of neighbors
 * where the field pass goes by cells, and without a bit operation.
 */
import type { Size } from '../lattice/size.ts'

export interface Grid {
  readonly size: Size
  readonly isTorus: boolean
  /** Axes along which the dynamics look, whatever the size is. */
  readonly dimensions: number
}

const AXES = ['x', 'y', 'z'] as const
const ONE = 4096

type Place = Readonly<Record<'x' | 'y' | 'z', number>>

/** Every place of a grid in flat order. */
export function placesOf({ size }: Pick<Grid, 'size'>): Place[] {
  const places: Place[] = []
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) for (let x = 0; x < size.x; x++) places.push({ x, y, z })
  }
  return places
}

export const flatOf = ({ size }: Pick<Grid, 'size'>, { x, y, z }: Place) =>
  x + size.x * (y + size.y * z)

/** The place one step up along an axis; undefined beyond the face of a box. */
function stepUp(grid: Grid, place: Place, axis: 'x' | 'y' | 'z'): Place | undefined {
  const length = grid.size[axis]
  const at = place[axis] + 1
  if (at < length) return { ...place, [axis]: at }
  return grid.isTorus ? { ...place, [axis]: at % length } : undefined
}

/** Every pair of cells that share a face, once, as flat indices; a cell may be paired with itself. */
function pairsOf(grid: Grid): Pairs {
  const pairs = known.get(grid) ?? findPairs(grid)
  known.set(grid, pairs)
  return pairs
}

type Pairs = readonly (readonly [number, number])[]

const known = new WeakMap<Grid, Pairs>()

function findPairs(grid: Grid): Pairs {
  return placesOf(grid).flatMap((place) =>
    AXES.slice(0, grid.dimensions).flatMap((axis) => {
      const up = stepUp(grid, place, axis)
      return up === undefined ? [] : [[flatOf(grid, place), flatOf(grid, up)] as const]
    }),
  )
}

interface Limits {
  readonly low: number
  readonly high: number
}

const clampTo = ({ low, high }: Limits, value: number) =>
  value < low ? low : Math.min(value, high)

/** No negative zeros, which planes of i32 do not have. */
const truncate = (value: number) => Math.trunc(value) + 0

export interface DiffusionTerms {
  readonly diffusion: number
  readonly decay: number
  readonly rest: number
}

/** One tick of diffusion. @param added what the source gives to each cell. */
export function diffuse(
  grid: Grid,
  values: ArrayLike<number>,
  { diffusion, decay, rest }: DiffusionTerms,
  limits: Limits,
  added: (cell: number) => number = () => 0,
): number[] {
  const next = Array.from(values, (u) => rest + truncate(((u - rest) * (ONE - decay)) / ONE))
  for (const [a, b] of pairsOf(grid)) {
    const flux = truncate(((values[b]! - values[a]!) * diffusion) / ONE)
    next[a]! += flux
    next[b]! -= flux
  }
  return next.map((value, cell) => clampTo(limits, value + added(cell)))
}

export interface WaveTerms {
  readonly speedSquared: number
  readonly damping: number
  readonly decay: number
  readonly rest: number
}

/** One tick of a wave. */
export function swing(
  grid: Grid,
  values: ArrayLike<number>,
  previous: ArrayLike<number>,
  { speedSquared, damping, decay, rest }: WaveTerms,
  limits: Limits,
): number[] {
  const pulls = Array.from(values, () => 0)
  for (const [a, b] of pairsOf(grid)) {
    pulls[a]! += values[b]! - values[a]!
    pulls[b]! += values[a]! - values[b]!
  }
  return Array.from(values, (u, cell) => {
    const kept = rest + truncate(((u - rest) * (ONE - decay)) / ONE)
    const motion = truncate(((u - previous[cell]!) * (ONE - damping)) / ONE)
    return clampTo(limits, kept + motion + truncate((pulls[cell]! * speedSquared) / ONE))
  })
}
