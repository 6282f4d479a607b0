/** Streamlines and arrows of vectors: where they lead from points of a coarse grid. */
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipBox, Triple } from './clip-box.ts'
import type { Arrow } from './direction-grid.ts'
import { sample, type VectorField } from './vector-field.ts'

/** A path in cell space. */
export type StreamLine = readonly Triple[]

/** Cells that a line goes at a step, and steps that it has at the most. */
const STEP_CELLS = 0.5
const MAX_STEPS = 64
/** What is weaker than this part of the strongest is still. */
const STILL_SHARE = 0.02

/** The middles of blocks of cells, as the arrows of directions stand. */
function* gridOf({ min, max }: ClipBox, edge: number): Generator<Triple> {
  const middle = (from: number, end: number) => (from + Math.min(from + edge, end)) / 2
  for (let z = min[2]; z < max[2]; z += edge) {
    for (let y = min[1]; y < max[1]; y += edge) {
      for (let x = min[0]; x < max[0]; x += edge) {
        yield [middle(x, max[0]), middle(y, max[1]), middle(z, max[2])]
      }
    }
  }
}

/** Vectors in a part that is one layer thick lie in it. */
function inPart({ min, max }: ClipBox, size: Size): (vector: Triple) => Triple {
  const isThin = (axis: 0 | 1 | 2, cells: number) => cells > 1 && max[axis] - min[axis] <= 1
  const [thinX, thinY, thinZ] = [isThin(0, size.x), isThin(1, size.y), isThin(2, size.z)]
  return ([x, y, z]) => [thinX ? 0 : x, thinY ? 0 : y, thinZ ? 0 : z]
}

/**
 * Arrows at the middles of blocks, the strongest of length 1.
 *
 * @param edge cells along the edge of a block.
 */
export function buildVectorArrows(
  field: VectorField,
  size: Size,
  edge: number,
  part: ClipBox,
): Arrow[] {
  const flatten = inPart(part, size)
  const isFlat = size.z === 1
  const found = [...gridOf(part, edge)].map((at) => {
    return { at, vector: flatten(sample(field, at, isFlat)) }
  })
  const strongest = Math.max(0, ...found.map(({ vector }) => Math.hypot(...vector)))
  return found.flatMap(({ at, vector }) => {
    if (Math.hypot(...vector) <= STILL_SHARE * strongest) return []
    const [x, y, z] = vector
    return [{ at, step: [x / strongest, y / strongest, z / strongest] }]
  })
}

/**
 * Lines from the middles of blocks along the vectors, until they leave the part, come to rest or are long
 * enough. They are traced by the midpoint method, half a cell a step.
 */
export function traceLines(
  field: VectorField,
  size: Size,
  edge: number,
  part: ClipBox,
): StreamLine[] {
  const flatten = inPart(part, size)
  const isFlat = size.z === 1
  const vectorAt = (at: Triple) => flatten(sample(field, at, isFlat))
  const seeds = [...gridOf(part, edge)]
  const strongest = Math.max(0, ...seeds.map((at) => Math.hypot(...vectorAt(at))))
  const still = STILL_SHARE * strongest
  return seeds.flatMap((seed) => {
    const line = trace(seed, vectorAt, still, part)
    return line.length > 2 ? [line] : []
  })
}

function trace(
  seed: Triple,
  vectorAt: (at: Triple) => Triple,
  still: number,
  { min, max }: ClipBox,
): StreamLine {
  const line: Triple[] = [seed]
  let at = seed
  for (let step = 0; step < MAX_STEPS; step++) {
    const half = move(at, vectorAt(at), still, STEP_CELLS / 2)
    const next = half && move(at, vectorAt(half), still, STEP_CELLS)
    if (next === undefined) break
    if (next.some((place, axis) => place < min[axis]! || place > max[axis]!)) break
    line.push(next)
    // Around a peak a line would go to and fro.
    const twoBack = line.at(-3)
    if (twoBack !== undefined && distance(twoBack, next) < STEP_CELLS / 2) break
    at = next
  }
  return line
}

/** Some cells along a vector, whatever its length; undefined where that is none. */
function move(at: Triple, vector: Triple, still: number, cells: number): Triple | undefined {
  const length = Math.hypot(...vector)
  if (length === 0 || length <= still) return undefined
  const share = cells / length
  return [at[0] + share * vector[0], at[1] + share * vector[1], at[2] + share * vector[2]]
}

const distance = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
