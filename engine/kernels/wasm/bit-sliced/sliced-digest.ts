/**
 * The digest of a state of bits where it lies (`math/digest-terms.ts`).
 *
 * Rows are folded strip by strip, a few vectors wide, from the last block of 64 rows to the first.
 * A block that lies in one plane of the world is read in place; others are gathered first, and so
 * are states of more than one bit, whose ages become the bits of states on the way. It works in the
 * room for cells, which holds nothing between a kernel's calls.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import { memory as memoryCode } from '../../../forge/wasm/memory.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { planeSeed } from '../../../math/digest-terms.ts'
import { TURN_BYTES, writeColumnSum } from '../../digest/column-code.ts'
import { BLOCK_ROWS, writeFold } from '../../digest/fold-code.ts'
import { VECTOR_BYTES } from './sliced-layout.ts'
import type { SlicedPlan } from './sliced-plan.ts'
import type { StateCode } from './state-code.ts'

/** The digest of the state at an address; undefined where rows do not lie along x. */
export type SlicedDigest = (state: number) => bigint | undefined

/** Vectors of a strip: a line of the cache, so that each is fetched once. */
const STRIP_VECTORS = 4
const STRIP_BYTES = STRIP_VECTORS * VECTOR_BYTES

/** The values of a strip's columns, or a block of its rows. */
const SQUARE_BYTES = BLOCK_ROWS * STRIP_BYTES

const ZERO = v128.const(new Uint8Array(VECTOR_BYTES))

/** Makes what digests the states in a kernel's memory. */
export function createSlicedDigest(plan: SlicedPlan, memory: WebAssembly.Memory): SlicedDigest {
  const { order } = plan.layout
  if (order.axes[0] !== 'x' || !order.isFlat) return () => undefined
  const module = new WebAssembly.Module(buildDigestModule(plan))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  // The module exports this one function.
  const digest = exports.digest as (state: number) => bigint
  return (state) => BigInt.asUintN(64, digest(state))
}

