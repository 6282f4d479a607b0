/**
 * Decision diagrams, walked by each cell of a chunk on its own.
 *
 * The walks of a chunk do not wait for each other, so a processor has several under way. Rows are
 * named by their place in memory, which saves a multiplication at every step.
 */
import type { Expression } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16 } from '../../../forge/wasm/vectors.ts'
import type { ProgramNode } from '../../../rules/program/program.ts'
import { packNumbers } from '../static-data.ts'
import type { ChunkScope, ThreadFunction } from './chunk-scope.ts'
import { loadLanes } from './chunk-sites.ts'
import { createComputed, type LaneValue } from './lane-values.ts'
import { CHUNK_CELLS, type Width, widthOf } from './lane-width.ts'
import { spanOf } from './measures.ts'

/** What decides at one depth of a tree. */
export type TreeDigit =
  /** A state in its plane, so many bytes after where the chunk's pointer to it points. */
  | { readonly kind: 'state'; readonly place: number }
  /** A number from 0 to the tree's arity - 1. */
  | { readonly kind: 'value'; readonly value: LaneValue }

type Tree = Extract<ProgramNode, { readonly op: 'tree' }>

/** The value that a tree leads to. */
export function walkTree(scope: ChunkScope, tree: Tree, digits: readonly TreeDigit[]): LaneValue {
  const { code, at } = scope
  const rows = layOutRows(tree)
  const range = spanOf(rows.leaves)
  const width = widthOf(range)
  const places = digits.map((digit) => ({
    ...digit,
    place: digit.kind === 'state' ? digit.place : scope.reserve(CHUNK_CELLS),
  }))
  const outcome = scope.reserve(CHUNK_CELLS * (width / 8))
  const walk = writeWalker(scope, rows, places, width, outcome)
  let hasWalked = false
  const ensureWalked = () => {
    if (hasWalked) return
    hasWalked = true
    for (const digit of places) {
      if (digit.kind === 'state') continue
      // Lanes beyond the row's end may hold anything, and must not lead outside the memory.
      const bounded = code.binary(i8x16.minU, digit.value.at(8, 0), code.splat(8, tree.arity - 1))
      code.store(at.thread, bounded, digit.place)
    }
    code.effect(
      (state, thread) => scope.f.call(walk, state, thread),
      at.plane(0).address,
      at.thread,
    )
  }
  const loaded = loadLanes(scope, at.thread, outcome, width, range)
  const inputs = places.flatMap((digit) => (digit.kind === 'value' ? [digit.value] : []))
  return createComputed(code, {
    range,
    home: width,
    inputs,
    isUniform: false,
    compute: (part) => {
      ensureWalked()
      return loaded.at(width, part)
    },
  })
}

/** A tree's rows one after another, as they lie in memory. */
interface TreeRows {
  /** Of all levels but the last, where the row to go on with lies in bytes; of the last, values. */
  readonly entries: Int32Array
  readonly rootBytes: number
  /** The entries of the last level. */
  readonly leaves: Int32Array
}

function layOutRows({ rows, arity, inputs }: Tree): TreeRows {
  const root = rows.length / arity - 1
  const entries = Int32Array.from(rows)
  let level = new Set([root])
  for (let depth = 1; depth < inputs.length; depth++) {
    const below = new Set<number>()
    for (const row of level) {
      for (let i = row * arity; i < (row + 1) * arity; i++) {
        below.add(rows[i]!)
        entries[i] = rows[i]! * arity * 4
      }
    }
    level = below
  }
  const leaves = new Int32Array(level.size * arity)
  let filled = 0
  for (const row of level) {
    leaves.set(rows.subarray(row * arity, (row + 1) * arity), filled)
    filled += arity
  }
  return { entries, rootBytes: root * arity * 4, leaves }
}

function writeWalker(
  { module, data }: ChunkScope,
  { entries, rootBytes }: TreeRows,
  digits: readonly { readonly kind: TreeDigit['kind']; readonly place: number }[],
  width: Width,
  outcome: number,
): ThreadFunction {
  const table = data.place(packNumbers(32, entries))
  const store = { 8: i32.store8, 16: i32.store16, 32: i32.store }[width]
  const walkOne = (f: FunctionBuilder, state: Expression<'i32'>, thread: Expression<'i32'>) => {
    let row: Expression<'i32'> | undefined
    for (const { kind, place } of digits) {
      const digit = i32.shl(i32.load8U(kind === 'state' ? state : thread, place), 2)
      row =
        row === undefined
          ? i32.load(digit, table + rootBytes)
          : i32.load(i32.add(f.keep(row), digit), table)
    }
    return row!
  }
  return module.function({ params: ['i32', 'i32'] }, (f, state, thread) => {
    const end = f.keep(i32.add(thread, CHUNK_CELLS))
    const into = f.keep(i32.add(thread, outcome))
    f.doWhile(
      () => {
        f.do(store(into, walkOne(f, state, thread)))
        f.increase(into, width / 8)
        f.increase(state, 1)
        f.increase(thread, 1)
      },
      i32.ltU(thread, end),
    )
  })
}
