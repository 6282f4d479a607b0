/**
 * Neighborhoods: which sites a cell looks at.
 *
 * A rule names its neighborhood with a small frozen spec; kernels build the table of offsets they
 * need from it. Neighbors are ordered by z, then y, then x; every kernel relies on that order.
 */
import { NeighborhoodError } from './errors.ts'
import type { Dimensions } from './size.ts'

/** Neighborhoods of radius one that have a name. Letters in brackets are those of the notations. */
export type NamedNeighborhood =
  /** 1-D, left and right: 2. */
  | 'elementary'
  /** 2-D, the eight around. */
  | 'moore-2d'
  /** 2-D, the four that share an edge (`V`). */
  | 'von-neumann-2d'
  /** 2-D hexagonal in skewed coordinates (`H`): the eight without (1,-1) and (-1,1). */
  | 'hexagonal-2d'
  /** 3-D, the twenty-six around (`M`). */
  | 'moore-3d'
  /** 3-D, the six that share a face (`N`, `VN`, Golly's `F`). */
  | 'von-neumann-3d'
  /** 3-D, the eight that share only a corner (`C`). */
  | 'corners-3d'
  /** 3-D, the twelve that share only an edge (`E`). */
  | 'edges-3d'
  /** 3-D, Golly's hexahedral twelve, a face-centred cubic lattice in skewed coordinates (`H`). */
  | 'hexahedral-3d'
  /** 3-D, the Thunderbit contract's own twelve (`HEX12`); not the same list as `hexahedral-3d`. */
  | 'hex12-3d'
  /** 3-D, four alternate corners, mirrored on sites of odd x + y + z (`T`). */
  | 'tetrahedral-3d'

