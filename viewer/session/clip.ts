/** Patterns on their way into a world: turned, mirrored, written again. */
import { sortCells } from '../../engine/formats/cell-list.ts'
import type { Clip } from '../../engine/formats/read-clip.ts'
import { encodeRle } from '../../engine/formats/rle-encoder.ts'

type Axis = 'x' | 'y' | 'z'

/** The pattern as RLE, or as 3-D RLE where it has layers; whoever pastes it knows the rule. */
export function writeClip({ size: { x, y, z }, cells }: Clip): string {
  const head = z > 1 ? ['3D version=1', `x=${x} y=${y} z=${z}`] : [`x = ${x}, y = ${y}`]
  const isTwoState = cells.states.every((state) => state === 1)
  return [...head, ...encodeRle(cells, isTwoState), ''].join('\n')
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
