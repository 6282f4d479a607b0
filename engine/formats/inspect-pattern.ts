/** What any pattern file holds, from its bytes. */
import { detectFormat } from './detect-format.ts'
import { openFile } from './open-file.ts'
import { infoOfMacrocell, infoOfPattern, type PatternInfo } from './pattern-info.ts'
import { parseMacrocell } from './read-macrocell.ts'
import { type ReadOptions, readFormat } from './read-pattern.ts'

/**
 * Describes a pattern file without handing out its cells. A macrocell is described from its tree,
 * however many cells that stands for.
 *
 * @throws {PatternError} as `readPattern` does, save that no macrocell is too large.
 */
export async function inspectPattern(
  bytes: Uint8Array,
  options: ReadOptions = {},
): Promise<PatternInfo> {
  const content = await openFile(bytes)
  const format = detectFormat(content, options.fileName)
  return format === 'macrocell'
    ? infoOfMacrocell(parseMacrocell(content))
    : infoOfPattern(readFormat(format, content))
}
