/**
 * The digest of a state of bits where it lies (`math/digest-terms.ts`).
 *
 * Rows of bytes are folded strip by strip, from the last plane and the last block of 64 rows to the
 * first. Blocks of cells that are 0 or 1 are read in place; others are gathered first. Where y is
 * split, the eight bits of a byte are the same column farther on: they are turned round into
 * vectors of their own and added up, each times t to the rows of a part. It works in the room for
 * cells, which holds nothing between a kernel's calls.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import { memory as memoryCode } from '../../../forge/wasm/memory.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { KEY_STEP, planeSeed } from '../../../math/digest-terms.ts'
import {
  type SumFunction,
  TURN_BYTES,
  writeByteTurn,
  writeColumnSum,
} from '../../digest/column-code.ts'
import { BLOCK_ROWS, oneBlock, writePowerFold } from '../../digest/fold-code.ts'
import {
  type DigestRooms,
  SQUARE_BYTES,
  STRIP_BYTES,
  STRIP_VECTORS,
  writeBlockFolds,
} from './digest-blocks.ts'
import { countStateBits } from './digest-gather.ts'
import { writePlaneFold } from './digest-planes.ts'
import { VECTOR_BYTES } from './sliced-layout.ts'
import type { SlicedPlan } from './sliced-plan.ts'

/** The digest of the state at an address. */
export type SlicedDigest = (state: number) => bigint

/**
 * Makes what digests the states in a kernel's memory; undefined where rows do not lie along x, or
 * the room for cells is too small.
 */
export function createSlicedDigest(
  plan: SlicedPlan,
  memory: WebAssembly.Memory,
): SlicedDigest | undefined {
  const { layout, code, map } = plan
  const { order, size } = layout
  const squares = countStateBits(code) * SQUARE_BYTES
  const isRoom = TURN_BYTES + 2 * squares <= map.cellsBytes
  if (order.axes[0] !== 'x' || !order.isFlat || !isRoom) return undefined
  const values = map.cells + TURN_BYTES
  const rooms = { turn: map.cells, values, gathered: values + squares }
  const module = new WebAssembly.Module(buildDigestModule(plan, rooms))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  // The module exports this one function.
  const sum = exports.sum as (state: number, planes: number) => bigint
  const ofNothing = sum(map.states[0], 0)
  return (state) => BigInt.asUintN(64, sum(state, size.z) - ofNothing)
}

function buildDigestModule(plan: SlicedPlan, rooms: DigestRooms): Uint8Array<ArrayBuffer> {
  const { layout, code, map, threads } = plan
  const module = new ModuleBuilder()
  const limits = { minPages: map.pages, maxPages: map.pages, isShared: threads > 1 }
  module.importMemory('env', 'memory', limits)
  const stateBits = countStateBits(code)
  const foldPlanes = writePlaneFold(module, layout, writeBlockFolds(module, plan, rooms))
  const shape = { valueBytes: STRIP_BYTES, room: rooms.turn, of: 'mixed' } as const
  const addColumns = writeColumnSum(module, shape)
  const addStrip = writeStripSum(module, plan, addColumns)
  const params = ['i32', 'i32'] as const
  module.function({ params, result: 'i64', export: 'sum' }, (f, state, planes) => {
    const sum = f.local('i64', 0n)
    f.for(
      0,
      layout.vectors,
      (first) => {
        const left = f.keep(i32.sub(layout.vectors, first))
        const width = f.keep(i32.select(i32.ltS(left, STRIP_VECTORS), left, STRIP_VECTORS))
        const { values } = rooms
        f.do(memoryCode.fill(values, i32.const(0), i32.const(stateBits * SQUARE_BYTES)))
        f.do(f.call(foldPlanes, i32.add(state, i32.mul(first, VECTOR_BYTES)), planes, width))
        for (let bit = 0; bit < stateBits; bit++) {
          const at = i32.const(values + bit * SQUARE_BYTES)
          const seed = i64.const(planeSeed(0, bit))
          f.set(sum, i64.add(sum, f.call(addStrip, at, seed, first, width)))
        }
      },
      { step: STRIP_VECTORS },
    )
    f.return(sum)
  })
  return module.toBytes()
}

/** Adds what sums up a strip: address of the values, seed of the keys, first vector, vectors. */
function writeStripSum(module: ModuleBuilder, { layout }: SlicedPlan, addColumns: SumFunction) {
  const { size, split, rowBytes } = layout
  const params = ['i32', 'i64', 'i32', 'i32'] as const
  const addAt = (
    f: FunctionBuilder,
    values: Expression<'i32'>,
    seed: Local<'i64'>,
    vector: Expression<'i32'>,
    bitStep: number,
  ) => {
    const x = f.keep(i32.mul(vector, VECTOR_BYTES))
    const start = i64.add(seed, i64.mul(i64.extendI32U(x), KEY_STEP))
    return f.call(addColumns, values, start, i32.sub(size.x, x), i32.const(bitStep))
  }
  if (split === 'x') {
    return module.function({ params, result: 'i64' }, (f, values, seed, first, vectors) => {
      const sum = f.local('i64', 0n)
      f.for(first, i32.add(first, vectors), (vector) => {
        f.set(sum, i64.add(sum, addAt(f, values, seed, vector, rowBytes)))
        f.increase(values, VECTOR_BYTES)
      })
      f.return(sum)
    })
  }
  const parts = Math.ceil(size.y / layout.rows)
  const addParts = writePartSum(module, layout.rows, parts)
  return module.function({ params, result: 'i64' }, (f, values, seed, first) => {
    f.do(f.call(addParts, values))
    f.increase(values, (parts - 1) * VECTOR_BYTES)
    f.return(addAt(f, values, seed, first, VECTOR_BYTES))
  })
}

/** Adds what adds the parts of a strip's columns up, from the last one on, in its vectors' room. */
function writePartSum(module: ModuleBuilder, rows: number, parts: number) {
  const turn = writeByteTurn(module)
  const shape = { blocks: oneBlock(BLOCK_ROWS), rowBytes: STRIP_BYTES, valueBytes: STRIP_BYTES }
  const add = writePowerFold(module, rows, shape)
  return module.function({ params: ['i32'] }, (f, values) => {
    f.do(f.call(turn, values))
    const sum = f.keep(i32.add(values, (parts - 1) * VECTOR_BYTES))
    for (let part = parts - 2; part >= 0; part--) {
      f.do(f.call(add, i32.add(values, part * VECTOR_BYTES), sum, i32.const(1)))
    }
  })
}
