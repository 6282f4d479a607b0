/**
 * Weighted sums over so many sites that they get a function of their own, which makes the sums of
 * a whole row before its cells are stepped.
 */
import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { ChunkScope, LineMaker } from './chunk-scope.ts'
import { loadLanes } from './chunk-sites.ts'
import { offsetInGrid } from './lane-layout.ts'
import type { LaneValue } from './lane-values.ts'
import { ALL_NUMBERS, CHUNK_CELLS } from './lane-width.ts'
import { spanOf } from './measures.ts'
import { rangeOfSum, type SumPlan } from './sum-plan.ts'
import type { Tap } from './taps.ts'
import { writeDots } from './wide-dots.ts'

type WidePlan = Extract<SumPlan, { readonly kind: 'dots' | 'products' }>

/** The sum that a plan makes line by line. */
export function sumWide(scope: ChunkScope, { kind, plane, taps }: WidePlan): LaneValue {
  const { layout, lines, at } = scope
  // Lines are made in steps of two chunks, of which the last may not be wanted.
  const line = scope.reserve(4 * (layout.flatStride + CHUNK_CELLS))
  const values = plane.measure.kind === 'table' ? spanOf(plane.measure.values) : ALL_NUMBERS
  const make = kind === 'dots' ? writeDots(scope, taps, values) : writeProducts(scope, taps)
  lines.push({ make, plane, line })
  const range = plane.component === 0 ? rangeOfSum(taps, values) : ALL_NUMBERS
  return loadLanes(scope, at.line, line, 32, range)
}

/** Adds the product of each site and its weight, one after another. */
function writeProducts(
  { module, data, layout }: ChunkScope,
  taps: readonly Tap[],
): LineMaker['make'] {
  const places = taps.flatMap(({ dx, dy, dz, weight }) => [
    4 * offsetInGrid(layout, dx, dy, dz),
    weight,
  ])
  const table = data.placeNumbers(32, places)
  const end = table + 4 * places.length
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, plane, line, chunks) => {
    const sums = Array.from({ length: 4 }, () => f.local('v128'))
    const tap = f.local('i32')
    f.doWhile(() => {
      for (const sum of sums) f.set(sum, i8x16.const(0))
      f.set(tap, table)
      f.doWhile(
        () => {
          const site = f.keep(i32.add(plane, i32.load(tap)))
          const weight = f.keep(v128.load32Splat(tap, 4))
          for (const [part, sum] of sums.entries()) {
            f.set(sum, i32x4.add(sum, i32x4.mul(v128.load(site, 16 * part), weight)))
          }
          f.increase(tap, 8)
        },
        i32.ltU(tap, end),
      )
      for (const [part, sum] of sums.entries()) f.do(v128.store(line, sum, 16 * part))
      f.increase(plane, 4 * CHUNK_CELLS)
      f.increase(line, 4 * CHUNK_CELLS)
      f.increase(chunks, -1)
    }, chunks)
  })
}
