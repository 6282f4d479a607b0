/** What the code of all shapes has in common: a step for some rows of one layer of the world. */
import type { Expression, Operand } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { SumPlan } from './sum-plan.ts'

/**
 * The parameters: addresses of the layer as it is and of the layer as it will be, address of the
 * memory to work in, the first of the rows and the one after the last.
 */
export type StepRows = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32', 'i32'], 'void'>

/** The parameters: address of a row's counts, of its cells, and of their next states. */
export type DecideRow = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/**
 * The address of row y of a layer, which a torus may count from as far as three reaches above the
 * world on and without an end below it.
 */
export function rowAddress(
  { rows, shape }: SumPlan,
  layer: Operand<'i32'>,
  y: Operand<'i32'>,
): Expression<'i32'> {
  const height = rows.size.y
  const turns = Math.ceil((3 * shape.reachY + 3) / height)
  const row = rows.isTorus ? i32.remU(i32.add(y, turns * height), height) : y
  return i32.add(layer, i32.mul(row, rows.rowBytes))
}
