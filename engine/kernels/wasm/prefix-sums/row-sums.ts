/**
 * Running sums along a row, and the live cells of windows as differences of two of them.
 *
 * The sum of a cell counts the live cells from the row's first cell to itself, modulo 2^8 or 2^16.
 * Sixteen are made at once, in three steps of the scan that Hillis and Steele describe ("Data
 * parallel algorithms", CACM 1986), the first two of them as one multiplication.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { addNumbers, LANES, loadNumbers, storeNumbers } from './lanes.ts'
import { type MarginedRow, writeFill, writeRingMargins } from './row-margins.ts'
import type { SumPlan } from './sum-plan.ts'

type Vector = Local<'v128'>

/** Turns states into 1 for live cells and 0 for all others. */
export function liveOf(states: number, cells: Expression<'v128'>): Expression<'v128'> {
  if (states === 2) return cells
  return v128.and(i8x16.eq(cells, i8x16.const(1)), i8x16.const(1))
}

/** The parameters: address of a row of cells, and of the first of its sums. */
type SumRow = FunctionHandle<readonly ['i32', 'i32'], 'void'>

/** Writes the function that makes a row's sums, with their margins. */
export function writeSumRow(module: ModuleBuilder, plan: SumPlan): SumRow {
  const { rows, states, sums } = plan
  const cellBytes = sums.bits / 8
  return module.function({ params: ['i32', 'i32'] }, (f, cells, first) => {
    const scan = writeScan(f, sums.bits)
    const at = f.local('i32', first)
    const end = f.local('i32', i32.add(cells, rows.rowBytes))
    f.doWhile(
      () => {
        const live = f.keep(liveOf(states, v128.load(cells)))
        for (const [part, sum] of scan.next(live).entries()) f.do(v128.store(at, sum, 16 * part))
        f.increase(at, 16 * cellBytes)
        f.increase(cells, 16)
      },
      i32.ltU(cells, end),
    )
    if (rows.isTorus) {
      const lastSum = (rows.widthCells - 1) * cellBytes
      const total =
        sums.bits === 8 ? v128.load8Splat(first, lastSum) : v128.load16Splat(first, lastSum)
      writeRingMargins(f, first, sums, f.keep(total))
    } else {
      // Nothing is added beyond the last cell, and nothing came before the first.
      writeFill(f, at, i32.add(first, endBytes(sums)), scan.last)
    }
  })
}

const endBytes = ({ periodCells, rightCells, bits }: MarginedRow) =>
  (periodCells + rightCells) * (bits / 8)

interface Scan {
  /** The sums of the next sixteen cells. */
  next(live: Vector): readonly Vector[]
  /** The newest sum in all lanes. */
  readonly last: Vector
}

function writeScan(f: FunctionBuilder, bits: 8 | 16): Scan {
  const last = f.local('v128', v128.const(new Uint8Array(16)))
  const scan = bits === 8 ? writeByteScan(f) : writeWordScan(f)
  const sumUp = (live: Vector): Vector => {
    const sum = f.keep(scan.sum(live))
    f.set(sum, LANES[bits].add(sum, last))
    f.set(last, i8x16.swizzle(sum, scan.newest))
    return sum
  }
  return {
    last,
    next: (live) =>
      bits === 8
        ? [sumUp(live)]
        : [sumUp(f.keep(i16x8.extendLowI8x16U(live))), sumUp(f.keep(i16x8.extendHighI8x16U(live)))],
  }
}

/** No byte of the vector: gives 0. */
const NONE = 0xff

function writeByteScan(f: FunctionBuilder) {
  const factor = f.keep(i32x4.const(0x01010101))
  const fours = f.keep(
    pick([NONE, NONE, NONE, NONE, 3, 3, 3, 3, NONE, NONE, NONE, NONE, 11, 11, 11, 11]),
  )
  const eights = f.keep(pick([...Array(8).fill(NONE), ...Array(8).fill(7)]))
  return {
    newest: f.keep(pick(Array(16).fill(15))),
    /** Sums of 0 and 1 within four bytes fit a byte, so that a product's digits are sums. */
    sum: (live: Vector) => {
      const sum = f.keep(i32x4.mul(live, factor))
      f.set(sum, i8x16.add(sum, i8x16.swizzle(sum, fours)))
      return i8x16.add(sum, i8x16.swizzle(sum, eights))
    },
  }
}

function writeWordScan(f: FunctionBuilder) {
  const factor = f.keep(i32x4.const(0x00010001))
  const pairs = f.keep(
    pick([NONE, NONE, NONE, NONE, 2, 3, 2, 3, NONE, NONE, NONE, NONE, 10, 11, 10, 11]),
  )
  const fours = f.keep(pick([...Array(8).fill(NONE), 6, 7, 6, 7, 6, 7, 6, 7]))
  return {
    newest: f.keep(pick(Array.from({ length: 16 }, (_, i) => 14 + (i % 2)))),
    sum: (live: Vector) => {
      const sum = f.keep(i32x4.mul(live, factor))
      f.set(sum, i16x8.add(sum, i8x16.swizzle(sum, pairs)))
      return i16x8.add(sum, i8x16.swizzle(sum, fours))
    },
  }
}

const pick = (bytes: readonly number[]): Expression<'v128'> => v128.const(bytes)

/** The parameters: address of a row's first sum, and of the counts. */
type WindowRow = FunctionHandle<readonly ['i32', 'i32'], 'void'>

/** Writes the function that counts the live cells of a row within reach of each cell. */
export function writeWindowRow(module: ModuleBuilder, { rows, shape, sums }: SumPlan): WindowRow {
  const lanes = LANES[sums.bits]
  const cellBytes = sums.bits / 8
  return module.function({ params: ['i32', 'i32'] }, (f, first, counts) => {
    const before = f.local('i32', i32.sub(first, (shape.reachX + 1) * cellBytes))
    const end = f.local('i32', i32.add(counts, rows.rowBytes * cellBytes))
    f.doWhile(
      () => {
        const upTo = v128.load(before, (2 * shape.reachX + 1) * cellBytes)
        f.do(v128.store(counts, lanes.sub(upTo, v128.load(before))))
        f.increase(before, 16)
        f.increase(counts, 16)
      },
      i32.ltU(counts, end),
    )
  })
}

/** The parameters: address of a row's first sum, of the counts, and how far to reach. */
type AddWindow = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Writes the function that adds a row's live cells within some reach of each cell to its count. */
export function writeAddWindow(module: ModuleBuilder, { rows, shape, sums }: SumPlan): AddWindow {
  const cellBytes = sums.bits / 8
  const { countBits } = shape
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, first, counts, reach) => {
    const before = f.local('i32', i32.sub(first, i32.mul(i32.add(reach, 1), cellBytes)))
    const upTo = f.local('i32', i32.add(first, i32.mul(reach, cellBytes)))
    const end = f.local('i32', i32.add(counts, rows.rowBytes * (countBits / 8)))
    f.doWhile(
      () => {
        const window = Array.from({ length: cellBytes }, (_, part) =>
          f.keep(LANES[sums.bits].sub(v128.load(upTo, 16 * part), v128.load(before, 16 * part))),
        )
        const numbers = loadNumbers(f, counts, countBits)
        addNumbers(f, numbers, countBits, window, sums.bits, false)
        storeNumbers(f, counts, numbers)
        f.increase(before, 16 * cellBytes)
        f.increase(upTo, 16 * cellBytes)
        f.increase(counts, 2 * countBits)
      },
      i32.ltU(counts, end),
    )
  })
}
