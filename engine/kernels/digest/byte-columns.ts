/**
 * The columns of rows of bytes, whatever back end they come from: folded and summed up in a
 * WebAssembly module that is the same for all worlds.
 *
 * Columns are worked on in tiles of 128. Rows come in blocks of 64, the last ones first.
 */
import type { Expression } from '../../forge/wasm/expression.ts'
import { i32, i64 } from '../../forge/wasm/integers.ts'
import { memory } from '../../forge/wasm/memory.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../forge/wasm/module-builder.ts'
import { v128 } from '../../forge/wasm/vectors.ts'
import { KEY_STEP, planeSeed } from '../../math/digest-terms.ts'
import { TURN_BYTES, writeByteTurn, writeColumnSum } from './column-code.ts'
import { BLOCK_STEP } from './field-steps.ts'
import { BLOCK_ROWS, oneBlock, writeFold } from './fold-code.ts'

/** Bytes a row that are folded at the same time. */
export const MAX_COLUMNS = 2 ** 14

const TILE_COLUMNS = 128
const TILE_VECTORS = TILE_COLUMNS / 16
const TILE_BYTES = BLOCK_ROWS * TILE_COLUMNS

/** Where things lie in the module's memory. */
const TURN_ROOM = 0
const GATHERED = TURN_ROOM + TURN_BYTES
const VALUES = PAGE_BYTES
const ROWS = VALUES + (MAX_COLUMNS / TILE_COLUMNS) * TILE_BYTES
const END = ROWS + BLOCK_ROWS * MAX_COLUMNS + TILE_COLUMNS

interface ColumnExports {
  readonly memory: WebAssembly.Memory
  /** Takes a block of rows into the first tiles: how many, and bytes from row to row. */
  readonly take: (tiles: number, rowBytes: number) => void
  /** Multiplies the values of the first tiles by an element of the field. */
  readonly multiply: (tiles: number, element: bigint) => void
  /** Turns a tile's values round, so that each bit of its bytes has vectors of its own. */
  readonly turn: (tile: number) => void
  /** The terms of one bit of a turned tile's columns: tile, bit, first key, how many columns. */
  readonly sum: (tile: number, bit: number, start: bigint, columns: number) => bigint
}

let compiled: WebAssembly.Module | undefined

export class ByteColumns {
  readonly #exports: ColumnExports
  readonly #bytes: Uint8Array
  #columns = 0

  constructor() {
    compiled ??= new WebAssembly.Module(buildModule())
    // What the module exports is what `buildModule` says it does.
    this.#exports = new WebAssembly.Instance(compiled).exports as unknown as ColumnExports
    this.#bytes = new Uint8Array(this.#exports.memory.buffer)
  }

  /** Begins anew with so many columns, at most `MAX_COLUMNS`, all of value 0. */
  start(columns: number): void {
    this.#columns = columns
    this.#bytes.fill(0, VALUES, VALUES + this.#tiles * TILE_BYTES)
  }

  /** The room for the next block, 64 rows back to back, to be filled before `take`. */
  get block(): Uint8Array {
    return this.#bytes.subarray(ROWS, ROWS + BLOCK_ROWS * this.#columns)
  }

  /** Takes the block in, which comes before those taken in so far. */
  take(): void {
    this.#exports.take(this.#tiles, this.#columns)
  }

  /** Multiplies the values of all columns by an element of the field. */
  multiply(element: bigint): void {
    if (element !== 1n) this.#exports.multiply(this.#tiles, element)
  }

  /**
   * The sum of the columns' terms. It can be had once.
   *
   * @param first number of the first column in its row.
   * @param bits that may be other than 0.
   */
  sum(plane: number, first: number, bits: number): bigint {
    let sum = 0n
    for (let tile = 0; tile < this.#tiles; tile++) {
      this.#exports.turn(tile)
      const start = BigInt(first + tile * TILE_COLUMNS) * KEY_STEP
      const columns = this.#columns - tile * TILE_COLUMNS
      for (let bit = 0; bit < bits; bit++) {
        sum += this.#exports.sum(tile, bit, planeSeed(plane, bit) + start, columns)
      }
    }
    return BigInt.asUintN(64, sum)
  }

