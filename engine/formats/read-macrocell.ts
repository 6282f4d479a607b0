/**
 * Golly's macrocell: a quadtree, children before parents, below `[M2]` and `#` lines.
 *
 * `parseMacrocell` reads the tree, which may describe more cells than there are atoms;
 * `readMacrocell` lays it out as a list where it is small enough.
 */

import { emptyCellList } from './cell-list.ts'
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment, parseGeneration } from './comments.ts'
import { PatternTooLargeError } from './errors.ts'
import { MAX_AXIS_CELLS, MAX_PATTERN_CELLS } from './limits.ts'
import {
  describeTree,
  type MacrocellBounds,
  type MacrocellFacts,
  sumCounts,
} from './macrocell-facts.ts'
import { CENTER_Y, MacrocellTree } from './macrocell-tree.ts'
import type { CellList, Pattern } from './pattern.ts'
import { originInPlane } from './read-rle.ts'
import { type SplitRuleText, splitRuleText } from './rule-text.ts'
import { decodeText, forEachLine, skipByteOrderMark, skipSpace, trimEnd } from './text-lines.ts'
import { type VisitCell, visitCells } from './visit-macrocell.ts'

const HASH = 35
const BRACKET = 91

export interface Macrocell extends SplitRuleText, MacrocellFacts {
  readonly tree: MacrocellTree
  readonly name: string | undefined
  readonly comments: readonly string[]
  readonly generation: bigint | undefined
}

/**
 * Reads the tree of a macrocell file and describes it.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function parseMacrocell(bytes: Uint8Array): Macrocell {
  const tree = new MacrocellTree()
  const comments: string[] = []
  let name: string | undefined
  let rule: string | undefined
  let generation: bigint | undefined
  forEachLine(bytes, skipByteOrderMark(bytes), (lineStart, lineEnd) => {
    const end = trimEnd(bytes, lineStart, lineEnd)
    const start = skipSpace(bytes, lineStart, end)
    if (start === end || (tree.nodeCount === 0 && bytes[start] === BRACKET)) return
    if (bytes[start] !== HASH) return tree.addLine(bytes, start, end)
    const line = decodeText('macrocell', bytes, start, end)
    const text = line.slice(2)
    if (line[1] === 'R') rule = text
    else if (line[1] === 'G') {
      generation = parseGeneration(text.trim(), 'macrocell', bytes, start)
    } else if (line[1] === 'N') name ??= text.trim() || undefined
    else addComment(comments, line[1] === 'C' ? text : line.slice(1), 'macrocell', bytes, start)
  })
  return { tree, name, comments, generation, ...splitRuleText(rule ?? ''), ...describeTree(tree) }
}

/**
 * Reads a macrocell file as a list of cells; the pattern is their bounding box.
 *
 * @throws {PatternTooLargeError} where the box is longer than MAX_AXIS_CELLS or holds more than
 * MAX_PATTERN_CELLS cells.
 * @throws {PatternError} where it is no macrocell, or is beyond the limits.
 */
export function readMacrocell(bytes: Uint8Array): Pattern {
  const macrocell = parseMacrocell(bytes)
  const error = whyTooLarge(macrocell)
  if (error !== undefined) throw error
  const { tree, name, comments, generation, ruleText, world, bounds } = macrocell
  return {
    format: 'macrocell',
    name,
    comments,
    ruleText,
    dimensions: 2,
    size: { x: Number(bounds?.width ?? 1n), y: Number(bounds?.height ?? 1n), z: 1 },
    cells: bounds === undefined ? emptyCellList() : layOut(tree, bounds),
    generation,
    world,
    originInWorld: bounds && originInPlane(cornerOf(tree, bounds), world),
  }
}

/** Golly's coordinates of the bounding box's corner. */
function cornerOf(tree: MacrocellTree, { minX, minY }: MacrocellBounds) {
  const half = 2n ** BigInt(tree.levelOf(tree.root) - 1)
  return { x: Number(minX - half), y: Number(minY - half) + CENTER_Y }
}

/** Why a macrocell cannot be laid out as a list of cells; undefined where it can. */
export function whyTooLarge({ counts, bounds }: Macrocell): PatternTooLargeError | undefined {
  return (
    excess('a population', sumCounts(counts), MAX_PATTERN_CELLS) ??
    excess('a width', bounds?.width ?? 1n, MAX_AXIS_CELLS) ??
    excess('a height', bounds?.height ?? 1n, MAX_AXIS_CELLS)
  )
}

function excess(what: string, found: bigint, limit: number): PatternTooLargeError | undefined {
  if (found <= BigInt(limit)) return undefined
  const shown = found < 10n ** 40n ? String(found) : `about 2^${found.toString(2).length - 1}`
  return new PatternTooLargeError({ format: 'macrocell', what, found: shown, limit })
}

/** Squares up to this level have their place in plain numbers; above it there are few. */
const EXACT_LEVEL = 48

function layOut(tree: MacrocellTree, bounds: MacrocellBounds): CellList {
  const builder = new CellListBuilder('macrocell')
  const addCell: VisitCell = (x, y, state) => builder.addRun(x, y, 0, state, 1)
  const enterFar = (node: number, x: bigint, y: bigint) => {
    const level = tree.levelOf(node)
    if (level <= EXACT_LEVEL) {
      visitCells(tree, node, Number(x), Number(y), addCell)
      return
    }
    const half = 2n ** BigInt(level - 1)
    for (let quarter = 0; quarter < 4; quarter++) {
      const child = tree.word(node, quarter)
      if (child === 0) continue
      enterFar(child, quarter & 1 ? x + half : x, quarter & 2 ? y + half : y)
    }
  }
  enterFar(tree.root, -bounds.minX, -bounds.minY)
  return builder.build()
}
