/** Code that turns the values of 128 columns round, from vectors into numbers, and adds them up. */
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { i8x16, i64x2, v128 } from '../../forge/wasm/vectors.ts'
import { KEY_STEP, MIX_FACTORS, MIX_SHIFTS } from '../../math/digest-terms.ts'
import { BLOCK_ROWS } from './fold-code.ts'

const VECTOR_BYTES = 16

const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7] as const

/** Bytes of the room in which columns are turned round. */
export const TURN_BYTES = BLOCK_ROWS * VECTOR_BYTES

/**
 * The sum over 128 columns, that of bit j of byte b being number `b + bitStep * j` from the first:
 * address of the values, the key of the first column before it is mixed, how many columns there are
 * from it on in its row, and `bitStep`.
 */
export type SumFunction = FunctionHandle<readonly ['i32', 'i64', 'i32', 'i32'], 'i64'>

export interface SumShape {
  /** From one vector of the values to the next of the same columns. */
  readonly valueBytes: number
  /** Address of `TURN_BYTES` bytes. */
  readonly room: number
  /**
   * What is summed up: the columns' terms, or `mix(value ^ key)` alone, from which the sum for
   * values of 0 is to be taken off.
   */
  readonly of: 'terms' | 'mixed'
}

/** Adds the function that sums up; what lies in the place of columns that do not exist is 0 to it. */
export function writeColumnSum(
  module: ModuleBuilder,
  { valueBytes, room, of }: SumShape,
): SumFunction {
  const turn = writeTurn(module, valueBytes, room)
  const params = ['i32', 'i64', 'i32', 'i32'] as const
  return module.function({ params, result: 'i64' }, (f, values, start, count, bitStep) => {
    f.do(f.call(turn, values, maskColumns(f, count, bitStep)))
    const far = i64.add(start, BigInt.asIntN(64, 8n * KEY_STEP))
    const byteKey = f.keep(i64x2.replaceLane(1, i64x2.splat(start), far))
    const stride = f.keep(i64x2.splat(i64.mul(i64.extendI32S(bitStep), KEY_STEP)))
    const sum = f.local('v128', i64x2.const(0))
    const state = f.local('v128')
    const at = f.local('i32', i32.const(0))
    f.for(0, 8, () => {
      f.set(state, byteKey)
      f.for(0, 8, () => {
        const key = mix(f, state)
        const mixed = mix(f, v128.xor(v128.load(at, room), key))
        const term = of === 'terms' ? i64x2.sub(mixed, mix(f, key)) : mixed
        f.set(sum, i64x2.add(sum, term))
        f.set(state, i64x2.add(state, stride))
        f.increase(at, VECTOR_BYTES)
      })
      f.set(byteKey, i64x2.add(byteKey, i64x2.const(KEY_STEP)))
    })
    f.return(i64.add(i64x2.extractLane(0, sum), i64x2.extractLane(1, sum)))
  })
}

/** A vector with 1 where a column is. */
function maskColumns(
  f: FunctionBuilder,
  count: Local<'i32'>,
  bitStep: Local<'i32'>,
): Local<'v128'> {
  const places = v128.const(Uint8Array.from({ length: VECTOR_BYTES }, (_, byte) => byte))
  const mask = f.local('v128', i64x2.const(0))
  const left = f.local('i32', count)
  for (let bit = 0; bit < 8; bit++) {
    const most = i32.select(i32.ltS(left, VECTOR_BYTES), left, i32.const(VECTOR_BYTES))
    const bytes = i32.select(i32.gtS(left, 0), most, i32.const(0))
    const isThere = i8x16.ltU(places, i8x16.splat(bytes))
    f.set(mask, v128.or(mask, v128.and(isThere, i8x16.const(1 << bit))))
    f.set(left, i32.sub(left, bitStep))
  }
  return mask
}

/**
 * Adds the function that turns eight vectors round for each of 64 that lie beside each other: bit k
 * of byte b of vector j becomes bit j of byte b of vector k. It takes their address.
 */
export function writeByteTurn(module: ModuleBuilder): FunctionHandle<readonly ['i32'], 'void'> {
  return module.function({ params: ['i32'] }, (f, values) => {
    f.for(0, BLOCK_ROWS, () => {
      const vectors = EIGHT.map((j) => f.keep(v128.load(values, j * VECTOR_BYTES)))
      turnEight(f, vectors, 1)
      for (const [j, vector] of vectors.entries()) {
        f.do(v128.store(values, vector, j * VECTOR_BYTES))
      }
      f.increase(values, EIGHT.length * VECTOR_BYTES)
    })
  })
}

/** `mix64` of both halves. */
function mix(f: FunctionBuilder, value: Expression<'v128'>): Local<'v128'> {
  const mixed = f.keep(value)
  for (const [i, shift] of MIX_SHIFTS.entries()) {
    f.set(mixed, v128.xor(mixed, i64x2.shrU(mixed, shift)))
    const factor = MIX_FACTORS[i]
    if (factor !== undefined) f.set(mixed, i64x2.mul(mixed, i64x2.const(factor)))
  }
  return mixed
}

/**
 * Turns two squares of 64 x 64 bits round, one in each half of the vectors: first bytes between
 * vectors eight apart, then bits between neighbors.
 */
function writeTurn(
  module: ModuleBuilder,
  valueBytes: number,
  room: number,
): FunctionHandle<readonly ['i32', 'v128'], 'void'> {
  return module.function({ params: ['i32', 'v128'] }, (f, values, mask) => {
    const at = f.local('i32', i32.const(0))
    f.for(0, 8, () => {
      const vectors = EIGHT.map((j) =>
        f.keep(v128.and(v128.load(values, 8 * j * valueBytes), mask)),
      )
      turnEight(f, vectors, 8)
      for (const [j, vector] of vectors.entries()) {
        f.do(v128.store(at, vector, room + 8 * j * VECTOR_BYTES))
      }
      f.increase(values, valueBytes)
      f.increase(at, VECTOR_BYTES)
    })
    f.set(at, 0)
    f.for(0, 8, () => {
      const vectors = EIGHT.map((j) => f.keep(v128.load(at, room + j * VECTOR_BYTES)))
      turnEight(f, vectors, 1)
      for (const [j, vector] of vectors.entries()) {
        f.do(v128.store(at, vector, room + j * VECTOR_BYTES))
      }
      f.increase(at, EIGHT.length * VECTOR_BYTES)
    })
  })
}

/** Turns eight vectors round, of eight groups of so many bits each: halves, quarters, single ones. */
function turnEight(f: FunctionBuilder, vectors: readonly Local<'v128'>[], bits: number): void {
  for (const half of [4, 2, 1]) {
    const low = i64x2.const(lowHalves(half * bits))
    for (const [j, first] of vectors.entries()) {
      if ((j & half) !== 0) continue
      const second = vectors[j + half]!
      const swap = f.keep(v128.and(v128.xor(i64x2.shrU(first, half * bits), second), low))
      f.set(second, v128.xor(second, swap))
      f.set(first, v128.xor(first, i64x2.shl(swap, half * bits)))
    }
  }
}

/** Ones in the lower of each two groups of so many bits. */
function lowHalves(bits: number): bigint {
  const group = (1n << BigInt(bits)) - 1n
  let mask = 0n
  for (let at = 0; at < 64; at += 2 * bits) mask |= group << BigInt(at)
  return mask
}
