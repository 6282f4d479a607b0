/** Writes `.npy` version 1.0: bytes in C order, axes (z, y, x), (y, x) or (x). */
import { paintCells } from './cell-list.ts'
import { UnrepresentablePatternError } from './errors.ts'
import { MAX_FILE_BYTES } from './limits.ts'
import type { PatternSource } from './pattern-source.ts'

/** The data begins at a multiple of this, as NumPy writes it, so that it can be mapped. */
const ALIGNMENT_BYTES = 64
const PREFIX_BYTES = 10

/** @throws {UnrepresentablePatternError} where the box has more sites than fit a file. */
export function writeNpy({ cells, size, dimensions }: PatternSource): Uint8Array {
  const axes = [size.z, size.y, size.x].slice(size.z > 1 ? 0 : 3 - dimensions)
  const shape = axes.length === 1 ? `${axes[0]},` : axes.join(', ')
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`
  const dataStart =
    Math.ceil((PREFIX_BYTES + header.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
  const fileBytes = dataStart + size.x * size.y * size.z
  if (fileBytes > MAX_FILE_BYTES) {
    throw new UnrepresentablePatternError({
      format: 'npy',
      found: `a box of ${size.x}x${size.y}x${size.z}`,
      expected: `at most ${MAX_FILE_BYTES} sites with the header`,
    })
  }
  const bytes = new Uint8Array(fileBytes)
  const text = `\x93NUMPY\x01\x00__${header.padEnd(dataStart - PREFIX_BYTES - 1)}\n`
  for (let i = 0; i < dataStart; i++) bytes[i] = text.charCodeAt(i)
  new DataView(bytes.buffer).setUint16(8, dataStart - PREFIX_BYTES, true)
  paintCells(cells, bytes.subarray(dataStart), size, { x: 0, y: 0, z: 0 })
  return bytes
}
