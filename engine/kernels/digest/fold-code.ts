/**
 * Code that folds rows into the values of their columns, 64 rows at a time, 128 bits at once.
 *
 * The values are 64 vectors beside each other, bit i of all columns in vector i. A block of rows
 * below is taken in as `values * t^n + block`, where n is 64, or what there is between layers. Where
 * blocks are short, multiplying is most of the work, and two are taken in at a time. What the rows
 * mean is not known here.
 *
 * Since t^64 = (1 + t)(1 + t^3), and squares are taken term by term, t^(64 d) is
 * (1 + t^d)(1 + t^(3 d)) for each power d of two: two XORs a vector for the product.
 */
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { v128 } from '../../forge/wasm/vectors.ts'
import { type FieldStep, listFieldSteps, UNIT_STEP } from './field-steps.ts'

export const BLOCK_ROWS = 64

const VECTOR_BYTES = 16

/** What t^64 is: the sum of t to these. */
const TAIL = [0, 1, 3, 4] as const

/** Takes in blocks: address of their first row, of the values, number of vectors of a row. */
export type FoldFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** A block that is taken in. */
export interface FoldBlock {
  /** Bytes from the address that is given to its first row. */
  readonly at: number
  /** Rows, at most 64. */
  readonly rows: number
  /** How far it is from the first row that is taken in. */
  readonly step: FieldStep
}

export interface FoldShape {
  /** What the values are multiplied by. */
  readonly step: FieldStep
  readonly blocks: readonly FoldBlock[]
  /** Bytes from a row to those whose XOR is taken in; absent where it is the row alone. */
  readonly summands?: readonly number[]
  /** From one row of a block to the next. */
  readonly rowBytes: number
  /** From one vector of the values to the next of the same columns. */
  readonly valueBytes: number
}

/** The vectors of a polynomial, the coefficients of t^i; undefined where they are 0. */
type Coefficients = (i: number) => Local<'v128'> | undefined

/** A block and no other. */
export const oneBlock = (rows: number): readonly FoldBlock[] => [{ at: 0, rows, step: UNIT_STEP }]

/** Adds the function that takes in blocks so many rows below, in as many steps as that needs. */
export function writePowerFold(
  module: ModuleBuilder,
  exponent: number,
  shape: Omit<FoldShape, 'step'>,
): FoldFunction {
  const steps = listFieldSteps(exponent)
  const folds = steps.map(({ step, times }, i) => {
    const blocks = i === steps.length - 1 ? shape.blocks : []
    return { fold: writeFold(module, { ...shape, step, blocks }), times }
  })
  if (folds.length === 1) return folds[0]!.fold
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, from, values, vectors) => {
    for (const { fold, times } of folds) {
      const call = () => f.do(f.call(fold, from, values, vectors))
      if (times === 1) call()
      else f.for(0, times, call)
    }
  })
}

/** Adds the function that takes in blocks. */
export function writeFold(
  module: ModuleBuilder,
  { step, blocks, summands = [0], rowBytes, valueBytes }: FoldShape,
): FoldFunction {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, from, values, vectors) => {
    f.while(vectors, () => {
      const old = loadRows(f, values, BLOCK_ROWS, valueBytes, [0])
      const terms = blocks.map(({ rows, at, step: own }) => {
        const places = summands.map((summand) => at + summand)
        return multiply(f, loadRows(f, from, rows, rowBytes, places), own)
      })
      const all = [multiply(f, old, step), ...terms]
      const parts = (i: number) => all.map((term) => term(i)).filter((part) => part !== undefined)
      const degree = Math.max(...[step, ...blocks.map((block) => block.step)].map(degreeOf))
      const overflows = reduceDegree(f, parts, degree)
      // From the last on: what is written over is not read again.
      for (let i = BLOCK_ROWS - 1; i >= 0; i--) {
        const sum = [...parts(i), ...overflows[i]!]
        const isSame = sum.length === 1 && sum[0] === old(i)
        if (!isSame) f.do(v128.store(values, sumOf(sum), i * valueBytes))
      }
      f.increase(from, VECTOR_BYTES)
      f.increase(values, VECTOR_BYTES)
      f.set(vectors, i32.sub(vectors, 1))
    })
  })
}

const degreeOf = ({ shift, factors }: FieldStep) =>
  factors.reduce((sum, distance) => sum + distance, shift)

/** Rows, each the XOR of what lies at some places from an address. */
function loadRows(
  f: FunctionBuilder,
  address: Local<'i32'>,
  rows: number,
  rowBytes: number,
  places: readonly number[],
): Coefficients {
  const load = (i: number) => places.map((place) => v128.load(address, place + i * rowBytes))
  return keepOnce((i) => (i >= 0 && i < rows ? f.keep(sumOf(load(i))) : undefined))
}

function multiply(
  f: FunctionBuilder,
  of: Coefficients,
  { shift, factors }: FieldStep,
): Coefficients {
  const product = factors.reduce((factor, distance) => multiplyOnce(f, factor, distance), of)
  return (i) => product(i - shift)
}

/** Times 1 + t^distance. */
function multiplyOnce(f: FunctionBuilder, of: Coefficients, distance: number): Coefficients {
  return keepOnce((i) => {
    const [own, moved] = [of(i), of(i - distance)]
    return own !== undefined && moved !== undefined ? f.keep(v128.xor(own, moved)) : (own ?? moved)
  })
}

/** What the coefficients of t^64 and above add to each of those below. */
function reduceDegree(
  f: FunctionBuilder,
  partsOf: (i: number) => readonly Local<'v128'>[],
  degree: number,
): readonly (readonly Local<'v128'>[])[] {
  const added = Array.from({ length: BLOCK_ROWS + degree }, (): Local<'v128'>[] => [])
  for (let i = BLOCK_ROWS + degree - 1; i >= BLOCK_ROWS; i--) {
    const parts = [...partsOf(i), ...added[i]!]
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