export type NeighborhoodSpec =
  | { readonly kind: 'named'; readonly name: NamedNeighborhood }
  /** A 1-D segment of `radiusCells` to each side. Radius 1 is `elementary`. */
  | { readonly kind: 'segment'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NM`: max(|dx|, |dy|) <= r. */
  | { readonly kind: 'square'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NN`: |dx| + |dy| <= r. */
  | { readonly kind: 'diamond'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NC`: dx^2 + dy^2 <= r^2 + r. */
  | { readonly kind: 'circle'; readonly radiusCells: number }
  /** Any list the author writes: offsets are distinct and the centre is not among them. */
  | {
      readonly kind: 'offsets'
      readonly dimensions: Dimensions
      readonly offsets: readonly (readonly [dx: number, dy: number, dz: number])[]
    }

/** The largest radius of the Larger than Life shapes and of segments, as Golly has it. */
export const MAX_RADIUS_CELLS = 500

/** The most offsets an explicit list may have. */
export const MAX_LISTED_OFFSETS = 4096

/** The farthest an explicit offset may reach along an axis. */
const MAX_LISTED_REACH_CELLS = 64

/** How far a neighborhood reaches along each axis, at most, to either side. */
export interface Reach {
  readonly x: number
  readonly y: number
  readonly z: number
}

export interface NeighborhoodTable {
  readonly count: number
  readonly dimensions: Dimensions
  readonly reach: Reach
  /**
   * dx, dy, dz of neighbor `i` at `3i`, `3i + 1`, `3i + 2`, ordered by z, then y, then x. The cell
   * itself is left out.
   */
  readonly offsets: Int32Array
  /** The offsets of sites of odd x + y + z where they differ (tetrahedral); undefined elsewhere. */
  readonly oddOffsets: Int32Array | undefined
}

type Offset = readonly [dx: number, dy: number, dz: number]

/** Members of a neighborhood, by a test on each offset of a box other than its centre. */
interface Shape {
  readonly dimensions: Dimensions
  readonly reach: Reach
  readonly isMember: (dx: number, dy: number, dz: number) => boolean
}

const AROUND_1D: Reach = Object.freeze({ x: 1, y: 0, z: 0 })
const AROUND_2D: Reach = Object.freeze({ x: 1, y: 1, z: 0 })
const AROUND_3D: Reach = Object.freeze({ x: 1, y: 1, z: 1 })

const { abs } = Math

const NAMED_SHAPES = {
  elementary: { dimensions: 1, reach: AROUND_1D, isMember: () => true },
  'moore-2d': { dimensions: 2, reach: AROUND_2D, isMember: () => true },
  'von-neumann-2d': {
    dimensions: 2,
    reach: AROUND_2D,
    isMember: (dx, dy) => abs(dx) + abs(dy) === 1,
  },
  'hexagonal-2d': { dimensions: 2, reach: AROUND_2D, isMember: (dx, dy) => dx !== -dy },
  'moore-3d': { dimensions: 3, reach: AROUND_3D, isMember: () => true },
  'von-neumann-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) => abs(dx) + abs(dy) + abs(dz) === 1,
  },
  'corners-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) => abs(dx) + abs(dy) + abs(dz) === 3,
  },
  'edges-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) => abs(dx) + abs(dy) + abs(dz) === 2,
  },
  // Golly's "3D.lua": the faces, and those edges whose two steps have opposite signs.
  'hexahedral-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) =>
      abs(dx) + abs(dy) + abs(dz) === 1 ||
      (abs(dx) + abs(dy) + abs(dz) === 2 && dx + dy + dz === 0),
  },
  // The eight around in the plane, the two above and below, and two slanted ones.
  'hex12-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) => dz === 0 || (dy === 0 && (dx === 0 || dx === dz)),
  },
  'tetrahedral-3d': {
    dimensions: 3,
    reach: AROUND_3D,
    isMember: (dx, dy, dz) => dx * dy * dz === 1,
  },
} as const satisfies Record<NamedNeighborhood, Shape>

/** The neighborhoods that have a name, in the order of their dimensions. */
export const NAMED_NEIGHBORHOODS: readonly NamedNeighborhood[] = Object.freeze(
  Object.keys(NAMED_SHAPES) as NamedNeighborhood[],
)

/** The axes a neighborhood extends along. */
export function dimensionsOf(spec: NeighborhoodSpec): Dimensions {
  return spec.kind === 'offsets' ? spec.dimensions : shapeOf(spec).dimensions
}

/** Tells whether a neighborhood is one of the Larger than Life shapes, of any radius. */
export function isLargerThanLife(spec: NeighborhoodSpec): boolean {
  return spec.kind === 'square' || spec.kind === 'diamond' || spec.kind === 'circle'
}

/**
 * How far a neighborhood reaches, without building its table.
 *
 * @throws {NeighborhoodError} when the spec is not one that can be built.
 */
export function reachOf(spec: NeighborhoodSpec): Reach {
  if (spec.kind !== 'offsets') return shapeOf(spec).reach
  const listed = assertOffsets(spec.dimensions, spec.offsets)
  const farthest = (axis: 0 | 1 | 2) =>
    listed.reduce((reach, offset) => Math.max(reach, abs(offset[axis])), 0)
  return { x: farthest(0), y: farthest(1), z: farthest(2) }
}

/**
 * How many neighbors a cell has, without building the table.
 *
 * @example countNeighbors({ kind: 'square', radiusCells: 500 }) // 1_002_000
 * @throws {NeighborhoodError} when the spec is not one that can be built.
 */
export function countNeighbors(spec: NeighborhoodSpec): number {
  if (spec.kind === 'named') return buildNeighborhood(spec).count
  if (spec.kind === 'offsets') return assertOffsets(spec.dimensions, spec.offsets).length
  const radiusCells = assertRadius(spec.radiusCells)
  switch (spec.kind) {
    case 'segment':
      return 2 * radiusCells
    case 'square':
      return (2 * radiusCells + 1) ** 2 - 1
    case 'diamond':
      return 2 * radiusCells * (radiusCells + 1)
    case 'circle': {
      let count = 0
      for (const halfWidthCells of circleHalfWidths(radiusCells)) count += 2 * halfWidthCells + 1
      return count - 1
    }
    default:
      return spec satisfies never
  }
}

/**
 * The half widths of a circle's rows: element `dy + r` is the largest dx with
 * dx^2 + dy^2 <= r^2 + r.
 */
export function circleHalfWidths(radiusCells: number): Int32Array {
  const limit = radiusCells * radiusCells + radiusCells
  // Integer square roots from doubles are exact here: all values are far below 2^52.
  return Int32Array.from({ length: 2 * radiusCells + 1 }, (_, row) =>
    Math.floor(Math.sqrt(limit - (row - radiusCells) ** 2)),
  )
}

/**
 * Builds the table of a neighborhood.
 *
 * @example buildNeighborhood({ kind: 'named', name: 'moore-3d' }).count // 26
 * @throws {NeighborhoodError} when a radius is not a whole number from 1 to MAX_RADIUS_CELLS, or
 * an explicit list is too long, reaches too far, repeats an offset, leaves the dimensions it
 * declares or has the centre in it.
 */
export function buildNeighborhood(spec: NeighborhoodSpec): NeighborhoodTable {
  if (spec.kind === 'offsets') {
    const sorted = [...assertOffsets(spec.dimensions, spec.offsets)].sort(inFlatOrder)
    return {
      count: sorted.length,
      dimensions: spec.dimensions,
      reach: reachOf(spec),
      offsets: Int32Array.from(sorted.flat()),
      oddOffsets: undefined,
    }
  }
  const shape = shapeOf(spec)
  const { dimensions, reach } = shape
  const offsets = listMembers(shape)
  const isTetrahedral = spec.kind === 'named' && spec.name === 'tetrahedral-3d'
  const oddOffsets = isTetrahedral
    ? listMembers({ ...shape, isMember: (dx, dy, dz) => shape.isMember(-dx, -dy, -dz) })
    : undefined
  return { count: offsets.length / 3, dimensions, reach, offsets, oddOffsets }
}

/**
 * How many neighbors come before the cell itself in the order z, y, x; the same on even and odd
 * sites.
 *
 * @throws {NeighborhoodError} when the spec is not one that can be built.
 */
export function centerIndexOf(spec: NeighborhoodSpec): number {
  const { offsets } = buildNeighborhood(spec)
  let before = 0
  for (let i = 0; i < offsets.length; i += 3) {
    const [dx, dy, dz] = [offsets[i]!, offsets[i + 1]!, offsets[i + 2]!]
    if (dz < 0 || (dz === 0 && (dy < 0 || (dy === 0 && dx < 0)))) before++
  }
  return before
}

function shapeOf(spec: Exclude<NeighborhoodSpec, { kind: 'offsets' }>): Shape {
  if (spec.kind === 'named') {
    if (Object.hasOwn(NAMED_SHAPES, spec.name)) return NAMED_SHAPES[spec.name]
    const wanted = `the names are ${Object.keys(NAMED_SHAPES).join(', ')}`
    throw new NeighborhoodError({ found: `the name ${JSON.stringify(spec.name)}`, wanted })
  }
  const r = assertRadius(spec.radiusCells)
  switch (spec.kind) {
    case 'segment':
      return { dimensions: 1, reach: { x: r, y: 0, z: 0 }, isMember: () => true }
    case 'square':
      return { dimensions: 2, reach: { x: r, y: r, z: 0 }, isMember: () => true }
    case 'diamond': {
      const isMember = (dx: number, dy: number) => abs(dx) + abs(dy) <= r
      return { dimensions: 2, reach: { x: r, y: r, z: 0 }, isMember }
    }
    case 'circle': {
      const isMember = (dx: number, dy: number) => dx * dx + dy * dy <= r * r + r
      return { dimensions: 2, reach: { x: r, y: r, z: 0 }, isMember }
    }
    default:
      return spec satisfies never
  }
}

function listMembers({ reach, isMember }: Shape): Int32Array {
  const boxCells = (2 * reach.x + 1) * (2 * reach.y + 1) * (2 * reach.z + 1)
  const flat = new Int32Array(3 * boxCells)
  let end = 0
  for (let dz = -reach.z; dz <= reach.z; dz++) {
    for (let dy = -reach.y; dy <= reach.y; dy++) {
      for (let dx = -reach.x; dx <= reach.x; dx++) {
        const isCenter = dx === 0 && dy === 0 && dz === 0
        if (isCenter || !isMember(dx, dy, dz)) continue
        flat[end++] = dx
        flat[end++] = dy
        flat[end++] = dz
      }
    }
  }
  return flat.slice(0, end)
}

function assertRadius(radiusCells: number): number {
  if (!Number.isInteger(radiusCells) || radiusCells < 1 || radiusCells > MAX_RADIUS_CELLS) {
    const wanted = `a radius is a whole number from 1 to ${MAX_RADIUS_CELLS}`
    throw new NeighborhoodError({ found: `radius ${radiusCells}`, wanted })
  }
  return radiusCells
}

const inFlatOrder = (a: Offset, b: Offset) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0]

function assertOffsets(dimensions: Dimensions, offsets: readonly Offset[]): readonly Offset[] {
  if (![1, 2, 3].includes(dimensions)) {
    const wanted = 'a list of offsets has 1, 2 or 3 dimensions'
    throw new NeighborhoodError({ found: `${dimensions} dimensions`, wanted })
  }
  if (offsets.length < 1 || offsets.length > MAX_LISTED_OFFSETS) {
    const wanted = `a list has 1 to ${MAX_LISTED_OFFSETS} offsets`
    throw new NeighborhoodError({ found: `${offsets.length} offsets`, wanted })
  }
  const seen = new Set<number>()
  for (const offset of offsets) {
    const fault = findOffsetFault(dimensions, offset)
    const place = fault === undefined ? placeInReach(offset) : 0
    if (fault !== undefined || seen.has(place)) {
      throw new NeighborhoodError({ found: `(${offset.join(', ')})`, wanted: fault ?? REPEATED })
    }
    seen.add(place)
  }
  return offsets
}

/** A number for every offset within MAX_LISTED_REACH_CELLS, each its own. */
const placeInReach = ([dx, dy, dz]: Offset) =>
  (dz * (2 * MAX_LISTED_REACH_CELLS + 1) + dy) * (2 * MAX_LISTED_REACH_CELLS + 1) + dx

const REPEATED = 'each offset is listed once'

const isWithinReach = (d: number) => Number.isInteger(d) && abs(d) <= MAX_LISTED_REACH_CELLS

function findOffsetFault(dimensions: Dimensions, offset: Offset): string | undefined {
  const [dx, dy, dz] = offset
  if (!isWithinReach(dx) || !isWithinReach(dy) || !isWithinReach(dz)) {
    return `an offset is made of whole numbers from -${MAX_LISTED_REACH_CELLS} to ${MAX_LISTED_REACH_CELLS}`
  }
  if (dx === 0 && dy === 0 && dz === 0) return 'the cell itself is not its own neighbor'
  if ((dimensions < 3 && dz !== 0) || (dimensions < 2 && dy !== 0)) {
    return `a neighborhood of ${dimensions} dimensions has offsets of 0 along the other axes`
  }
  return undefined
}
