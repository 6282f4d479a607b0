/**
 * Where things lie in the memory of a module of chunks: a few fixed places first, then chunks and
 * tables of buckets as they are needed.
 */
import { PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { type ChunkLayout, roundUp, VECTOR_BYTES } from './chunk-layout.ts'
import { buildShapes } from './chunk-shapes.ts'

/** First chunk of the list to compute at even ticks; that of odd ones is in the next word. */
export const HEADS = 16

/** Buckets of the first table. */
export const FIRST_BUCKETS = 256

/** The most memory a module takes: sums of addresses and sizes stay within 32 bits. */
const MAX_BYTES = 3 * 2 ** 30

const CACHE_LINE_BYTES = 64

export interface ChunkMemory {
  /** The rows around and in a chunk, each as it is and moved by a cell to the right and left. */
  readonly halo: number
  /** A plane of rows, and room for one vector more. */
  readonly rows: number
  /** A plane of what has changed. */
  readonly changes: number
  readonly shapes: number
  /** The chunk that stands for all that are not there: its cells are background. */
  readonly missing: number
  /** The chunk that stands for what lies beyond the faces of a box: its cells are 0. */
  readonly outside: number
  /** The first table of buckets; chunks follow. */
  readonly table: number
  readonly minPages: number
  readonly maxPages: number
}

/** Bytes of a vector with its two neighbors in the halo. */
export const HALO_CELL_BYTES = 3 * VECTOR_BYTES

/** Bytes of a plane of the halo. */
export function haloPlaneBytes({ rowVectors }: ChunkLayout): number {
  return (rowVectors + 2) * HALO_CELL_BYTES
}

export function planMemory(layout: ChunkLayout, maxBytes: number): ChunkMemory {
  let next = CACHE_LINE_BYTES
  const take = (bytes: number) => {
    const address = next
    next = roundUp(next + bytes, CACHE_LINE_BYTES)
    return address
  }
  const planeBytes = layout.rowVectors * VECTOR_BYTES
  const fixed = {
    halo: take((layout.planes + 2) * haloPlaneBytes(layout)),
    rows: take(planeBytes + VECTOR_BYTES),
    changes: take(planeBytes),
    shapes: take(layout.hasShapes ? buildShapes(layout).length : 0),
    missing: take(layout.chunkBytes),
    outside: take(layout.chunkBytes),
    table: take(4 * FIRST_BUCKETS),
  }
  const minPages = Math.ceil(next / PAGE_BYTES)
  const maxPages = Math.max(minPages, Math.floor(Math.min(maxBytes, MAX_BYTES) / PAGE_BYTES))
  return { ...fixed, minPages, maxPages }
}