function buildDigestModule({ layout, code, map, threads }: SlicedPlan): Uint8Array<ArrayBuffer> {
  const { size, vectors, strideY, strideZ, origin } = layout
  const stateBits = 32 - Math.clz32(code.states - 1)
  const turnRoom = map.cells
  const valuesRoom = turnRoom + TURN_BYTES
  const gatherRoom = valuesRoom + stateBits * SQUARE_BYTES
  const module = new ModuleBuilder()
  const limits = { minPages: map.pages, maxPages: map.pages, isShared: threads > 1 }
  module.importMemory('env', 'memory', limits)
  const foldInPlace = writeFold(module, strideY, STRIP_BYTES)
  const foldGathered = writeFold(module, STRIP_BYTES, STRIP_BYTES)
  const sumColumns = writeColumnSum(module, STRIP_BYTES, turnRoom)
  const rows = size.y * size.z
  const addressOf = (state: Expression<'i32'>, row: Expression<'i32'>) => {
    const y = i32.mul(i32.remU(row, size.y), strideY)
    return i32.add(i32.add(state, origin), i32.add(y, i32.mul(i32.divU(row, size.y), strideZ)))
  }

  const gather = module.function(
    { params: ['i32', 'i32', 'i32'] },
    (f, state, firstRow, stripVectors) => {
      f.do(memoryCode.fill(gatherRoom, i32.const(0), i32.const(stateBits * SQUARE_BYTES)))
      const to = f.local('i32', i32.const(gatherRoom))
      const row = f.local('i32', firstRow)
      const last = f.keep(i32.add(firstRow, BLOCK_ROWS))
      f.while(i32.and(i32.ltU(row, last), i32.ltU(row, rows)), () => {
        const from = f.keep(addressOf(state, row))
        f.for(
          0,
          i32.mul(stripVectors, VECTOR_BYTES),
          (offset) => {
            const at = f.keep(i32.add(from, offset))
            const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) =>
              f.keep(v128.load(at, plane * layout.planeBytes)),
            )
            const place = f.keep(i32.add(to, offset))
            for (const [bit, bits] of stateBitsOf(f, code, planes).entries()) {
              if (bit < stateBits) f.do(v128.store(place, bits, bit * SQUARE_BYTES))
            }
          },
          { step: VECTOR_BYTES },
        )
        f.increase(to, STRIP_BYTES)
        f.increase(row, 1)
      })
    },
  )

  module.function({ params: ['i32'], result: 'i64', export: 'digest' }, (f, state) => {
    const sum = f.local('i64', 0n)
    const strip = f.local('i32')
    const width = f.local('i32')
    const row = f.local('i32')
    f.for(
      0,
      vectors,
      () => {
        f.set(width, i32.sub(vectors, strip))
        f.if(i32.gtS(width, STRIP_VECTORS), () => f.set(width, STRIP_VECTORS))
        const here = f.keep(i32.add(state, i32.mul(strip, VECTOR_BYTES)))
        f.do(memoryCode.fill(valuesRoom, i32.const(0), i32.const(stateBits * SQUARE_BYTES)))
        f.set(row, BLOCK_ROWS * Math.floor((rows - 1) / BLOCK_ROWS))
        f.while(i32.geS(row, 0), () => {
          const foldAll = () => {
            f.do(f.call(gather, here, row, width))
            for (let bit = 0; bit < stateBits; bit++) {
              const [from, values] = [gatherRoom, valuesRoom].map(
                (room) => room + bit * SQUARE_BYTES,
              )
              f.do(f.call(foldGathered, i32.const(from!), i32.const(values!), width))
            }
          }
          if (code.agePlanes > 0) foldAll()
          else {
            const end = i32.add(i32.remU(row, size.y), BLOCK_ROWS)
            f.if(
              i32.leU(end, size.y),
              () => f.do(f.call(foldInPlace, addressOf(here, row), i32.const(valuesRoom), width)),
              foldAll,
            )
          }
          f.increase(row, -BLOCK_ROWS)
        })
        f.for(0, width, (vector) => {
          const x = f.keep(i32.add(strip, vector))
          for (let bit = 0; bit < stateBits; bit++) {
            const offset = i32.mul(vector, VECTOR_BYTES)
            const values = i32.add(offset, valuesRoom + bit * SQUARE_BYTES)
            const mask = i32.add(i32.mul(x, VECTOR_BYTES), map.masks)
            const first = i64.extendI32U(x)
            const seed = i64.const(planeSeed(0, bit))
            const terms = f.call(sumColumns, values, mask, seed, first, i64.const(BigInt(vectors)))
            f.set(sum, i64.add(sum, terms))
          }
        })
      },
      { step: STRIP_VECTORS, counter: strip },
    )
    f.return(sum)
  })
  return module.toBytes()
}

/** The bits of states from planes of life and age: `states - age`, where there is an age. */
function stateBitsOf(
  f: FunctionBuilder,
  { states }: StateCode,
  [live, ...ages]: readonly Local<'v128'>[],
): readonly Expression<'v128'>[] {
  if (ages.length === 0) return [live!]
  const isOld = f.keep(ages.reduce<Expression<'v128'>>((any, age) => v128.or(any, age), ZERO))
  const bits: Expression<'v128'>[] = []
  let borrow: Local<'v128'> | undefined
  for (let bit = 0; bit < 32 - Math.clz32(states - 1); bit++) {
    const age = ages[bit]
    const less = [age, borrow].filter((part) => part !== undefined)
    const differs = less.reduce(
      (sum: Expression<'v128'>, part) => v128.xor(sum, part),
      (states >> bit) & 1 ? v128.not(ZERO) : ZERO,
    )
    const ofAge = f.keep(v128.and(differs, isOld))
    bits.push(bit === 0 ? v128.or(ofAge, live!) : ofAge)
    const [a, b] = [age ?? ZERO, borrow ?? ZERO]
    borrow = f.keep((states >> bit) & 1 ? v128.and(a, b) : v128.or(a, b))
  }
  return bits
}
