/**
 * Weighted sums of 16-bit numbers.
 *
 * Rows that count the same, as those above and below do in a round neighborhood, are added up
 * first, into one line. Then sites of a line are taken two at a time: the products of eight cells
 * with two weights in turn, added in pairs, are sums for every other cell. What begins at a cell
 * and at the one after it gives the even and the odd ones.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { ChunkScope, LineMaker } from './chunk-scope.ts'
import { type LaneLayout, offsetInGrid } from './lane-layout.ts'
import { isInt16 } from './lane-width.ts'
import { interleaving } from './shuffles.ts'
import type { Tap } from './taps.ts'

/** Bytes of a 16-bit number. */
const BYTES = 2

/** Cells whose sums are made at a time: two chunks. */
const STEP_CELLS = 32

/** Sites farther apart than this are not taken as one row with zeros between. */
const MAX_GAP_CELLS = 6

/** Rows of sites with the same weights, of which there is an even number. */
interface FoldedRow {
  readonly dx: number
  readonly weights: readonly number[]
  readonly rows: readonly { readonly dy: number; readonly dz: number }[]
}

/** Writes the function for some sites, whose numbers lie in a range. */
export function writeDots(
  scope: ChunkScope,
  taps: readonly Tap[],
  numbers: NodeRange,
): LineMaker['make'] {
  const { module, data, layout } = scope
  const folded = foldRows(taps, numbers)
  const longest = folded.reduce((most, { weights }) => Math.max(most, weights.length), 0)
  const lineBytes = roundUp(BYTES * (layout.flatStride + 2 * STEP_CELLS + longest))
  const lines = scope.reserve(folded.length * lineBytes)
  const weightTable = data.placeNumbers(
    16,
    folded.flatMap(({ weights }) => weights),
  )
  // For each line where it lies and how many bytes its weights take.
  const steps = folded.flatMap(({ weights }, i) => [lines + i * lineBytes, BYTES * weights.length])
  const stepTable = data.placeNumbers(32, steps)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, corner, into, chunks, thread) => {
    const cells = f.keep(i32.shl(i32.shrU(i32.add(chunks, 1), 1), Math.log2(STEP_CELLS)))
    for (const [i, row] of folded.entries()) {
      writeFold(f, layout, row, corner, i32.add(thread, lines + i * lineBytes), cells)
    }
    const sums = Array.from({ length: 8 }, () => f.local('v128'))
    const step = f.local('i32')
    const weight = f.local('i32')
    const end = f.keep(i32.add(into, i32.shl(cells, 2)))
    f.doWhile(
      () => {
        for (const sum of sums) f.set(sum, i8x16.const(0))
        f.set(step, stepTable)
        f.set(weight, weightTable)
        f.doWhile(
          () => {
            const site = f.keep(i32.add(thread, i32.load(step)))
            const last = f.keep(i32.add(weight, i32.load(step, 4)))
            f.doWhile(() => writePair(f, sums, site, weight), i32.ltU(weight, last))
            f.increase(step, 8)
          },
          i32.ltU(step, stepTable + 4 * steps.length),
        )
        writeSums(f, sums, into)
        f.increase(thread, BYTES * STEP_CELLS)
        f.increase(into, 4 * STEP_CELLS)
      },
      i32.ltU(into, end),
    )
  })
}

/** Adds up rows into a line, as far as cells look. */
function writeFold(
  f: FunctionBuilder,
  layout: LaneLayout,
  { dx, weights, rows }: FoldedRow,
  corner: Local<'i32'>,
  line: ReturnType<typeof i32.add>,
  cells: Local<'i32'>,
): void {
  const source = f.keep(corner)
  const target = f.keep(line)
  const needed = i32.add(i32.shl(cells, 1), BYTES * weights.length + 16)
  const end = f.keep(i32.add(target, needed))
  f.doWhile(
    () => {
      const [first, ...others] = rows.map(({ dy, dz }) =>
        v128.load(source, BYTES * offsetInGrid(layout, dx, dy, dz)),
      )
      const sum = f.keep(first!)
      for (const other of others) f.set(sum, i16x8.add(sum, other))
      f.do(v128.store(target, sum))
      f.increase(source, 16)
      f.increase(target, 16)
    },
    i32.ltU(target, end),
  )
}

/** Adds the products with two weights; `sums` are the even and the odd cells of each 8 in turn. */
function writePair(
  f: FunctionBuilder,
  sums: readonly Local<'v128'>[],
  site: Local<'i32'>,
  weight: Local<'i32'>,
): void {
  const pair = f.keep(v128.load32Splat(weight))
  for (const [i, sum] of sums.entries()) {
    const offset = 16 * (i >> 1) + BYTES * (i & 1)
    f.set(sum, i32x4.add(sum, i32x4.dotI16x8S(v128.load(site, offset), pair)))
  }
  f.increase(site, 2 * BYTES)
  f.increase(weight, 2 * BYTES)
}

function writeSums(f: FunctionBuilder, sums: readonly Local<'v128'>[], into: Local<'i32'>): void {
  for (let i = 0; i < sums.length; i++) {
    const even = sums[i & ~1]!
    const odd = sums[i | 1]!
    f.do(v128.store(into, i8x16.shuffle(even, odd, interleaving(4, i & 1)), 16 * i))
  }
}

/** Puts rows that have the same weights together, as long as their sums stay within 16 bits. */
function foldRows(taps: readonly Tap[], { low, high }: NodeRange): readonly FoldedRow[] {
  const folded = new Map<string, { dx: number; weights: number[]; rows: Segment[] }[]>()
  for (const segment of splitSegments(taps)) {
    const { dx, weights } = segment
    const key = `${dx}: ${weights.join()}`
    const alike = folded.get(key) ?? []
    folded.set(key, alike)
    const last = alike.at(-1)
    const rows = (last?.rows.length ?? 0) + 1
    if (last !== undefined && isInt16({ low: low * rows, high: high * rows })) {
      last.rows.push(segment)
    } else alike.push({ dx, weights, rows: [segment] })
  }
  return [...folded.values()].flat()
}

/** Sites of one row, those between that do not count among them. */
interface Segment {
  readonly dx: number
  readonly dy: number
  readonly dz: number
  readonly weights: number[]
}

function splitSegments(taps: readonly Tap[]): readonly Segment[] {
  const segments: Segment[] = []
  let last: Segment | undefined
  for (const { dx, dy, dz, weight } of taps) {
    const gap = last?.dy === dy && last.dz === dz ? dx - last.dx - last.weights.length : -1
    if (last === undefined || gap < 0 || gap > MAX_GAP_CELLS) {
      last = { dx, dy, dz, weights: [] }
      segments.push(last)
    } else for (let i = 0; i < gap; i++) last.weights.push(0)
    last.weights.push(weight)
  }
  for (const { weights } of segments) if (weights.length % 2 === 1) weights.push(0)
  return segments
}

const roundUp = (bytes: number) => Math.ceil(bytes / 16) * 16
