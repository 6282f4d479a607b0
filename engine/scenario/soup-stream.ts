/**
 * The cells of a soup, one after another: SplitMix64 (`math/split-mix64.ts`) in WebAssembly, which
 * has the 64-bit products that JavaScript puts together from pieces.
 *
 * Filling a world with a soup is most of opening it, and a large world has a thousand million cells.
 */
import type { Expression, Local } from '../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../forge/wasm/function-builder.ts'
import { i32, i64 } from '../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../forge/wasm/module-builder.ts'

const STEP = 0x9e3779b97f4a7c15n
const FIRST_FACTOR = 0xbf58476d1ce4e5b9n
const SECOND_FACTOR = 0x94d049bb133111ebn

interface SoupExports {
  readonly memory: WebAssembly.Memory
  /** The generator's state, a u64. */
  readonly state: WebAssembly.Global<'i64'>
  /** Writes so many cells to the start of memory: count, the least draw of a dead one. */
  readonly drawTwoStates: (cells: number, threshold: bigint) => void
  /** Does so for live cells in one of so many states. */
  readonly drawStates: (cells: number, threshold: bigint, liveStates: number) => void
}

let compiled: WebAssembly.Module | undefined

/** A stream of cells, which are drawn in flat order. */
export class SoupStream {
  readonly #exports: SoupExports
  readonly #room: Uint8Array
  readonly #threshold: bigint
  readonly #liveStates: number

  /**
   * @param seed a u64.
   * @param density the share of 256 of cells that are alive, 0 to 255.
   * @param states of the rule, 2 to 256; live cells are in any but 0.
   */
  constructor(seed: bigint, density: number, states: number) {
    compiled ??= new WebAssembly.Module(buildModule())
    // What the module exports is what `buildModule` says it does.
    this.#exports = new WebAssembly.Instance(compiled).exports as unknown as SoupExports
    this.#exports.state.value = BigInt.asIntN(64, seed)
    this.#room = new Uint8Array(this.#exports.memory.buffer)
    this.#threshold = BigInt.asIntN(64, BigInt(density) << 56n)
    this.#liveStates = states - 1
  }

  /** Overwrites the cells from `start` to below `end` with the next ones of the stream. */
  fill(cells: Uint8Array, start: number, end: number): void {
    const { drawTwoStates, drawStates } = this.#exports
    for (let at = start; at < end; at += PAGE_BYTES) {
      const count = Math.min(PAGE_BYTES, end - at)
      if (this.#liveStates === 1) drawTwoStates(count, this.#threshold)
      else drawStates(count, this.#threshold, this.#liveStates)
      cells.set(this.#room.subarray(0, count), at)
    }
  }
}

function buildModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.memory({ minPages: 1, maxPages: 1 }, 'memory')
  const state = module.global('i64', 0n, 'state')
  const writeCells = (
    f: FunctionBuilder,
    count: Local<'i32'>,
    cellOf: (draw: Local<'i64'>) => Expression<'i32'>,
  ) => {
    const own = f.keep(state)
    const draw = f.local('i64')
    f.for(0, count, (cell) => {
      f.set(own, i64.add(own, STEP))
      f.set(draw, i64.mul(i64.xor(own, i64.shrU(own, 30n)), FIRST_FACTOR))
      f.set(draw, i64.mul(i64.xor(draw, i64.shrU(draw, 27n)), SECOND_FACTOR))
      f.set(draw, i64.xor(draw, i64.shrU(draw, 31n)))
      f.do(i32.store8(cell, cellOf(draw)))
    })
    f.set(state, own)
  }
  // A draw's top 8 bits are below the density where the whole draw is below the threshold.
  module.function({ params: ['i32', 'i64'], export: 'drawTwoStates' }, (f, count, threshold) =>
    writeCells(f, count, (draw) => i64.ltU(draw, threshold)),
  )
  module.function(
    { params: ['i32', 'i64', 'i32'], export: 'drawStates' },
    (f, count, threshold, liveStates) =>
      writeCells(f, count, (draw) => {
        const bits = i32.and(i32.wrapI64(i64.shrU(draw, 32n)), 0xffff)
        const state = i32.add(i32.remU(bits, liveStates), 1)
        return i32.mul(i64.ltU(draw, threshold), state)
      }),
  )
  return module.toBytes()
}
