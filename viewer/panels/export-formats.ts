/** The formats a state can be saved in, and what the file is called. */
import type { PatternFormat } from '../../engine/formats/pattern.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'

type RuleFacts = Pick<RunInfo['rule'], 'dimensions' | 'states'>

export interface ExportFormat {
  readonly format: PatternFormat
  readonly text: string
  readonly extension: string
  readonly isFor: (rule: RuleFacts) => boolean
}

const isFlat = ({ dimensions }: RuleFacts) => dimensions < 3
const isSolid = ({ dimensions }: RuleFacts) => dimensions === 3
const isFlatTwoState = (rule: RuleFacts) => isFlat(rule) && rule.states === 2

/** In the order of the list; the first that suits a rule is its default. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { format: 'rle', text: 'RLE', extension: 'rle', isFor: isFlat },
  { format: 'rle3', text: '3-D RLE', extension: 'rle3', isFor: isSolid },
  { format: 'macrocell', text: 'Macrocell', extension: 'mc', isFor: isFlat },
  { format: 'cells', text: 'Plaintext', extension: 'cells', isFor: isFlatTwoState },
  { format: 'life106', text: 'Life 1.06', extension: 'life', isFor: isFlatTwoState },
  { format: 'vox', text: 'MagicaVoxel', extension: 'vox', isFor: isSolid },
  { format: 'npy', text: 'NumPy', extension: 'npy', isFor: () => true },
]

/** A plain file name from a title: `r-pentomino-1103.rle`. */
export function exportFileName(title: string, tick: number, extension: string): string {
  return `${plainFileName(title)}-${tick}.${extension}`
}

/** Letters, digits and single hyphens of a title; `world` where it has none. */
export function plainFileName(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain || 'world'
}
