/** The sites a sum adds up, by their offsets and weights. */
import { buildNeighborhood } from '../../../lattice/neighborhood.ts'
import type { Gathering } from '../../../rules/program/program.ts'

/** A site and how much it counts; the weight is never 0. */
export interface Tap {
  readonly dx: number
  readonly dy: number
  readonly dz: number
  readonly weight: number
}

/** Sites of one row next to each other that count the same. */
export interface Run {
  /** The first and the last site. */
  readonly fromX: number
  readonly toX: number
  readonly dy: number
  readonly dz: number
  readonly weight: number
}

export type NeighborhoodGathering = Extract<Gathering, { readonly kind: 'neighborhood' }>

/** Offsets of the sites a neighborhood gathers, in its order: x, y and z of each. */
export interface SiteOffsets {
  readonly even: Int32Array
  /** Those seen from sites of odd x + y + z, where they differ. */
  readonly odd: Int32Array | undefined
}

/** The offsets of a neighborhood's sites, with the cell itself in its place. */
export function listOffsets({ neighborhood, withCenter }: NeighborhoodGathering): SiteOffsets {
  const { offsets, oddOffsets } = buildNeighborhood(neighborhood)
  if (!withCenter) return { even: offsets, odd: oddOffsets }
  return { even: insertCenter(offsets), odd: oddOffsets && insertCenter(oddOffsets) }
}

function insertCenter(offsets: Int32Array): Int32Array {
  let place = 0
  while (place < offsets.length && isBeforeCenter(offsets, place)) place += 3
  const all = new Int32Array(offsets.length + 3)
  all.set(offsets.subarray(0, place))
  all.set(offsets.subarray(place), place + 3)
  return all
}

function isBeforeCenter(offsets: Int32Array, at: number): boolean {
  const [dx, dy, dz] = [offsets[at]!, offsets[at + 1]!, offsets[at + 2]!]
  return dz < 0 || (dz === 0 && (dy < 0 || (dy === 0 && dx < 0)))
}

/** The sites that count, in order; weights are 1 where absent. */
export function listTaps(offsets: Int32Array, weights: readonly number[] | undefined): Tap[] {
  const taps: Tap[] = []
  for (let i = 0; 3 * i < offsets.length; i++) {
    const weight = weights?.[i] ?? 1
    if (weight === 0) continue
    taps.push({ dx: offsets[3 * i]!, dy: offsets[3 * i + 1]!, dz: offsets[3 * i + 2]!, weight })
  }
  return taps
}

/** Joins sites of one row that lie next to each other and count the same. */
export function joinRuns(taps: readonly Tap[]): Run[] {
  const runs: Run[] = []
  let last: { fromX: number; toX: number; dy: number; dz: number; weight: number } | undefined
  for (const { dx, dy, dz, weight } of taps) {
    const isNext =
      last?.toX === dx - 1 && last.dy === dy && last.dz === dz && last.weight === weight
    if (last !== undefined && isNext) {
      last.toX = dx
      continue
    }
    last = { fromX: dx, toX: dx, dy, dz, weight }
    runs.push(last)
  }
  return runs
}
