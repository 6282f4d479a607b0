/**
 * Code that gathers rows of a state for its digest: as the bits of states where the layout keeps
 * ages, and without the places of a split axis that hold no cell but a copy of one.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import { planeBitOf, type StateCode } from './state-code.ts'

/** Gathers rows: address of the first one's bytes, its number, how many, vectors of each. */
export type GatherFunction = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32'], 'void'>

/** Where rows are gathered. */
export interface GatherRoom {
  readonly address: number
  /** Bytes from one row to the next. */
  readonly rowBytes: number
  /** Bytes from one bit of the states to the next. */
  readonly bitBytes: number
}

/** Bits of the largest state. */
export const countStateBits = ({ states }: StateCode) => 32 - Math.clz32(states - 1)

/**
 * For each bit of a state the planes of bits whose XOR it is; undefined where one is no such thing,
 * which begins with five states.
 */
export function findBitPlanes(code: StateCode): readonly (readonly number[])[] | undefined {
  const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) => plane)
  const states = Array.from({ length: code.states }, (_, state) => state)
  const found: number[][] = []
  for (let bit = 0; bit < countStateBits(code); bit++) {
    for (let chosen = 1; found.length === bit && chosen < 2 ** planes.length; chosen++) {
      const summands = planes.filter((plane) => (chosen >> plane) & 1)
      const sumOf = (state: number) =>
        summands.reduce<number>((sum, plane) => sum ^ planeBitOf(code, state, plane), 0)
      if (states.every((state) => sumOf(state) === ((state >> bit) & 1))) found.push(summands)
    }
    if (found.length === bit) return undefined
  }
  return found
}

/** Adds the gathering of rows, each of which holds a cell. */
export function writeGather(
  module: ModuleBuilder,
  layout: SlicedLayout,
  code: StateCode,
  room: GatherRoom,
): GatherFunction {
  const { split, size, rows, strideY, planeBytes } = layout
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, from, first, count, vectors) => {
    const to = f.local('i32', room.address)
    const mask = f.local('v128', i8x16.const(-1))
    f.for(first, i32.add(first, count), (row) => {
      if (split === 'y') {
        const parts = i32.divU(i32.add(i32.sub(size.y, row), rows - 1), rows)
        const filled = i32.sub(i32.shl(1, f.keep(parts)), 1)
        f.set(mask, i8x16.splat(i32.and(filled, 0xff)))
      }
      f.for(
        0,
        i32.mul(vectors, VECTOR_BYTES),
        (offset) => {
          const at = f.keep(i32.add(from, offset))
          const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) =>
            f.keep(v128.and(v128.load(at, plane * planeBytes), mask)),
          )
          const place = f.keep(i32.add(to, offset))
          for (const [bit, bits] of stateBitsOf(f, code, planes).entries()) {
            f.do(v128.store(place, bits, bit * room.bitBytes))
          }
        },
        { step: VECTOR_BYTES },
      )
      f.increase(from, strideY)
      f.increase(to, room.rowBytes)
    })
  })
}

/** The bits of states from planes of life and age: `states - age`, where there is an age. */
function stateBitsOf(
  f: FunctionBuilder,
  code: StateCode,
  [live, ...ages]: readonly Local<'v128'>[],
): readonly Expression<'v128'>[] {
  if (ages.length === 0) return [live!]
  const zero = i8x16.const(0)
  const isOld = f.keep(ages.reduce<Expression<'v128'>>((any, age) => v128.or(any, age), zero))
  const bits: Expression<'v128'>[] = []
  let borrow: Local<'v128'> | undefined
  for (let bit = 0; bit < countStateBits(code); bit++) {
    const isSet = (code.states >> bit) & 1
    const [own, lent] = [ages[bit] ?? zero, borrow ?? zero]
    const less = v128.xor(own, lent)
    const ofAge = f.keep(v128.and(isSet ? v128.not(less) : less, isOld))
    bits.push(bit === 0 ? v128.or(ofAge, live!) : ofAge)
    borrow = f.keep(isSet ? v128.and(own, lent) : v128.or(own, lent))
  }
  return bits
}
