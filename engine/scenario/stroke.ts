/**
 * Strokes: acts of painting on a state, whether before the first tick or at a later one.
 *
 * A world may be too large to be held as bytes at once, so a stroke is painted part by part, the
 * parts in the world's flat order.
 */
import type { CellList } from '../formats/pattern.ts'
import type { QuadTable } from '../kernels/hashlife/quad-table.ts'
import { countCells } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox } from '../lattice/world-box.ts'
import { SoupStream } from './soup-stream.ts'

export type Stroke =
  /**
   * Sets the sites of a list, moved by (x, y, z), to its states; every other site stays as it is.
   * The list is in flat order, each site once.
   */
  | {
      readonly kind: 'sites'
      readonly cells: CellList
      readonly x: number
      readonly y: number
      readonly z: number
    }
  /** Replaces all there is by a quadtree; only planes without an end have it. */
  | { readonly kind: 'quadtree'; readonly table: QuadTable }
  | {
      readonly kind: 'fill'
      readonly box: WorldBox
      readonly state: number
      /** Only the cells of the largest ellipsoid in the box. */
      readonly isBall?: true
    }
  /**
   * Sets every cell of the box at random; `density` is 0 to 255. With `byPlace`, live cells are in
   * the states that their places have, where a palette tells them.
   */
  | {
      readonly kind: 'soup'
      readonly box: WorldBox
      readonly density: number
      readonly byPlace?: boolean
      /** Sets only the cells of the largest ellipsoid in the box; all of it is drawn. */
      readonly isBall?: true
      /** A u64 in place of the palette's. */
      readonly seed?: bigint
    }

/** What a stroke needs to know of the world it is painted on. */
export interface Palette {
  /** States of the rule in force: a soup draws from all of them, unless it goes by place. */
  readonly states: number
  /** Where it is not the same everywhere: the states that there are at each site. */
  readonly statesByPlace?: StatesByPlace | undefined
  /** A u64; each soup starts its stream anew from it. */
  readonly seed: bigint
}

/** How many states there are at the sites of a world whose zones have rules of their own. */
export interface StatesByPlace {
  /** Each of those numbers, once. */
  readonly counts: readonly number[]
  countAt(x: number, y: number, z: number): number
}

/**
 * Paints one part of the world, which is changed in place: one byte a cell in the part's flat
 * order. Parts come in flat order, each once.
 */
export type PaintPart = (part: WorldBox, cells: Uint8Array) => void

/** A stroke that is painted part by part. */
export type PaintedStroke = Exclude<Stroke, { readonly kind: 'quadtree' }>

/** Begins a stroke. */
export function startStroke(stroke: PaintedStroke, palette: Palette): PaintPart {
  switch (stroke.kind) {
    case 'sites':
      return startSites(stroke)
    case 'fill':
      return startFill(stroke)
    case 'soup':
      return startSoup(stroke, palette)
    default:
      return stroke satisfies never
  }
}

/** The largest state that a stroke names; a soup draws from those that there are. */
export function largestStateOf(stroke: Stroke): number {
  if (stroke.kind === 'fill') return stroke.state
  if (stroke.kind !== 'sites') return 0
  return stroke.cells.states.reduce((most, state) => Math.max(most, state), 0)
}

/** The smallest box that holds all sites that a stroke paints; undefined where it paints none. */
export function boxOfStroke(stroke: PaintedStroke): WorldBox | undefined {
  if (stroke.kind !== 'sites') return countCells(stroke.box.size) === 0 ? undefined : stroke.box
  const { cells, x, y, z } = stroke
  if (cells.states.length === 0) return undefined
  const along = (coordinates: Int32Array) => {
    let [least, most] = [coordinates[0]!, coordinates[0]!]
    for (const at of coordinates) {
      if (at < least) least = at
      if (at > most) most = at
    }
    return { least, cells: most - least + 1 }
  }
  const [inX, inY, inZ] = [along(cells.x), along(cells.y), along(cells.z)]
  const size = { x: inX.cells, y: inY.cells, z: inZ.cells }
  return { x: x + inX.least, y: y + inY.least, z: z + inZ.least, size }
}

