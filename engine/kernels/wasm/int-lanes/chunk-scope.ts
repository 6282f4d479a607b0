/** What the parts of the code of a chunk share while it is being generated. */
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { StaticData } from '../static-data.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import type { LaneLayout } from './lane-layout.ts'
import type { BlockGathering } from './lane-plan.ts'
import type { DerivedPlane } from './sum-plan.ts'

/** A function that works on the memory of the running thread. */
export type ThreadFunction = FunctionHandle<readonly ['i32', 'i32'], 'void'>

/** A place in memory that moves on with the chunk. */
export interface Place {
  readonly address: Reg<'i32'>
  /** Bytes after it. */
  readonly offset: number
}

/** Where the blocks of a row's cells lie. */
export interface BlockPointers {
  /** A byte for each cell of the chunk: its place in its block along x. */
  readonly places: Reg<'i32'>
  /**
   * The same corner as the chunk's `plane`, but of the block's last row and layer: as if the cell
   * were the last of its block in y and z.
   */
  plane(component: number): Place
  /** The place in the block of a cell that is the first of it in x. */
  readonly firstPlace: Reg<'i32'>
}

/** Numbers the code of a chunk starts from. Pointers move on with the chunk. */
export interface ChunkPointers {
  /**
   * In a component's plane, the farthest corner that the chunk's first cell may look at; where it
   * has no border, that cell itself.
   */
  plane(component: number): Place
  /** The same corner in a derived plane. */
  derived(plane: DerivedPlane): Reg<'i32'>
  /** The chunk's first cell in lines of i32, from the memory of the thread. */
  readonly line: Reg<'i32'>
  readonly x: Reg<'i32'>
  readonly y: Reg<'i32'>
  readonly z: Reg<'i32'>
  readonly tick: Reg<'i32'>
  /** Where the memory of the running thread begins. */
  readonly thread: Reg<'i32'>
  blocks(gathering: BlockGathering): BlockPointers
}

/** A function that makes a line of i32 from a derived plane before the first chunk of a row. */
export interface LineMaker {
  readonly make: FunctionHandle<
    readonly [corner: 'i32', line: 'i32', chunks: 'i32', thread: 'i32'],
    'void'
  >
  readonly plane: DerivedPlane
  /** Place of the line in the memory of the thread. */
  readonly line: number
}

export interface ChunkScope {
  readonly module: ModuleBuilder
  /** The function that steps a row. */
  readonly f: FunctionBuilder
  readonly code: LaneCode
  readonly data: StaticData
  readonly layout: LaneLayout
  /** Functions that make a line of numbers before the first chunk of a row. */
  readonly lines: LineMaker[]
  readonly at: ChunkPointers
  /** Sets aside bytes of every thread's own; gives their place, counted from its beginning. */
  reserve(bytes: number): number
}
