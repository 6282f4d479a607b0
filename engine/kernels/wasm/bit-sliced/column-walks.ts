/**
 * A plan as code for all columns of a row: one function for those inside and one for each near an
 * end, behind a function that picks the right one.
 */
import type { Expression } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { type ColumnKind, listColumns } from './column-window.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import { type Walk, type WalkStrides, writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/**
 * Walks down a column: its number, addresses of its first vector and of what is written first, how
 * many rows, and the parity of y + z in the first one.
 */
export type ColumnWalk = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32', 'i32'], 'void'>

interface ColumnWalkSpec {
  readonly layout: SlicedLayout
  readonly plan: WalkPlan
  readonly strides: WalkStrides
  readonly isState: boolean
  /** Address of the columns' masks. */
  readonly masks: number
}

/**
 * Adds the walks of a plan that goes along y. An odd row at the end is made together with the one
 * before it, once more, so there must be one; what is written there is the same.
 */
export function writeColumnWalk(
  module: ModuleBuilder,
  spec: ColumnWalkSpec,
  columns = listColumns(spec.layout),
): ColumnWalk {
  const { layout, plan, strides, masks } = spec
  const { unroll } = plan.logic
  const walks = columns.map(
    (column) => [column, writeWalk(module, { ...spec, column, sumBits: 0 })] as const,
  )
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, column, from, to, rows, parity) => {
    const mask = f.keep(i32.add(masks, i32.mul(column, VECTOR_BYTES)))
    f.increase(parity, column)
    const walkFor = (steps: Expression<'i32'> | number) =>
      writeChoice(f, walks, column, [from, to, steps, mask, parity])
    if (unroll === 1) {
      walkFor(rows)
      return
    }
    f.if(i32.geU(rows, unroll), () => walkFor(i32.divU(rows, unroll)))
    f.if(i32.remU(rows, unroll), () => {
      const back = f.keep(i32.sub(rows, unroll))
      f.increase(from, i32.mul(back, layout.strideY))
      f.increase(to, i32.mul(back, strides.outIndex))
      f.increase(parity, back)
      walkFor(1)
    })
  })
}

/** Calls the walk of a column. */
function writeChoice(
  f: FunctionBuilder,
  walks: readonly (readonly [ColumnKind, Walk])[],
  column: Expression<'i32'>,
  operands: readonly (Expression<'i32'> | number)[],
): void {
  const [first, ...others] = walks
  if (first === undefined) return
  const [kind, walk] = first
  const call = () => f.do(f.call(walk, ...operands))
  if (others.length === 0 || kind.kind === 'inner') call()
  else f.if(i32.eq(column, kind.column), call, () => writeChoice(f, others, column, operands))
}
