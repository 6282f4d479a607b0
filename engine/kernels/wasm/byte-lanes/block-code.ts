/**
 * Writes code that works on blocks of 16 cells, and keeps its constants in locals.
 *
 * V8 makes a vector constant anew wherever it stands in the code. So a function is written twice:
 * once on trial, to learn which constants it needs, and then with all of them set before its loop.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { StaticData } from '../static-data.ts'
import { HAS_RELAXED_SWIZZLE, relaxedSwizzle } from './relaxed-swizzle.ts'

/** A vector, where the code is at. */
export type Vector = Expression<'v128'>

/** Cells of a block. */
export const BLOCK_CELLS = 16

export class BlockCode {
  readonly f: FunctionBuilder
  /** Tables that lie in the memory. */
  readonly data: StaticData
  readonly #constants = new Map<string, Local<'v128'>>()

  constructor(f: FunctionBuilder, data: StaticData) {
    this.f = f
    this.data = data
  }

  /** A vector of these 16 bytes. */
  constant(bytes: ArrayLike<number>): Local<'v128'> {
    const key = Array.from(bytes).join()
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const local = this.f.keep(v128.const(bytes))
    this.#constants.set(key, local)
    return local
  }

  /** A vector whose lanes all hold one number, modulo their width. */
  splat(value: number, laneBytes = 1): Local<'v128'> {
    return this.constant(Uint8Array.from({ length: 16 }, (_, i) => value >> (8 * (i % laneBytes))))
  }

  keep(vector: Vector): Local<'v128'> {
    return this.f.keep(vector)
  }

  /**
   * `bytes[index]` in each lane; missing bytes are 0. Every index must be below 16, or be 128 or
   * more, which gives 0.
   */
  pick(bytes: ArrayLike<number>, index: Vector): Vector {
    const table = this.constant(Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0))
    return HAS_RELAXED_SWIZZLE ? relaxedSwizzle(table, index) : i8x16.swizzle(table, index)
  }

  /** As `pick`, with any index; 0 for those of 16 and more. */
  pickOrZero(bytes: ArrayLike<number>, index: Vector): Vector {
    const table = this.constant(Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0))
    return i8x16.swizzle(table, index)
  }

  /** The constants that the code written so far has asked for. */
  listConstants(): readonly (readonly number[])[] {
    return [...this.#constants.keys()].map((key) => key.split(',').map(Number))
  }
}

/** Writes the body of a function with so many parameters, its constants first. */
export function writeBlockCode(
  f: FunctionBuilder,
  paramCount: number,
  data: StaticData,
  write: (code: BlockCode) => void,
): void {
  const trial = new BlockCode(new FunctionBuilder(paramCount), data)
  write(trial)
  const code = new BlockCode(f, data)
  for (const bytes of trial.listConstants()) code.constant(bytes)
  write(code)
}
