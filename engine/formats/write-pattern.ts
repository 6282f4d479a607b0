/** Any pattern file, to its bytes. */
import { gzip } from './gzip.ts'
import type { PatternFormat } from './pattern.ts'
import type { PatternSource } from './pattern-source.ts'
import { writeMacrocell } from './write-macrocell.ts'
import { writeNpy } from './write-npy.ts'
import { writeCells, writeLife105, writeLife106 } from './write-plain.ts'
import { writeRle } from './write-rle.ts'
import { writeRle3 } from './write-rle3.ts'
import { writeVox } from './write-vox.ts'

interface WriteOptions {
  readonly gzip?: boolean
}

const WRITERS = {
  rle: writeRle,
  macrocell: writeMacrocell,
  rle3: writeRle3,
  cells: writeCells,
  life105: writeLife105,
  life106: writeLife106,
  vox: writeVox,
  npy: writeNpy,
} as const satisfies Record<PatternFormat, (source: PatternSource) => Uint8Array>

/**
 * Writes a pattern in a format. Equal patterns give equal bytes; gzipped ones do so on one
 * runtime, because deflate leaves its choices to whoever wrote it. The caller owns the result.
 *
 * @throws {UnrepresentablePatternError} where the format cannot hold the pattern.
 */
export async function writePattern(
  source: PatternSource,
  format: PatternFormat,
  options: WriteOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = WRITERS[format](source) as Uint8Array<ArrayBuffer>
  return options.gzip ? gzip(bytes) : bytes
}
