/** Patterns that somebody holds to place them by hand. */
import type { Size } from '../lattice/size.ts'
import { sortCells } from './cell-list.ts'
import { ClipTooLargeError } from './errors.ts'
import type { CellList } from './pattern.ts'
import { readPattern } from './read-pattern.ts'

/** A pattern that is held to be placed. */
export interface Clip {
  readonly size: Size
  /** In flat order. */
  readonly cells: CellList
}

/** More could be neither shown nor sent while somebody waits. */
const MAX_CLIP_CELLS = 1_000_000

/**
 * Reads a pattern of any format.
 *
 * @throws {PatternError} where it is none.
 * @throws {ClipTooLargeError} where it has more than MAX_CLIP_CELLS.
 */
export async function readClip(content: string | Uint8Array, fileName?: string): Promise<Clip> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const { size, cells } = await readPattern(bytes, fileName === undefined ? {} : { fileName })
  if (cells.states.length > MAX_CLIP_CELLS) {
    throw new ClipTooLargeError({ cells: cells.states.length, maxCells: MAX_CLIP_CELLS })
  }
  return { size, cells: sortCells(cells) }
}
