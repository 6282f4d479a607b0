/**
 * The WebAssembly module of a world of one-bit chunks.
 *
 * Cells are kept as differences from the background, so that empty space is empty under any rule;
 * for each background the rule comes to there is a step of its own.
 */
import { type BitForm, buildBitStep } from '../../../forge/bit-step.ts'
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { NextRow } from '../../../rules/program/program-form.ts'
import { type ChunkLayout, NEXT, VECTOR_BYTES } from './chunk-layout.ts'
import { type ChunkMemory, planMemory } from './chunk-memory.ts'
import { buildShapes } from './chunk-shapes.ts'
import { addStoreFunctions, addStoreVariables, type StoreVariables } from './chunk-store-code.ts'
import { addFlatStep } from './flat-step-code.ts'
import { addHaloStep, addLayOutPlane } from './halo-step-code.ts'
import { addSpreadFunctions, type StepFunction } from './spread-code.ts'

/** What a module exports. Chunks are addresses, to be read as u32. */
export interface ChunkExports {
  readonly memory: WebAssembly.Memory
  readonly table: WebAssembly.Global<'i32'>
  readonly bucketMask: WebAssembly.Global<'i32'>
  readonly chunks: WebAssembly.Global<'i32'>
  readonly failure: WebAssembly.Global<'i32'>
  find(x: number, y: number, z: number): number
  create(x: number, y: number, z: number): number
  release(chunk: number): void
  touch(chunk: number, flags: number, directions: number, parity: number): void
  revive(chunk: number, parity: number): void
  tick(parity: number, background: number): void
  sweep(): void
  /** Cells that are not background in the states at a place of all chunks. */
  countCells(state: number): bigint
  /** Cells that differ between the states at a place of all chunks and those behind them. */
  countChanged(state: number): bigint
}

export interface ChunkModule {
  readonly layout: ChunkLayout
  readonly places: ChunkMemory
  /** Makes a world without a chunk. */
  start(): ChunkExports
}

/** @param backgrounds the states that the background may take on. */
export function buildChunkModule(
  layout: ChunkLayout,
  form: BitForm,
  backgrounds: ReadonlySet<number>,
  maxBytes: number,
): ChunkModule {
  const places = planMemory(layout, maxBytes)
  const module = new ModuleBuilder()
  module.memory({ minPages: places.minPages, maxPages: places.maxPages }, 'memory')
  if (layout.hasShapes) module.data(places.shapes, buildShapes(layout))
  const addStep = stepAdder(module, layout, places)
  const stepOf = (background: 0 | 1) =>
    backgrounds.has(background) ? addStep(relativeTo(form, background)) : undefined
  const variables = addStoreVariables(module, places)
  const store = addStoreFunctions(module, layout, places, variables)
  addSpreadFunctions(module, layout, places, store, [stepOf(0), stepOf(1)])
  const { stateBytes } = layout
  addCount(module, 'countCells', layout, variables, (state, place) => v128.load(state, place))
  addCount(module, 'countChanged', layout, variables, (state, place) =>
    v128.xor(v128.load(state, place), v128.load(state, place + stateBytes)),
  )
  const compiled = new WebAssembly.Module(module.toBytes())
  return {
    layout,
    places,
    // The module's exports are those that its functions name.
    start: () => new WebAssembly.Instance(compiled).exports as unknown as ChunkExports,
  }
}

function stepAdder(module: ModuleBuilder, layout: ChunkLayout, places: ChunkMemory) {
  if (layout.directions === 9 && !layout.hasShapes) {
    return (form: BitForm): StepFunction =>
      addFlatStep(module, layout, buildBitStep(form, layout.rowVectors))
  }
  const layOutPlane = addLayOutPlane(module, layout, places)
  return (form: BitForm): StepFunction =>
    addHaloStep(module, layout, places, layOutPlane, buildBitStep(form, layout.rowVectors))
}

/**
 * The rule as seen from a background: cells are 1 where they differ from it, before and after.
 * Nothing ever comes of nothing in it.
 */
function relativeTo(form: BitForm, background: 0 | 1): BitForm {
  const { kind, rows, neighbors } = form
  const entries = kind === 'counting' ? neighbors + 1 : 2 ** neighbors
  const seenAs = (index: number) => (background === 0 ? index : entries - 1 - index)
  const entryOf = (row: NextRow, index: number) => (typeof row === 'number' ? row : row[index]!)
  const after = entryOf(rows[background]!, seenAs(0))
  return {
    ...form,
    rows: [0, 1].map((own) =>
      Uint8Array.from(
        { length: entries },
        (_, index) => entryOf(rows[own ^ background]!, seenAs(index)) ^ after,
      ),
    ),
  }
}

/**
 * Exports what counts bits of the states at a place of all chunks.
 *
 * @param bitsAt the bits to count of a vector, so many bytes after the address of a chunk's state.
 */
function addCount(
  module: ModuleBuilder,
  name: 'countCells' | 'countChanged',
  { stateBytes }: ChunkLayout,
  { table, bucketMask }: StoreVariables,
  bitsAt: (state: Local<'i32'>, place: number) => Expression<'v128'>,
): void {
  const inChunk = module.function({ params: ['i32'], result: 'i32' }, (f, state) => {
    // At most 16 bytes of 8 cells each are added up in a lane, so 128 fit.
    const sums = f.local('v128')
    const total = f.local('i32')
    for (let place = 0; place < stateBytes; place += VECTOR_BYTES) {
      f.set(sums, i8x16.add(sums, i8x16.popcnt(bitsAt(state, place))))
    }
    for (let lane = 0; lane < 16; lane++) f.increase(total, i8x16.extractLaneU(lane, sums))
    f.return(total)
  })
  module.function({ params: ['i32'], result: 'i64', export: name }, (f, state) => {
    const total = f.local('i64')
    f.for(0, i32.add(bucketMask, 1), (bucket) => {
      const chunk = f.local('i32', i32.load(i32.add(table, i32.shl(bucket, 2))))
      f.while(chunk, () => {
        const cells = f.call(inChunk, i32.add(chunk, state))
        f.set(total, i64.add(total, i64.extendI32U(cells)))
        f.set(chunk, i32.load(chunk, NEXT))
      })
    })
    f.return(total)
  })
}
