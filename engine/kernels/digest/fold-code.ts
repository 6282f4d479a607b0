/**
 * Code that folds rows into the values of their columns, 64 rows at a time, 128 bits at once.
 *
 * The values are 64 vectors beside each other, bit i of all columns in vector i. A block of rows
 * below is taken in as `values * t^n + block`, where n is 64, or what there is between layers. What
 * the rows mean is not known here.
 *
 * Since t^64 = (1 + t)(1 + t^3), and squares are taken term by term, t^(64 d) is
 * (1 + t^d)(1 + t^(3 d)) for each power d of two: two XORs a vector for the product.
 */
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { v128 } from '../../forge/wasm/vectors.ts'
import { type FieldStep, listFieldSteps } from './field-steps.ts'

export const BLOCK_ROWS = 64

const VECTOR_BYTES = 16

/** What t^64 is: the sum of t to these. */
const TAIL = [0, 1, 3, 4] as const

/** Takes in a block: address of its first row, of the values, number of vectors of a row. */
export type FoldFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

export interface FoldShape {
  /** What the values are multiplied by. */
  readonly step: FieldStep
  /** Rows of a block, at most 64. */
  readonly rows: number
  /** From one row of a block to the next. */
  readonly rowBytes: number
  /** From one vector of the values to the next of the same columns. */
  readonly valueBytes: number
}

/** Adds the function that takes in a block so many rows below, in as many steps as that needs. */
export function writePowerFold(
  module: ModuleBuilder,
  exponent: number,
  shape: Omit<FoldShape, 'step'>,
): FoldFunction {
  const steps = listFieldSteps(exponent)
  const folds = steps.map(({ step, times }, i) => {
    const rows = i === steps.length - 1 ? shape.rows : 0
    return { fold: writeFold(module, { ...shape, step, rows }), times }
  })
  if (folds.length === 1) return folds[0]!.fold
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, block, values, vectors) => {
    for (const { fold, times } of folds) {
      const call = () => f.do(f.call(fold, block, values, vectors))
      if (times === 1) call()
      else f.for(0, times, call)
    }
  })
}

/** The vectors of a polynomial, the coefficients of t^i; undefined where they are 0. */
type Coefficients = (i: number) => Local<'v128'> | undefined

/** Adds the function that takes in a block. */
export function writeFold(
  module: ModuleBuilder,
  { step, rows, rowBytes, valueBytes }: FoldShape,
): FoldFunction {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, block, values, vectors) => {
    f.while(vectors, () => {
      const old = keepOnce((i) =>
        i >= 0 && i < BLOCK_ROWS ? f.keep(v128.load(values, i * valueBytes)) : undefined,
      )
      const product = step.factors.reduce((of, distance) => multiply(f, of, distance), old)
      const degree = step.factors.reduce((sum, distance) => sum + distance, step.shift)
      const overflows = reduceDegree(f, (i) => product(i - step.shift), degree)
      // From the last on: what is written over is not read again.
      for (let i = BLOCK_ROWS - 1; i >= 0; i--) {
        const parts: Expression<'v128'>[] = [
          product(i - step.shift),
          ...(overflows[i] ?? []),
        ].filter((part) => part !== undefined)
        if (i < rows) parts.push(v128.load(block, i * rowBytes))
        const isSame = parts.length === 1 && parts[0] === old(i)
        if (!isSame) f.do(v128.store(values, sumOf(parts), i * valueBytes))
      }
      f.increase(block, VECTOR_BYTES)
      f.increase(values, VECTOR_BYTES)
      f.set(vectors, i32.sub(vectors, 1))
    })
  })
}

/** Times 1 + t^distance. */
function multiply(f: FunctionBuilder, of: Coefficients, distance: number): Coefficients {
  return keepOnce((i) => {
    const [own, moved] = [of(i), of(i - distance)]
    return own !== undefined && moved !== undefined ? f.keep(v128.xor(own, moved)) : (own ?? moved)
  })
}

/** What the coefficients of t^64 and above add to each of those below. */
function reduceDegree(
  f: FunctionBuilder,
  of: Coefficients,
  degree: number,
): readonly (readonly Local<'v128'>[])[] {
  const added = Array.from({ length: BLOCK_ROWS + degree }, (): Local<'v128'>[] => [])
  for (let i = BLOCK_ROWS + degree - 1; i >= BLOCK_ROWS; i--) {
    const parts = [of(i), ...(added[i] ?? [])].filter((part) => part !== undefined)
    if (parts.length === 0) continue
    const overflow = parts.length === 1 ? parts[0]! : f.keep(sumOf(parts))
    for (const power of TAIL) added[i - BLOCK_ROWS + power]?.push(overflow)
  }
  return added
}

const sumOf = (parts: readonly Expression<'v128'>[]) =>
  parts.length === 0
    ? v128.const(new Uint8Array(VECTOR_BYTES))
    : parts.reduce((sum, part) => v128.xor(sum, part))

/** Remembers what was kept in a local where it was first asked for. */
function keepOnce(keep: Coefficients): Coefficients {
  const kept = new Map<number, Local<'v128'> | undefined>()
  return (i) => {
    if (!kept.has(i)) kept.set(i, keep(i))
    return kept.get(i)
  }
}
