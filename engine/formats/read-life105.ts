/**
 * Life 1.05: blocks of `.` and `*`, each under a `#P x y` that places its corner.
 *
 * `#N` is Conway's rule, `#R 23/3` another (survival first), `#D` and `#C` are comments. The
 * pattern is the bounding box of all blocks' cells; where blocks overlap, both are live.
 */

import { assertCoordinate } from './assert-axis.ts'
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment } from './comments.ts'
import { cropCells } from './crop-cells.ts'
import type { Pattern } from './pattern.ts'
import { readPlainRow } from './read-cells.ts'
import { splitRuleText } from './rule-text.ts'
import {
  decodeText,
  forEachLine,
  placeAt,
  skipByteOrderMark,
  trimEnd,
  unexpectedAt,
} from './text-lines.ts'

const HASH = 35

/**
 * Reads a Life 1.05 file; its first line may be missing.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function readLife105(bytes: Uint8Array): Pattern {
  const builder = new CellListBuilder('life105', (at) => placeAt('life105', bytes, at))
  const comments: string[] = []
  let ruleText: string | undefined
  let left = 0
  let y = 0
  const readNote = (start: number, end: number) => {
    const line = decodeText('life105', bytes, start, end)
    const text = line.slice(2)
    switch (line[1]) {
      case 'P': {
        const corner = /^(?:([+-]?\d+)[\s,]+([+-]?\d+))?$/.exec(text.trim())
        if (corner === null) throw unexpectedAt('life105', bytes, start, 'a block corner, "#P x y"')
        left = assertCoordinate('life105', bytes, start, corner[1] ?? '0')
        y = assertCoordinate('life105', bytes, start, corner[2] ?? '0')
        break
      }
      case 'N':
        ruleText = 'B3/S23'
        break
      case 'R':
        ruleText = text.trim() || undefined
        break
      case 'D':
      case 'C':
        addComment(comments, text, 'life105', bytes, start)
        break
      default:
        if (!/^#\s*Life\b/i.test(line)) addComment(comments, line.slice(1), 'life105', bytes, start)
    }
  }
  forEachLine(bytes, skipByteOrderMark(bytes), (start, lineEnd) => {
    if (bytes[start] === HASH) return readNote(start, lineEnd)
    const end = trimEnd(bytes, start, lineEnd)
    if (end === start) return
    readPlainRow('life105', bytes, start, end, left, y, builder)
    y++
  })
  const { cells, size } = cropCells('life105', builder.build())
  return {
    format: 'life105',
    name: undefined,
    comments,
    ...splitRuleText(ruleText ?? ''),
    dimensions: 2,
    size,
    cells,
    generation: undefined,
    originInWorld: undefined,
  }
}
