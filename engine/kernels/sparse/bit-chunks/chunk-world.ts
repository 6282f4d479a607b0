/**
 * The chunks of a world as TypeScript sees them: read and written as bytes, box by box.
 *
 * Whatever makes a chunk may make the memory grow, and views of it are then void; so they are asked
 * for anew where that can have happened.
 */
import type { WorldBox } from '../../../lattice/world-box.ts'
import { highestBit, lowestBit } from '../../../math/word-bits.ts'
import type { ColumnSums, Strip } from '../column-sums.ts'
import type { RowPowers, RowPowersKeeper } from '../row-powers.ts'
import {
  CHUNK_WIDTH,
  CHUNK_X,
  CHUNK_Y,
  CHUNK_Z,
  type ChunkAxis,
  type ChunkLayout,
  directionOf,
  FLAGS,
  IS_WRITTEN,
  LANES,
  LINKS,
  NEXT,
  QUEUED_EVEN,
  QUEUED_ODD,
  VECTOR_BYTES,
} from './chunk-layout.ts'
import { HEADS } from './chunk-memory.ts'
import type { ChunkExports, ChunkModule } from './chunk-module.ts'

/** Ticks are even (0) or odd (1). */
export type Parity = 0 | 1

type VisitRow = (
  word: number,
  mask: number,
  shift: number,
  index: number,
  count: number,
  row: number,
  plane: number,
) => void

/** A chunk and the part of a box that lies in it, in the box's and in the chunk's coordinates. */
interface Overlap {
  readonly chunk: readonly [x: number, y: number, z: number]
  readonly from: readonly [x: number, y: number, z: number]
  readonly count: readonly [x: number, y: number, z: number]
  /** Index in the box's cells of the first site. */
  readonly index: number
}

export class ChunkWorld {
  readonly exports: ChunkExports
  readonly #layout: ChunkLayout
  readonly #outside: number
  /** The row that each word of a chunk's cells is of, those of a plane after the last one's. */
  readonly #rowOfWord: Uint8Array
  #words: Uint32Array

  constructor({ layout, places, start }: ChunkModule) {
    this.exports = start()
    this.#layout = layout
    this.#outside = places.outside
    this.#rowOfWord = listRowsOfWords(layout)
    this.#words = new Uint32Array(this.exports.memory.buffer)
    // What lies outside is never put into a list.
    this.#words[(places.outside + FLAGS) >> 2] = QUEUED_EVEN | QUEUED_ODD
  }

  /** Tells whether no chunk is in the list of the ticks of a parity. */
  isIdle(parity: Parity): boolean {
    return this.#view()[(HEADS >> 2) + parity] === 0
  }

  /**
   * Sorts a list by addresses. Chunks are made next to each other where cells are written or grow,
   * so those a tick looks at together come to lie in the cache together.
   */
  sortList(parity: Parity): void {
    const words = this.#view()
    const link = (LINKS >> 2) + parity
    const head = (HEADS >> 2) + parity
    const chunks: number[] = []
    for (let chunk = words[head]!; chunk !== 0; chunk = words[(chunk >>> 2) + link]!) {
      chunks.push(chunk)
    }
    let place = head
    for (const chunk of Uint32Array.from(chunks).sort()) {
      words[place] = chunk
      place = (chunk >>> 2) + link
    }
    words[place] = 0
  }

