/** Patterns on their way into a world: read from what other programs copy, turned, mirrored, written again. */
import { sortCells } from '../../engine/formats/cell-list.ts'
import type { CellList } from '../../engine/formats/pattern.ts'
import { readPattern } from '../../engine/formats/read-pattern.ts'
import { writeRle } from '../../engine/formats/write-rle.ts'
import { writeRle3 } from '../../engine/formats/write-rle3.ts'
import type { Size } from '../../engine/lattice/size.ts'
import { ClipTooLargeError } from './errors.ts'

/** A pattern that is held to be placed. */
export interface Clip {
  readonly size: Size
  /** In flat order. */
  readonly cells: CellList
}

type Axis = 'x' | 'y' | 'z'

/** More could be neither shown nor sent while somebody waits. */
export const MAX_CLIP_CELLS = 1_000_000

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

/** The pattern as RLE, or as 3-D RLE where it has layers; whoever pastes it knows the rule. */
export function writeClip({ size, cells }: Clip): string {
  const isSolid = size.z > 1
  const source = { cells, size, dimensions: isSolid ? 3 : 2 } as const
  return new TextDecoder().decode(isSolid ? writeRle3(source) : writeRle(source))
}

/** The pattern turned by a quarter about an axis: about z clockwise, as it is seen. */
export function turnClip({ size, cells }: Clip, axis: Axis): Clip {
  const [from, to] = PLANES[axis]
  const flipped = cells[to].map((at) => size[to] - 1 - at)
  return {
    size: { ...size, [from]: size[to], [to]: size[from] },
    cells: sortCells({ ...cells, [from]: flipped, [to]: cells[from] }),
  }
}

/** The pattern with an axis reversed. */
export function mirrorClip({ size, cells }: Clip, axis: Axis): Clip {
  const mirrored = cells[axis].map((at) => size[axis] - 1 - at)
  return { size, cells: sortCells({ ...cells, [axis]: mirrored }) }
}

/** The axes that a turn about an axis exchanges. */
const PLANES: Readonly<Record<Axis, readonly [Axis, Axis]>> = {
  x: ['y', 'z'],
  y: ['z', 'x'],
  z: ['x', 'y'],
}
