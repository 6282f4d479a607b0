/** The chunks of a world of bytes that are there: those with anything but background in them. */
import { countCells, flatIndexOf, type Size } from '../../../lattice/size.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import { KernelMemoryError } from '../../errors.ts'
import { SparseRangeError } from '../errors.ts'
import { differenceOf } from './chunk-difference.ts'
import type { Axis, ChunkGrid, Part } from './chunk-grid.ts'
import { type CellsAt, copyCells, fillCells, isFilled } from './copy-cells.ts'

/** States are kept at even (0) and odd (1) ticks. */
export type Parity = 0 | 1

/** A chunk's cells as they are, and as they were a tick before. */
export interface Chunk {
  readonly key: string
  readonly box: WorldBox
  readonly states: readonly [Uint8Array, Uint8Array]
}

/** What a write has changed of a chunk. */
export interface Change {
  readonly chunk: Chunk
  readonly changed: WorldBox
}

/** When something is written, and the backgrounds of the states kept for even and odd ticks. */
export interface Moment {
  readonly tick: number
  readonly parity: Parity
  readonly backgrounds: readonly [even: number, odd: number]
}

/** Numbers of a chunk along each axis, or places in it. */
type Numbers = readonly [x: number, y: number, z: number]

/** Bytes of a chunk besides its cells, about. */
const CHUNK_OVERHEAD_BYTES = 512

/** Coordinates of sites are from -2^31 to 2^31 - 1. */
const REACH_CELLS = 2 ** 31

export class ChunkStore {
  readonly grid: ChunkGrid
  readonly #maxBytes: number
  readonly #chunks = new Map<string, Chunk>()
  #bytes = 0

  constructor(grid: ChunkGrid, maxBytes: number) {
    this.grid = grid
    this.#maxBytes = maxBytes
  }

  get chunks(): Iterable<Chunk> {
    return this.#chunks.values()
  }

  /** The chunks that a box touches; those that are not there come as undefined. */
  *touched(box: WorldBox): Generator<Chunk | Numbers> {
    const parts = this.grid.cut(box)
    for (const z of numbersOf(parts.z)) {
      for (const y of numbersOf(parts.y)) {
        for (const x of numbersOf(parts.x)) yield this.#chunks.get(keyOf(x, y, z)) ?? [x, y, z]
      }
    }
  }

