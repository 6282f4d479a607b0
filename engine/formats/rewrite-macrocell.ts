/**
 * A macrocell written anew from the tree that was read, for patterns that are too large to be laid
 * out: it takes as long as the file is large.
 */
import { gzip } from './gzip.ts'
import { leafLine } from './hashlife-macrocell.ts'
import {
  commentLine,
  commentLinesOf,
  encodeLines,
  nameLineOf,
  type PatternSource,
} from './pattern-source.ts'
import type { Macrocell } from './read-macrocell.ts'
import { suffixedRuleOf } from './write-rle.ts'

/**
 * Writes the squares of a macrocell as they are, in their order.
 *
 * @param source what the file says besides its cells; its own are not looked at.
 */
export async function rewriteMacrocell(
  { tree }: Macrocell,
  source: PatternSource,
  options: { readonly gzip?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { generation } = source
  const rule = suffixedRuleOf(source)
  const name = nameLineOf(source)
  const lines = [
    '[M2] (thunderline)',
    ...(rule === undefined ? [] : [`#R ${rule}`]),
    ...(generation === undefined ? [] : [`#G ${generation}`]),
    ...(name === undefined ? [] : [`#N ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('#C', text)),
  ]
  for (let node = 1; node <= tree.root; node++) {
    const words = Uint32Array.from([0, 1, 2, 3], (index) => tree.word(node, index))
    lines.push(tree.isBitLeaf(node) ? leafLine(words) : `${tree.levelOf(node)} ${words.join(' ')}`)
  }
  const bytes = encodeLines(lines) as Uint8Array<ArrayBuffer>
  return options.gzip ? gzip(bytes) : bytes
}