  /** Tells what lies beyond the faces: cells in state 0, which may not be background. */
  setOutside(parity: Parity, isBackground: boolean): void {
    const from = (this.#outside + this.#stateAt(parity)) >> 2
    this.#view().fill(isBackground ? 0 : 0xffffffff, from, from + (this.#layout.stateBytes >> 2))
  }

  countCells(parity: Parity): bigint {
    return this.exports.countCells(this.#stateAt(parity))
  }

  /** Cells that are not as they were a tick before, next to a background that is. */
  countChanged(): bigint {
    return this.exports.countChanged(this.#stateAt(0))
  }

  /** Puts every chunk, and all that see a cell of one, into the list. */
  reviveAll(parity: Parity): void {
    for (const chunk of [...this.#chunks()]) this.exports.revive(chunk, parity)
  }

  /** Copies a box out: `zero` for cells that are background, `one` for the others. */
  read(box: WorldBox, into: Uint8Array, parity: Parity, zero: number, one: number): void {
    into.fill(zero)
    const words = this.#view()
    for (const overlap of this.#overlaps(box)) {
      const chunk = this.exports.find(...overlap.chunk) >>> 0
      if (chunk === 0) continue
      this.#forEachRow(overlap, box, chunk, parity, (word, mask, shift, index) => {
        for (let bits = words[word]! & mask; bits !== 0; bits &= bits - 1) {
          into[index - shift + lowestBit(bits)] = one
        }
      })
    }
  }

  /**
   * Copies a box in; cells other than `zero` are not background. Gives false, with nothing
   * written, where chunks could not be made.
   */
  write(box: WorldBox, cells: Uint8Array, parity: Parity, zero: number): boolean {
    const overlaps = [...this.#overlaps(box)]
    const made: number[] = []
    const chunks = overlaps.map((overlap) => {
      const found = this.exports.find(...overlap.chunk)
      if (found !== 0 || isAll(cells, overlap, box, zero)) return found >>> 0
      const chunk = this.exports.create(...overlap.chunk) >>> 0
      made.push(chunk)
      return chunk
    })
    if (made.includes(0)) {
      for (const chunk of made) if (chunk !== 0) this.exports.release(chunk)
      return false
    }
    const words = this.#view()
    const directions = chunks.map((chunk, i) => {
      if (chunk === 0) return 0
      const overlap = overlaps[i]!
      let seen = 0
      this.#forEachRow(overlap, box, chunk, parity, (word, mask, shift, index, count, y, z) => {
        let bits = 0
        for (let k = 0; k < count; k++) if (cells[index + k] !== zero) bits |= 1 << (shift + k)
        const changed = (words[word]! & mask) ^ bits
        words[word]! ^= changed
        if (changed !== 0) seen |= this.#directionsOf(overlap.chunk, changed, y, z)
      })
      return seen
    })
    for (const [i, seen] of directions.entries()) {
      if (seen !== 0) this.exports.touch(chunks[i]!, IS_WRITTEN, seen, parity)
    }
    return true
  }

  /** The smallest box with all cells that are not background. */
  bounds(parity: Parity): WorldBox | undefined {
    const { axes, rowVectors, planes } = this.#layout
    const [height, depth] = [LANES * rowVectors, planes]
    const words = this.#view()
    const coordinates = new Int32Array(words.buffer)
    const least = [Infinity, Infinity, Infinity]
    const most = [-Infinity, -Infinity, -Infinity]
    const include = (axis: number, from: number, to: number) => {
      least[axis] = Math.min(least[axis]!, from)
      most[axis] = Math.max(most[axis]!, to)
    }
    const isInside = (axis: number, from: number, cells: number) =>
      from >= least[axis]! && from + cells - 1 <= most[axis]!
    for (const chunk of this.#chunks()) {
      const x = coordinates[(chunk + CHUNK_X) >>> 2]! * axes.x.chunkCells
      const y = coordinates[(chunk + CHUNK_Y) >>> 2]! * axes.y.chunkCells
      const z = coordinates[(chunk + CHUNK_Z) >>> 2]! * axes.z.chunkCells
      if (isInside(0, x, CHUNK_WIDTH) && isInside(1, y, height) && isInside(2, z, depth)) continue
      let all = 0
      for (let plane = 0; plane < depth; plane++) {
        for (let row = 0; row < height; row++) {
          const bits = words[this.#wordAt(chunk, parity, row, plane)]!
          if (bits === 0) continue
          all |= bits
          include(1, y + row, y + row)
          include(2, z + plane, z + plane)
        }
      }
      if (all !== 0) include(0, x + lowestBit(all), x + highestBit(all))
    }
    if (least[0] === Infinity) return undefined
    const [x, y, z] = least as [number, number, number]
    const size = { x: most[0]! - x + 1, y: most[1]! - y + 1, z: most[2]! - z + 1 }
    return { x, y, z, size }
  }

  /** The boxes of the chunks in which anything is not background. */
  *filledBoxes(parity: Parity): Generator<WorldBox> {
    const { axes, stateBytes } = this.#layout
    const words = this.#view()
    const coordinates = new Int32Array(words.buffer)
    const along = ({ chunks, chunkCells, lastCells }: ChunkAxis, chunk: number) =>
      [chunk * chunkCells, chunk === chunks - 1 ? lastCells : chunkCells] as const
    for (const chunk of this.#chunks()) {
      const from = (chunk + this.#stateAt(parity)) >>> 2
      if (words.subarray(from, from + (stateBytes >> 2)).every((word) => word === 0)) continue
      const [x, width] = along(axes.x, coordinates[(chunk + CHUNK_X) >>> 2]!)
      const [y, height] = along(axes.y, coordinates[(chunk + CHUNK_Y) >>> 2]!)
      const [z, depth] = along(axes.z, coordinates[(chunk + CHUNK_Z) >>> 2]!)
      yield { x, y, z, size: { x: width, y: height, z: depth } }
    }
  }

  /**
   * Turns the columns of all cells that are not as they were a tick before, or that are not
   * background where nothing has been turned yet.
   */
  turnColumns(
    columns: ColumnSums,
    powersOf: RowPowersKeeper,
    parity: Parity,
    isFirst: boolean,
  ): void {
    const { stateBytes } = this.#layout
    const words = this.#view()
    const coordinates = new Int32Array(words.buffer)
    const count = stateBytes >>> 2
    const toNow = this.#stateAt(parity) >>> 2
    const toBefore = this.#stateAt(parity === 0 ? 1 : 0) >>> 2
    for (const chunk of this.#chunks()) {
      const now = (chunk >>> 2) + toNow
      const before = (chunk >>> 2) + toBefore
      let strip: Strip | undefined
      let powers: RowPowers | undefined
      for (let word = 0; word < count; word++) {
        const turned = isFirst ? words[now + word]! : words[now + word]! ^ words[before + word]!
        if (turned === 0) continue
        strip ??= columns.strip(coordinates[(chunk + CHUNK_X) >>> 2]!)
        powers ??= powersOf.of(
          coordinates[(chunk + CHUNK_Y) >>> 2]!,
          coordinates[(chunk + CHUNK_Z) >>> 2]!,
        )
        const row = this.#rowOfWord[word]!
        columns.turn(strip, turned, powers.low[row]!, powers.high[row]!)
      }
    }
  }

  /** Who sees some cells of a chunk's row. */
  #directionsOf(
    chunk: readonly [x: number, y: number, z: number],
    cells: number,
    row: number,
    plane: number,
  ): number {
    const { axes, directions } = this.#layout
    const [x, y, z] = [axes.x, axes.y, axes.z].map(({ chunks, chunkCells, lastCells }, axis) => {
      const cellsAlong = chunk[axis] === chunks - 1 ? lastCells : chunkCells
      return cellsAlong - 1
    }) as [number, number, number]
    const along = (isFirst: boolean, isLast: boolean) =>
      [-1, 0, 1].filter((d) => d === 0 || (d < 0 ? isFirst : isLast))
    let seen = 0
    for (const dz of directions === 9 ? [0] : along(plane === 0, plane === z)) {
      for (const dy of along(row === 0, row === y)) {
        for (const dx of along((cells & 1) !== 0, ((cells >>> x) & 1) !== 0)) {
          seen |= 1 << directionOf(this.#layout, dx, dy, dz)
        }
      }
    }
    return seen
  }

  #view(): Uint32Array {
    const { buffer } = this.exports.memory
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer)
    return this.#words
  }

  #stateAt(parity: Parity): number {
    return this.#layout.headerBytes + parity * this.#layout.stateBytes
  }

  /** Index of the word of a chunk's row. */
  #wordAt(chunk: number, parity: Parity, row: number, plane: number): number {
    const { rowVectors } = this.#layout
    const vector = plane * rowVectors + (row % rowVectors)
    const place = this.#stateAt(parity) + vector * VECTOR_BYTES
    return (chunk + place + 4 * Math.floor(row / rowVectors)) >>> 2
  }

