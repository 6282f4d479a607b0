/** Code that turns the values of 128 columns round, from vectors into numbers, and adds them up. */
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { i64x2, v128 } from '../../forge/wasm/vectors.ts'
import { KEY_STEP, MIX_FACTORS, MIX_SHIFTS } from '../../math/digest-terms.ts'
import { BLOCK_ROWS } from './fold-code.ts'

const VECTOR_BYTES = 16

/** Bytes of the room in which columns are turned round. */
export const TURN_BYTES = BLOCK_ROWS * VECTOR_BYTES

/**
 * The sum of the columns' terms: address of the values, of a vector with 1 where a column is, the
 * keys' seed, number of the first column, and how far it is to that of the next bit.
 */
export type SumFunction = FunctionHandle<readonly ['i32', 'i32', 'i64', 'i64', 'i64'], 'i64'>

/**
 * Adds the function that sums up, which leaves the columns' values in the room: those of bits i
 * and 64 + i in the halves of vector i.
 *
 * @param valueBytes from one vector of the values to the next of the same columns.
 * @param room address of `TURN_BYTES` bytes.
 */
export function writeColumnSum(
  module: ModuleBuilder,
  valueBytes: number,
  room: number,
): SumFunction {
  const turn = writeTurn(module, valueBytes, room)
  const params = ['i32', 'i32', 'i64', 'i64', 'i64'] as const
  return module.function({ params, result: 'i64' }, (f, values, mask, seed, first, step) => {
    f.do(f.call(turn, values, mask))
    const stride = f.keep(i64.mul(step, KEY_STEP))
    const start = f.keep(i64.add(seed, i64.mul(first, KEY_STEP)))
    const far = i64.add(start, i64.mul(stride, BigInt(BLOCK_ROWS)))
    const state = f.keep(i64x2.replaceLane(1, i64x2.splat(start), far))
    const strides = f.keep(i64x2.splat(stride))
    const sum = f.local('v128', i64x2.const(0))
    f.for(
      0,
      TURN_BYTES,
      (at) => {
        const key = mix(f, state)
        const mixed = mix(f, v128.xor(v128.load(at, room), key))
        f.set(sum, i64x2.add(sum, i64x2.sub(mixed, mix(f, key))))
        f.set(state, i64x2.add(state, strides))
      },
      { step: VECTOR_BYTES },
    )
    f.return(i64.add(i64x2.extractLane(0, sum), i64x2.extractLane(1, sum)))
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

/** Turns two squares of 64 x 64 bits round, one in each half of the vectors. */
function writeTurn(
  module: ModuleBuilder,
  valueBytes: number,
  room: number,
): FunctionHandle<readonly ['i32', 'i32'], 'void'> {
  return module.function({ params: ['i32', 'i32'] }, (f, values, maskAddress) => {
    const mask = f.keep(v128.load(maskAddress))
    for (let i = 0; i < BLOCK_ROWS; i++) {
      const masked = v128.and(v128.load(values, i * valueBytes), mask)
      f.do(v128.store(i32.const(0), masked, room + i * VECTOR_BYTES))
    }
    // Halves change places, then halves of halves, down to single bits.
    for (let half = BLOCK_ROWS / 2; half >= 1; half /= 2) {
      const low = i64x2.const(lowHalves(half))
      f.for(0, BLOCK_ROWS / 2, (i) => {
        const upper = i32.shl(i32.and(i, -half), 1)
        const row = i32.or(upper, i32.and(i, half - 1))
        const at = f.keep(i32.mul(row, VECTOR_BYTES))
        const [near, far] = [room, room + half * VECTOR_BYTES]
        const first = f.keep(v128.load(at, near))
        const second = f.keep(v128.load(at, far))
        const swap = f.keep(v128.and(v128.xor(i64x2.shrU(first, half), second), low))
        f.do(v128.store(at, v128.xor(second, swap), far))
        f.do(v128.store(at, v128.xor(first, i64x2.shl(swap, half)), near))
      })
    }
  })
}

/** Ones in the lower of each two groups of so many bits. */
function lowHalves(bits: number): bigint {
  const group = (1n << BigInt(bits)) - 1n
  let mask = 0n
  for (let at = 0; at < 64; at += 2 * bits) mask |= group << BigInt(at)
  return mask
}
