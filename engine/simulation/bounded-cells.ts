/** The cells of a bounded world, read, written and painted box by box whatever kernel holds them. */
import { countCells, flatIndexOf, type Size } from '../lattice/size.ts'
import { intersectBoxes, splitBox, type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { boxOfStroke, type Palette, type Stroke, startStroke } from '../scenario/stroke.ts'
import { addStates, populationOf } from './count-states.ts'
import { QuadtreeError } from './errors.ts'
import { PART_CELLS } from './part-cells.ts'

/** What holds the cells, one byte each in flat order. */
interface CellHolder {
  readonly backend: string
  read(into: Uint8Array, firstCell?: number): void | Promise<void>
  write(cells: Uint8Array, tick: number, firstCell?: number): void | Promise<void>
}

/** Cells that follow each other both in a box and in the world. */
interface CommonRun {
  /** Flat index of the first in the world. */
  readonly first: number
  /** Its place in the box's flat order. */
  readonly from: number
  readonly length: number
}

export class BoundedCells {
  readonly #holder: CellHolder
  readonly #size: Size

  constructor(holder: CellHolder, size: Size) {
    this.#holder = holder
    this.#size = size
  }

  /** Makes every cell 0. */
  async clear(tick: number): Promise<void> {
    for (const { part, cells } of this.#parts()) await this.write(part, cells, tick)
  }

  /** Cells that are not 0. */
  async population(): Promise<bigint> {
    const counts = new Float64Array(256)
    for (const { part, cells } of this.#parts()) {
      await this.read(part, cells)
      addStates(counts, cells)
    }
    return BigInt(populationOf(counts))
  }

  /** Copies a part of the world out, one byte a cell in the box's flat order. */
  async read(box: WorldBox, into: Uint8Array): Promise<void> {
    for (const { first, from, length } of this.#runsOf(box)) {
      await this.#holder.read(into.subarray(from, from + length), first)
    }
  }

  /** Copies states in. The tick is that of the state they belong to. */
  async write(box: WorldBox, cells: Uint8Array, tick: number): Promise<void> {
    for (const { first, from, length } of this.#runsOf(box)) {
      await this.#holder.write(cells.subarray(from, from + length), tick, first)
    }
  }

  /**
   * Paints strokes, one after another, on the state of this tick; what lies before and after all that
   * they paint is not looked at.
   *
   * @param mask may change what was painted on a part before it is written.
   * @throws {QuadtreeError} when a stroke is a quadtree, which only HashLife takes.
   */
  async paint(
    strokes: readonly Stroke[],
    palette: Palette,
    tick: number,
    mask?: (part: WorldBox, cells: Uint8Array) => void,
  ): Promise<void> {
    const painters = strokes.map((stroke) => {
      if (stroke.kind === 'quadtree') throw new QuadtreeError({ backend: this.#holder.backend })
      return startStroke(stroke, palette)
    })
    const boxes = strokes.flatMap((stroke) => {
      const box = stroke.kind === 'quadtree' ? undefined : boxOfStroke(stroke)
      return box === undefined ? [] : [box]
    })
    for (const { part, cells } of this.#parts(coverOf(boxes, this.#size))) {
      await this.read(part, cells)
      for (const paint of painters) paint(part, cells)
      mask?.(part, cells)
      await this.write(part, cells, tick)
    }
  }

  /**
   * The world, or a box of it, in parts, with room for the cells of each: zeros at first. All have the
   * same room, for a buffer of its own for each would be garbage that makes up much of a large world.
   */
  *#parts(box = wholeOf(this.#size)): Generator<{ part: WorldBox; cells: Uint8Array }> {
    const room = new Uint8Array(Math.min(PART_CELLS, countCells(box.size)))
    for (const part of splitBox(box, PART_CELLS)) {
      yield { part, cells: room.subarray(0, countCells(part.size)) }
    }
  }

  /** The runs of cells that follow each other both in a box and in the world. */
  *#runsOf({ x, y, z, size }: WorldBox): Generator<CommonRun> {
    const hasWholeRows = size.x === this.#size.x
    const hasWholeLayers = hasWholeRows && size.y === this.#size.y
    if (hasWholeLayers || (hasWholeRows && size.z === 1) || size.y * size.z === 1) {
      yield { first: flatIndexOf(this.#size, x, y, z), from: 0, length: countCells(size) }
      return
    }
    for (let row = 0; row < size.y * size.z; row++) {
      const inLayer = row % size.y
      const layer = Math.floor(row / size.y)
      const first = flatIndexOf(this.#size, x, y + inLayer, z + layer)
      yield { first, from: row * size.x, length: size.x }
    }
  }
}

/**
 * The smallest box of a world that holds all of these and whose cells follow each other in the
 * world's flat order; an empty one where they hold nothing of it.
 */
function coverOf(boxes: readonly WorldBox[], world: Size): WorldBox {
  const inside = boxes.flatMap((box) => intersectBoxes(box, wholeOf(world)) ?? [])
  if (inside.length === 0) return { x: 0, y: 0, z: 0, size: { x: 0, y: 0, z: 0 } }
  const along = (axis: 'x' | 'y' | 'z', isWhole: boolean) => {
    if (isWhole) return { least: 0, cells: world[axis] }
    const least = Math.min(...inside.map((box) => box[axis]))
    const end = Math.max(...inside.map((box) => box[axis] + box.size[axis]))
    return { least, cells: end - least }
  }
  const z = along('z', false)
  const y = along('y', z.cells > 1)
  const x = along('x', z.cells > 1 || y.cells > 1)
  const size = { x: x.cells, y: y.cells, z: z.cells }
  return { x: x.least, y: y.least, z: z.least, size }
}