  *#chunks(): Generator<number> {
    const words = this.#view()
    const table = this.exports.table.value >>> 2
    const buckets = this.exports.bucketMask.value + 1
    for (let bucket = 0; bucket < buckets; bucket++) {
      for (let chunk = words[table + bucket]!; chunk !== 0; chunk = words[(chunk + NEXT) >>> 2]!) {
        yield chunk
      }
    }
  }

  /** The chunks that a box lies in. */
  *#overlaps({ x, y, z, size }: WorldBox): Generator<Overlap> {
    const { axes } = this.#layout
    for (const [cz, fromZ, atZ, countZ] of cut(z, size.z, axes.z.chunkCells)) {
      for (const [cy, fromY, atY, countY] of cut(y, size.y, axes.y.chunkCells)) {
        for (const [cx, fromX, atX, countX] of cut(x, size.x, axes.x.chunkCells)) {
          yield {
            chunk: [cx, cy, cz],
            from: [fromX, fromY, fromZ],
            count: [countX, countY, countZ],
            index: atX + size.x * (atY + size.y * atZ),
          }
        }
      }
    }
  }

  /**
   * Visits the rows of an overlap: the word's index, the bits of it that lie in the box, the lowest
   * of them, the index of its cell in the box, how many there are, and the row and its plane.
   */
  #forEachRow(
    { from, count, index }: Overlap,
    { size }: WorldBox,
    chunk: number,
    parity: Parity,
    visit: VisitRow,
  ): void {
    const mask = (count[0] === 32 ? -1 : (1 << count[0]) - 1) << from[0]
    for (let z = 0; z < count[2]; z++) {
      for (let y = 0; y < count[1]; y++) {
        const word = this.#wordAt(chunk, parity, from[1] + y, from[2] + z)
        const first = index + size.x * (y + size.y * z)
        visit(word, mask, from[0], first, count[0], from[1] + y, from[2] + z)
      }
    }
  }
}