function startSites({
  cells: list,
  x: dx,
  y: dy,
  z: dz,
}: Extract<Stroke, { readonly kind: 'sites' }>): PaintPart {
  let next = 0
  return ({ x, y, z, size }, cells) => {
    // A part is a run of the world's flat order, so what lies before it is done with.
    for (; next < list.states.length; next++) {
      const siteX = list.x[next]! + dx - x
      const siteY = list.y[next]! + dy - y
      const siteZ = list.z[next]! + dz - z
      if (siteZ >= size.z || siteY >= size.y || siteX >= size.x) return
      cells[siteX + size.x * (siteY + size.y * siteZ)] = list.states[next]!
    }
  }
}

function startFill({ box, state, isBall }: Extract<Stroke, { readonly kind: 'fill' }>): PaintPart {
  if (isBall !== true) {
    return (part, cells) => forEachRow(part, box, (start, end) => cells.fill(state, start, end))
  }
  return (part, cells) =>
    forEachRow(part, box, (start, end) => {
      visitWhere(
        part,
        start,
        end,
        (x, y, z) => isInBall(box, x, y, z),
        (i) => (cells[i] = state),
      )
    })
}

/**
 * Whether the middle of a cell lies in the largest ellipsoid that a box holds. It takes no more than
 * products, quotients and sums, so that all machines agree.
 */
export function isInBall(box: WorldBox, x: number, y: number, z: number): boolean {
  const along = (at: number, start: number, cells: number) => (2 * (at - start) + 1 - cells) / cells
  const [dx, dy, dz] = [
    along(x, box.x, box.size.x),
    along(y, box.y, box.size.y),
    along(z, box.z, box.size.z),
  ]
  return dx * dx + dy * dy + dz * dz <= 1
}

/**
 * Fills a box at random: one SplitMix64 draw a cell in flat order, alive where the top 8 bits are
 * below the density; with more than two states, state 1 + (bits 32 to 47) mod (states - 1). By place
 * all cells draw the same, and make of it what they have.
 */
function startSoup(
  { box, density, byPlace, isBall, seed: own }: Extract<Stroke, { readonly kind: 'soup' }>,
  { states, statesByPlace, seed: common }: Palette,
): PaintPart {
  const seed = own ?? common
  const isWanted = (x: number, y: number, z: number) => isBall !== true || isInBall(box, x, y, z)
  if (byPlace !== true || statesByPlace === undefined) {
    const stream = new SoupStream(seed, density, states)
    if (isBall !== true) {
      return (part, cells) => forEachRow(part, box, (start, end) => stream.fill(cells, start, end))
    }
    return (part, cells) => {
      const drawn = new Uint8Array(cells.length)
      forEachRow(part, box, (start, end) => {
        stream.fill(drawn, start, end)
        visitWhere(part, start, end, isWanted, (i) => (cells[i] = drawn[i]!))
      })
    }
  }
  const streams = statesByPlace.counts.map((count) => ({
    count,
    stream: new SoupStream(seed, density, count),
  }))
  return (part, cells) => {
    const drawn = new Uint8Array(cells.length)
    forEachRow(part, box, (start, end) => {
      for (const { count, stream } of streams) {
        stream.fill(drawn, start, end)
        const isOfStream = (x: number, y: number, z: number) =>
          statesByPlace.countAt(x, y, z) === count && isWanted(x, y, z)
        visitWhere(part, start, end, isOfStream, (i) => (cells[i] = drawn[i]!))
      }
    })
  }
}

/** Visits those indices of a range of a part whose sites are wanted. */
function visitWhere(
  { x, y, z, size }: WorldBox,
  start: number,
  end: number,
  isWanted: (x: number, y: number, z: number) => boolean,
  visit: (index: number) => void,
): void {
  for (let i = start; i < end; i++) {
    const row = Math.floor(i / size.x)
    const isHere = isWanted(x + (i % size.x), y + (row % size.y), z + Math.floor(row / size.y))
    if (isHere) visit(i)
  }
}

/**
 * Visits the rows of a box that lie in a part, in flat order, each as a half-open range of indices
 * of the part. Rows that follow each other without a gap are visited as one.
 */
function forEachRow(
  part: WorldBox,
  box: WorldBox,
  visit: (start: number, end: number) => void,
): void {
  const shared = intersectBoxes(part, box)
  if (shared === undefined) return
  const { size } = shared
  const rowsAtOnce = size.x === part.size.x ? size.y : 1
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y += rowsAtOnce) {
      const row = shared.y + y - part.y + part.size.y * (shared.z + z - part.z)
      const start = shared.x - part.x + part.size.x * row
      visit(start, start + size.x * rowsAtOnce)
    }
  }
}
