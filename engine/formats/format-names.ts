/** Formats as file names show them. */
import type { PatternFormat } from './pattern.ts'

/** What a file name says: the format, and whether it ends in `.gz` as well. */
export interface NamedFormat {
  readonly format: PatternFormat
  readonly gzip: boolean
}

const FORMAT_OF_EXTENSION: Readonly<Record<string, PatternFormat>> = {
  rle: 'rle',
  mc: 'macrocell',
  rle3: 'rle3',
  cells: 'cells',
  lif: 'life105',
  l: 'life105',
  life: 'life106',
  vox: 'vox',
  npy: 'npy',
}

/**
 * The format a file name stands for, or undefined where its extension is none of ours. Both Life
 * formats are found under `.lif` and `.life`; to write, `.lif` and `.l` mean 1.05, which keeps
 * the rule, and `.life` means 1.06.
 */
export function formatOfFileName(name: string): NamedFormat | undefined {
  const match = /\.([a-z0-9]+)(\.gz)?$/i.exec(name)
  const extension = match?.[1]?.toLowerCase() ?? ''
  if (!Object.hasOwn(FORMAT_OF_EXTENSION, extension)) return undefined
  return { format: FORMAT_OF_EXTENSION[extension]!, gzip: match?.[2] !== undefined }
}

/** The endings that name a format, with their dots. */
export const FORMAT_ENDINGS: readonly string[] = Object.keys(FORMAT_OF_EXTENSION).map(
  (extension) => `.${extension}`,
)