function listRowsOfWords({ rowVectors, planes }: ChunkLayout): Uint8Array {
  return Uint8Array.from({ length: LANES * rowVectors * planes }, (_, word) => {
    const vector = Math.floor(word / LANES)
    const plane = Math.floor(vector / rowVectors)
    const row = (word % LANES) * rowVectors + (vector % rowVectors)
    return plane * LANES * rowVectors + row
  })
}

type Part = readonly [chunk: number, within: number, at: number, length: number]

/** A range of sites cut at the chunks: the chunk, where in it, where in the range, how many. */
function cut(from: number, count: number, chunkCells: number): readonly Part[] {
  const parts: Part[] = []
  for (let at = 0; at < count; ) {
    const chunk = Math.floor((from + at) / chunkCells)
    const within = from + at - chunk * chunkCells
    const length = Math.min(chunkCells - within, count - at)
    parts.push([chunk, within, at, length])
    at += length
  }
  return parts
}

/** Tells whether all cells of an overlap are in one state. */
function isAll(cells: Uint8Array, { count, index }: Overlap, { size }: WorldBox, state: number) {
  for (let z = 0; z < count[2]; z++) {
    for (let y = 0; y < count[1]; y++) {
      const row = index + size.x * (y + size.y * z)
      for (let x = 0; x < count[0]; x++) if (cells[row + x] !== state) return false
    }
  }
  return true
}
