/** Any pattern file, from its bytes. */
import { detectFormat } from './detect-format.ts'
import { openFile } from './open-file.ts'
import type { Pattern, PatternFormat } from './pattern.ts'
import { readCells } from './read-cells.ts'
import { readLife105 } from './read-life105.ts'
import { readLife106 } from './read-life106.ts'
import { readMacrocell } from './read-macrocell.ts'
import { readNpy } from './read-npy.ts'
import { readRle } from './read-rle.ts'
import { readRle3 } from './read-rle3.ts'
import { readVox } from './read-vox.ts'

export interface ReadOptions {
  /** Breaks ties of detection; it need not be a path that exists. */
  readonly fileName?: string
}

const READERS = {
  rle: readRle,
  macrocell: readMacrocell,
  rle3: readRle3,
  cells: readCells,
  life105: readLife105,
  life106: readLife106,
  vox: readVox,
  npy: readNpy,
} as const satisfies Record<PatternFormat, (bytes: Uint8Array) => Pattern>

/** Reads inflated bytes of a known format. */
export function readFormat(format: PatternFormat, content: Uint8Array): Pattern {
  return READERS[format](content)
}

/**
 * Reads a pattern file of any format, gzipped or not. The bytes are not kept.
 *
 * @throws {PatternError} where the bytes are of no known format, are damaged, or hold more than
 * limits.ts allows.
 */
export async function readPattern(bytes: Uint8Array, options: ReadOptions = {}): Promise<Pattern> {
  const content = await openFile(bytes)
  return readFormat(detectFormat(content, options.fileName), content)
}
