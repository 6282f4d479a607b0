/**
 * Says of each picture which bricks hold anything, and which have changed since the picture before,
 * so that whoever draws it uploads no more than that.
 */
import { countCells, type Size } from '../lattice/size.ts'
import {
  BRICK_CHANGED,
  BRICK_EDGE,
  BRICK_FILLED,
  countBricks,
  type FrameBricks,
} from '../protocol/picture-api.ts'
import type { Frame } from '../protocol/simulation-api.ts'

/** Rows whose cells can be compared four at a time. */
const WORD_BYTES = 4
const WORDS_PER_BRICK = BRICK_EDGE / WORD_BYTES

interface Marked {
  readonly version: number
  readonly place: string
  readonly cells: Uint8Array
}

export class BrickMarker {
  #last: Marked | undefined

  /** Forgets the picture before, as when another world is loaded. */
  clear(): void {
    this.#last = undefined
  }

  /** The marks of a picture, which it keeps a copy of. */
  mark({ version, shape, origin, cells: buffer }: Omit<Frame, 'extras'>): FrameBricks {
    const cells = new Uint8Array(buffer)
    const { x, y, z } = origin
    const place = [x, y, z, shape.x, shape.y, shape.z].join()
    const before = this.#last?.place === place ? this.#last : undefined
    const marks = new Uint8Array(countCells(countBricks(shape)))
    if (before === undefined) marks.fill(BRICK_CHANGED)
    const kept = before?.cells ?? cells.slice()
    if (shape.x % BRICK_EDGE === 0) markWords(cells, kept, shape, marks)
    else markBytes(cells, kept, shape, marks)
    this.#last = { version, place, cells: kept }
    return { marks, since: before?.version }
  }
}

/** Marks, and makes `kept` equal to `cells`, brick row by brick row. */
function markWords(cells: Uint8Array, kept: Uint8Array, size: Size, marks: Uint8Array): void {
  const now = new Uint32Array(cells.buffer, cells.byteOffset, cells.length / WORD_BYTES)
  const old = new Uint32Array(kept.buffer, kept.byteOffset, kept.length / WORD_BYTES)
  const { x: along } = countBricks(size)
  let at = 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = rowOfBricks(size, y, z)
      for (let brick = 0; brick < along; brick++, at += WORDS_PER_BRICK) {
        const first = now[at]!
        const second = now[at + 1]!
        if ((first | second) !== 0) marks[row + brick]! |= BRICK_FILLED
        if (first === old[at] && second === old[at + 1]) continue
        marks[row + brick]! |= BRICK_CHANGED
        old[at] = first
        old[at + 1] = second
      }
    }
  }
}

function markBytes(cells: Uint8Array, kept: Uint8Array, size: Size, marks: Uint8Array): void {
  let at = 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = rowOfBricks(size, y, z)
      for (let x = 0; x < size.x; x++, at++) {
        const brick = row + Math.floor(x / BRICK_EDGE)
        if (cells[at] !== 0) marks[brick]! |= BRICK_FILLED
        if (cells[at] === kept[at]) continue
        marks[brick]! |= BRICK_CHANGED
        kept[at] = cells[at]!
      }
    }
  }
}

/** The first brick of those that the row of cells lies in. */
function rowOfBricks(size: Size, y: number, z: number): number {
  const bricks = countBricks(size)
  return bricks.x * (Math.floor(y / BRICK_EDGE) + bricks.y * Math.floor(z / BRICK_EDGE))
}
