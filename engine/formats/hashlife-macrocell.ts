/**
 * Macrocell files to and from the squares of a HashLife kernel, none of them laid out: a pattern
 * 2^30 cells wide takes as long as its file is large.
 */

import type { QuadTable } from '../kernels/hashlife/quad-table.ts'
import { UnrepresentablePatternError, UnsupportedPatternError } from './errors.ts'
import { MAX_MACROCELL_NODES } from './limits.ts'
import { BIT_LEAF_LEVEL, type MacrocellTree } from './macrocell-tree.ts'
import { commentLine, encodeLines } from './pattern-source.ts'
import { visitCells } from './visit-macrocell.ts'

/** Level of the smallest root a table may have. */
const MIN_ROOT_LEVEL = BIT_LEAF_LEVEL + 1

/**
 * The squares of a macrocell file's tree.
 *
 * @throws {UnsupportedPatternError} where a cell is in another state than 0 or 1.
 */
export function quadTableFromMacrocell(tree: MacrocellTree): QuadTable {
  const levels: number[] = [0]
  const words: number[] = [0, 0, 0, 0]
  const numbers = new Int32Array(tree.nodeCount + 1)
  const push = (level: number, four: readonly number[]) => {
    words.push(...four)
    return levels.push(level) - 1
  }
  // Children stand on earlier lines than the squares they are part of.
  for (let node = 1; node <= tree.root; node++) {
    const level = tree.levelOf(node)
    if (level < BIT_LEAF_LEVEL) continue
    const isBits = tree.isBitLeaf(node)
    if (level === BIT_LEAF_LEVEL) {
      const rows = isBits ? [tree.word(node, 0), tree.word(node, 1)] : rowsOf(tree, node)
      numbers[node] = push(level, [...rows, 0, 0])
    } else {
      numbers[node] = push(
        level,
        [0, 1, 2, 3].map((quarter) => numbers[tree.word(node, quarter)]!),
      )
    }
  }
  const rootLevel = tree.root === 0 ? 0 : tree.levelOf(tree.root)
  const root =
    tree.root === 0 || rootLevel >= MIN_ROOT_LEVEL
      ? numbers[tree.root]!
      : push(MIN_ROOT_LEVEL, centeredLeaves(tree, push))
  return { root, levels: Uint16Array.from(levels), words: Uint32Array.from(words) }
}

/** The rows of up to 8x8 cells as two words, from a square that is made of single cells. */
function rowsOf(tree: MacrocellTree, node: number): [number, number] {
  const rows: [number, number] = [0, 0]
  visitCells(tree, node, 0, 0, (x, y, state) => {
    assertLive(state)
    rows[y >> 2]! |= 1 << (8 * (y & 3) + x)
  })
  return [rows[0] >>> 0, rows[1] >>> 0]
}

/** The four leaves around the center of a root that is no larger than one. */
function centeredLeaves(
  tree: MacrocellTree,
  push: (level: number, four: readonly number[]) => number,
): number[] {
  const half = 2 ** (tree.levelOf(tree.root) - 1)
  const leaves = [0, 1, 2, 3].map((): [number, number] => [0, 0])
  visitCells(tree, tree.root, 8 - half, 8 - half, (x, y, state) => {
    assertLive(state)
    leaves[(x >> 3) + 2 * (y >> 3)]![(y & 7) >> 2]! |= 1 << (8 * (y & 3) + (x & 7))
  })
  return leaves.map(([north, south]) =>
    (north | south) === 0 ? 0 : push(BIT_LEAF_LEVEL, [north >>> 0, south >>> 0, 0, 0]),
  )
}

/** @throws {UnsupportedPatternError} unless a cell's state is 1. */
function assertLive(state: number): void {
  if (state === 1) return
  const found = `A cell in state ${state}`
  throw new UnsupportedPatternError({ format: 'macrocell', found, expected: 'the states 0 and 1' })
}

/** What a macrocell file says besides its cells. */
export interface MacrocellNotes {
  /** The rule as Golly writes it. */
  readonly ruleText: string
  readonly generation: bigint
  readonly comments?: readonly string[] | undefined
}

/**
 * Writes squares as a two-state macrocell file.
 *
 * @throws {UnrepresentablePatternError} where there are more squares than can be read.
 */
export function writeQuadMacrocell(table: QuadTable, notes: MacrocellNotes): Uint8Array {
  const { root, levels, words } = table
  if (root > MAX_MACROCELL_NODES) {
    throw new UnrepresentablePatternError({
      format: 'macrocell',
      found: 'a pattern with so many different squares',
      expected: `at most ${MAX_MACROCELL_NODES} squares`,
    })
  }
  const lines = [
    '[M2] (thunderline)',
    `#R ${notes.ruleText}`,
    `#G ${notes.generation}`,
    ...(notes.comments ?? []).map((text) => commentLine('#C', text)),
  ]
  if (root === 0) lines.push(`${MIN_ROOT_LEVEL} 0 0 0 0`)
  for (let i = 1; i <= root; i++) {
    const four = words.subarray(4 * i, 4 * i + 4)
    const level = levels[i]!
    lines.push(level === BIT_LEAF_LEVEL ? leafLine(four) : `${level} ${four.join(' ')}`)
  }
  return encodeLines(lines)
}

/** The rows of a leaf, each `.` and `*` up to its last cell, then `$`. */
export function leafLine(words: Uint32Array): string {
  let line = ''
  for (let row = 0; row < 8; row++) {
    for (let rest = (words[row >> 2]! >>> (8 * (row & 3))) & 0xff; rest !== 0; rest >>= 1) {
      line += rest & 1 ? '*' : '.'
    }
    line += '$'
  }
  return line
}