  get #tiles(): number {
    return Math.ceil(this.#columns / TILE_COLUMNS)
  }
}

function buildModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.memory({ minPages: Math.ceil(END / PAGE_BYTES) }, 'memory')
  writeTake(module)
  writeMultiply(module)
  writeBitSum(module)
  return module.toBytes()
}

const tileAt = (tile: Expression<'i32'>) => i32.add(VALUES, i32.mul(tile, TILE_BYTES))

function writeTake(module: ModuleBuilder): void {
  const fold = writeFold(module, {
    step: BLOCK_STEP,
    blocks: oneBlock(BLOCK_ROWS),
    rowBytes: TILE_COLUMNS,
    valueBytes: TILE_COLUMNS,
  })
  module.function({ params: ['i32', 'i32'], export: 'take' }, (f, tiles, rowBytes) => {
    f.for(0, tiles, (tile) => {
      const from = f.keep(i32.add(ROWS, i32.mul(tile, TILE_COLUMNS)))
      f.for(
        0,
        TILE_BYTES,
        (to) => {
          for (let at = 0; at < TILE_COLUMNS; at += 16) {
            f.do(v128.store(to, v128.load(from, at), GATHERED + at))
          }
          f.increase(from, rowBytes)
        },
        { step: TILE_COLUMNS },
      )
      f.do(f.call(fold, i32.const(GATHERED), tileAt(tile), i32.const(TILE_VECTORS)))
    })
  })
}

/** Times t once for each bit of the factor, its highest first; the values are added where it is 1. */
function writeMultiply(module: ModuleBuilder): void {
  module.function({ params: ['i32', 'i64'], export: 'multiply' }, (f, tiles, element) => {
    f.for(0, tiles, (tile) => {
      const values = f.keep(tileAt(tile))
      f.do(memory.copy(i32.const(GATHERED), values, i32.const(TILE_BYTES)))
      f.do(memory.fill(values, i32.const(0), i32.const(TILE_BYTES)))
      const rest = f.local('i64', element)
      f.for(0, BLOCK_ROWS, () => {
        const top = Array.from({ length: TILE_VECTORS }, (_, vector) =>
          f.keep(v128.load(values, TILE_BYTES - TILE_COLUMNS + 16 * vector)),
        )
        const kept = TILE_BYTES - TILE_COLUMNS
        f.do(memory.copy(i32.add(values, TILE_COLUMNS), values, i32.const(kept)))
        for (const [vector, bits] of top.entries()) {
          f.do(v128.store(values, bits, 16 * vector))
          for (const power of [1, 3, 4]) {
            const at = power * TILE_COLUMNS + 16 * vector
            f.do(v128.store(values, v128.xor(v128.load(values, at), bits), at))
          }
        }
        f.if(i64.ltS(rest, 0n), () =>
          f.for(
            0,
            TILE_BYTES,
            (offset) => {
              const at = f.keep(i32.add(values, offset))
              f.do(v128.store(at, v128.xor(v128.load(at), v128.load(offset, GATHERED))))
            },
            { step: 16 },
          ),
        )
        f.set(rest, i64.shl(rest, 1n))
      })
    })
  })
}

function writeBitSum(module: ModuleBuilder): void {
  const turn = writeByteTurn(module)
  const sum = writeColumnSum(module, { valueBytes: TILE_COLUMNS, room: TURN_ROOM, of: 'terms' })
  module.function({ params: ['i32'], export: 'turn' }, (f, tile) => {
    f.do(f.call(turn, tileAt(tile)))
  })
  const params = ['i32', 'i32', 'i64', 'i32'] as const
  module.function({ params, result: 'i64', export: 'sum' }, (f, tile, bit, start, columns) => {
    const values = i32.add(tileAt(tile), i32.mul(bit, 16))
    f.return(f.call(sum, values, start, columns, i32.const(16)))
  })
}
