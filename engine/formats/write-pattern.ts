/** Any pattern file, to its bytes. */
import type { Size } from '../lattice/size.ts'
import { UnrepresentablePatternError } from './errors.ts'
import { gzip } from './gzip.ts'
import type { PatternFormat } from './pattern.ts'
import type { PatternSource } from './pattern-source.ts'
import { writeMacrocell } from './write-macrocell.ts'
import { writeNpy } from './write-npy.ts'
import { writeCells, writeLife105, writeLife106 } from './write-plain.ts'
import { writeRle } from './write-rle.ts'
import { writeRle3 } from './write-rle3.ts'
import { assertVoxAxes, writeVox } from './write-vox.ts'

/** Formats of a single layer, and those of them that know only the states 0 and 1. */
const FLAT_FORMATS: readonly PatternFormat[] = ['rle', 'macrocell', 'cells', 'life105', 'life106']
const TWO_STATE_FORMATS: readonly PatternFormat[] = ['cells', 'life105', 'life106']

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
 * Checks, before a world is run, that a format can hold whatever its rule may make of it; a world
 * without an end may still outgrow the format.
 *
 * @param states of the rule. @param size of the world, 0 along an axis without an end.
 * @throws {UnrepresentablePatternError} where it cannot.
 */
export function assertFormatHolds(format: PatternFormat, states: number, size: Size): void {
  if (states > 2 && TWO_STATE_FORMATS.includes(format)) {
    throw new UnrepresentablePatternError({
      format,
      found: `the ${states} states of the rule`,
      expected: 'the states 0 and 1 (.rle, .mc and .npy hold them all)',
    })
  }
  if (size.z !== 1 && FLAT_FORMATS.includes(format)) {
    throw new UnrepresentablePatternError({
      format,
      found: 'the layers of a world in three dimensions',
      expected: 'flat patterns (.rle3, .npy and .vox hold layers)',
    })
  }
  if (format === 'vox') assertVoxAxes(size)
}

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