  /**
   * Makes a chunk of background.
   *
   * @param backgrounds that of even and that of odd ticks.
   * @throws {KernelMemoryError} when it does not fit any more.
   * @throws {SparseRangeError} when its sites lie beyond the coordinates there are.
   */
  create([x, y, z]: Numbers, backgrounds: readonly [number, number], tick: number): Chunk {
    const box = this.grid.boxOf(x, y, z)
    this.#assertRange(box, tick)
    const cells = countCells(box.size)
    const bytes = 2 * cells + CHUNK_OVERHEAD_BYTES
    if (this.#bytes + bytes > this.#maxBytes) {
      throw new KernelMemoryError({ backend: 'sparse', maxBytes: this.#maxBytes, tick })
    }
    this.#bytes += bytes
    const stateOf = (background: number) => new Uint8Array(cells).fill(background)
    const [even, odd] = backgrounds
    const chunk = { key: keyOf(x, y, z), box, states: [stateOf(even), stateOf(odd)] as const }
    this.#chunks.set(chunk.key, chunk)
    return chunk
  }

  release({ key, box }: Chunk): void {
    this.#chunks.delete(key)
    this.#bytes -= 2 * countCells(box.size) + CHUNK_OVERHEAD_BYTES
  }

  /** Copies a box out, which may reach beyond faces and ends, as neighbors see it. */
  read(box: WorldBox, into: Uint8Array, parity: Parity, background: number): void {
    const { size } = box
    for (const { numbers, within, at, count } of this.#partsOf(box)) {
      const first = flatIndexOf(size, ...at)
      const chunk = numbers && this.#chunks.get(keyOf(...numbers))
      if (chunk === undefined) {
        fillCells({ cells: into, size, first }, count, numbers === undefined ? 0 : background)
      } else copyCells(cellsOf(chunk, parity, within), { cells: into, size, first }, count)
    }
  }

  /**
   * Copies a box in; what is background in it and in the world is left out.
   *
   * @returns the chunks that are different after it, and where.
   * @throws as `create` does; nothing is written then.
   */
  write(
    box: WorldBox,
    cells: Uint8Array,
    { tick, parity, backgrounds }: Moment,
  ): readonly Change[] {
    const { size } = box
    const made: Chunk[] = []
    const writes: (() => Change | undefined)[] = []
    try {
      for (const { numbers, within, at, count } of this.#partsOf(box)) {
        if (numbers === undefined) continue
        const source = { cells, size, first: flatIndexOf(size, ...at) }
        let chunk = this.#chunks.get(keyOf(...numbers))
        if (chunk === undefined) {
          if (isFilled(cutOut(source, count), backgrounds[parity])) continue
          chunk = this.create(numbers, backgrounds, tick)
          made.push(chunk)
        }
        const written = chunk
        writes.push(() => writePart(source, written, parity, within, count))
      }
    } catch (error) {
      for (const chunk of made) this.release(chunk)
      throw error
    }
    return writes.flatMap((write) => write() ?? [])
  }

  /** The parts of a box, each in one chunk or, without numbers, beyond a face. */
  *#partsOf(box: WorldBox): Generator<BoxPart> {
    const parts = this.grid.cut(box)
    for (const z of parts.z) {
      for (const y of parts.y) {
        for (const x of parts.x) {
          const isInside = x.chunk !== undefined && y.chunk !== undefined && z.chunk !== undefined
          yield {
            numbers: isInside ? [x.chunk, y.chunk, z.chunk] : undefined,
            within: [x.within, y.within, z.within],
            at: [x.at, y.at, z.at],
            count: { x: x.cells, y: y.cells, z: z.cells },
          }
        }
      }
    }
  }

  #assertRange(box: WorldBox, tick: number): void {
    for (const axis of ['x', 'y', 'z'] as const satisfies readonly Axis[]) {
      if (box[axis] >= -REACH_CELLS && box[axis] + box.size[axis] <= REACH_CELLS) continue
      const what = `the world at tick ${tick}`
      throw new SparseRangeError({ what, found: 'reaches the last sites there are' })
    }
  }
}

interface BoxPart {
  readonly numbers: Numbers | undefined
  readonly within: Numbers
  readonly at: Numbers
  readonly count: Size
}

const cellsOf = ({ box, states }: Chunk, parity: Parity, within: Numbers): CellsAt => ({
  cells: states[parity],
  size: box.size,
  first: flatIndexOf(box.size, ...within),
})

/** Copies cells into a chunk; undefined where they are what is there. */
function writePart(
  from: CellsAt,
  chunk: Chunk,
  parity: Parity,
  within: Numbers,
  count: Size,
): Change | undefined {
  const into = cellsOf(chunk, parity, within)
  const before = into.cells.slice()
  copyCells(from, into, count)
  const changed = differenceOf(chunk.box, into.cells, before)
  return changed && { chunk, changed }
}

/** A copy of a box of cells. */
function cutOut(from: CellsAt, count: Size): Uint8Array {
  const cells = new Uint8Array(countCells(count))
  copyCells(from, { cells, size: count, first: 0 }, count)
  return cells
}

const keyOf = (x: number, y: number, z: number) => `${x} ${y} ${z}`

/** The numbers of the chunks that parts lie in, each once. */
function numbersOf(parts: readonly Part[]): ReadonlySet<number> {
  return new Set(parts.flatMap(({ chunk }) => (chunk === undefined ? [] : [chunk])))
}
