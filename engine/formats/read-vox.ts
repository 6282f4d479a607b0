/**
 * MagicaVoxel's `.vox`: one model of colored voxels; the state is the color index.
 *
 * `VOX `, a version, and the chunk MAIN whose children are, among others, SIZE (x, y, z, with z up)
 * and XYZI (a count and x, y, z, color a voxel). Palette, scene and material chunks are passed
 * over. A file with several models is refused, because which of them is the pattern, and where
 * they stand to each other, only its scene would tell.
 */

import type { Size } from '../lattice/size.ts'
import { CellListBuilder } from './cell-list-builder.ts'
import {
  PatternLimitError,
  PatternSyntaxError,
  PatternTruncatedError,
  UnsupportedPatternError,
} from './errors.ts'
import { MAX_VOX_AXIS_CELLS } from './limits.ts'
import type { Pattern } from './pattern.ts'

const CHUNK_HEADER_BYTES = 12

/**
 * Reads a .vox file.
 *
 * @throws {PatternError} where it is none, holds no or several models, or a voxel outside its model.
 */
export function readVox(bytes: Uint8Array): Pattern {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const main = readChunk(bytes, view, 8)
  if (main.id !== 'MAIN') throw syntaxError(8, main.id, 'the chunk MAIN')
  const sizes: Chunk[] = []
  const models: Chunk[] = []
  for (let at = main.end; at < main.childrenEnd; ) {
    const chunk = readChunk(bytes, view, at)
    if (chunk.id === 'SIZE') sizes.push(chunk)
    if (chunk.id === 'XYZI') models.push(chunk)
    at = chunk.childrenEnd
  }
  const [sizeChunk] = sizes
  const [model] = models
  if (sizeChunk === undefined || model === undefined) {
    const expected = 'a model, that is the chunks SIZE and XYZI'
    throw new PatternTruncatedError({ format: 'vox', byteOffset: bytes.length, expected })
  }
  if (models.length > 1 || sizes.length > 1) {
    const found = `a scene of ${models.length} models`
    throw new UnsupportedPatternError({ format: 'vox', found, expected: 'a single model' })
  }
  const size = readSize(view, sizeChunk)
  return {
    format: 'vox',
    name: undefined,
    comments: [],
    ruleText: undefined,
    dimensions: 3,
    size,
    cells: readVoxels(bytes, view, model, size),
    generation: undefined,
    world: undefined,
    originInWorld: undefined,
  }
}

interface Chunk {
  readonly id: string
  /** Offsets of the content's first byte, its end, and the end of the chunks within. */
  readonly start: number
  readonly end: number
  readonly childrenEnd: number
}

function readChunk(bytes: Uint8Array, view: DataView, at: number): Chunk {
  const start = at + CHUNK_HEADER_BYTES
  if (start > bytes.length) {
    throw new PatternTruncatedError({ format: 'vox', byteOffset: at, expected: 'a chunk' })
  }
  const id = String.fromCharCode(...bytes.subarray(at, at + 4))
  const end = start + view.getUint32(at + 4, true)
  const childrenEnd = end + view.getUint32(at + 8, true)
  if (childrenEnd > bytes.length) {
    const expected = `the ${childrenEnd - start} bytes of chunk ${JSON.stringify(id)}`
    throw new PatternTruncatedError({ format: 'vox', byteOffset: start, expected })
  }
  return { id, start, end, childrenEnd }
}

function readSize(view: DataView, { start, end }: Chunk): Size {
  if (end - start < 12) throw syntaxError(start, `${end - start} bytes`, 'a SIZE of 12 bytes')
  const [x, y, z] = [0, 4, 8].map((offset) => {
    const cells = view.getUint32(start + offset, true)
    if (cells < 1) throw syntaxError(start + offset, cells, 'a size of at least 1')
    if (cells > MAX_VOX_AXIS_CELLS) {
      throw new PatternLimitError({
        format: 'vox',
        byteOffset: start + offset,
        what: 'a model size',
        found: cells,
        limit: MAX_VOX_AXIS_CELLS,
      })
    }
    return cells
  })
  return { x: x!, y: y!, z: z! }
}

function readVoxels(bytes: Uint8Array, view: DataView, { start, end }: Chunk, size: Size) {
  const count = end - start < 4 ? 0 : view.getUint32(start, true)
  if (4 + 4 * count > end - start) {
    const expected = `${count} voxels of 4 bytes`
    throw syntaxError(start, `${end - start} bytes`, expected)
  }
  const builder = new CellListBuilder('vox')
  for (let at = start + 4; at < start + 4 + 4 * count; at += 4) {
    const [x, y, z, color] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!]
    if (x >= size.x || y >= size.y || z >= size.z) {
      throw syntaxError(at, `${x},${y},${z}`, `a voxel inside ${size.x}x${size.y}x${size.z}`)
    }
    if (color === 0) throw syntaxError(at + 3, 0, 'a color index from 1 to 255')
    builder.addRun(x, y, z, color, 1)
  }
  return builder.build()
}

function syntaxError(byteOffset: number, found: string | number, expected: string) {
  return new PatternSyntaxError({ format: 'vox', byteOffset, found, expected })
}
