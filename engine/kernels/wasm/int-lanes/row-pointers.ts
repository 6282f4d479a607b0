/**
 * Locals that point into the planes while a row is stepped. They are made as they are wanted, set
 * before the first chunk, and move on with each.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { StaticData } from '../static-data.ts'
import { findBlockPointers, type RowLocals } from './block-pointers.ts'
import type { BlockPointers, ChunkPointers } from './chunk-scope.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import type { LaneLayout } from './lane-layout.ts'
import { type BlockGathering, keyOfBlocks, keyOfDerived, type LanePlan } from './lane-plan.ts'
import { CHUNK_CELLS } from './lane-width.ts'
import type { DerivedPlane } from './sum-plan.ts'
import { PHASE, TICK } from './thread-memory.ts'

interface Pointer {
  readonly local: Local<'i32'>
  readonly reg: Reg<'i32'>
}

/** A row's pointers. */
export class RowPointers implements ChunkPointers {
  readonly x: Reg<'i32'>
  readonly y: Reg<'i32'>
  readonly z: Reg<'i32'>
  readonly tick: Reg<'i32'>
  readonly thread: Reg<'i32'>
  readonly #f: FunctionBuilder
  readonly #code: LaneCode
  readonly #layout: LaneLayout
  readonly #plan: LanePlan
  readonly #data: StaticData
  readonly #row: RowLocals
  readonly #steps: { readonly local: Local<'i32'>; readonly bytes: number }[] = []
  readonly #pointers = new Map<string, Pointer>()
  readonly #blocks = new Map<string, BlockPointers>()

  constructor(
    f: FunctionBuilder,
    code: LaneCode,
    layout: LaneLayout,
    plan: LanePlan,
    data: StaticData,
    row: RowLocals,
  ) {
    this.#f = f
    this.#code = code
    this.#layout = layout
    this.#plan = plan
    this.#data = data
    this.#row = row
    this.x = code.local(row.x, true)
    this.y = code.local(row.y, false)
    this.z = code.local(row.z, false)
    this.thread = code.local(row.thread, false)
    this.tick = code.loadSetting(this.thread, TICK)
    this.#steps.push({ local: row.x, bytes: CHUNK_CELLS })
  }

  get state(): Reg<'i32'> {
    return this.#inState().reg
  }

  get gathered(): Reg<'i32'> {
    return this.#inGathered().reg
  }

  get flat(): Reg<'i32'> {
    return this.#pointer('flat', 4, () => i32.mul(this.#flatCell(), 4)).reg
  }

  get flatBytes(): Reg<'i32'> {
    return this.#pointer('flat bytes', 1, () => this.#flatCell()).reg
  }

  get line(): Reg<'i32'> {
    return this.#inLine().reg
  }

  derived(plane: DerivedPlane): Reg<'i32'> {
    return this.#inDerived(plane).reg
  }

  /** The chunk's first cell in the plane that takes the next states. */
  get nextState(): Reg<'i32'> {
    return this.#inNextState().reg
  }

  /** The same in the planes of gathered components. */
  get nextGathered(): Reg<'i32'> {
    return this.#inNextGathered().reg
  }

  blocks(gathering: BlockGathering): BlockPointers {
    const key = keyOfBlocks(gathering)
    let pointers = this.#blocks.get(key)
    if (pointers === undefined) {
      pointers = findBlockPointers(gathering, {
        f: this.#f,
        code: this.#code,
        layout: this.#layout,
        data: this.#data,
        row: this.#row,
        number: this.#plan.blocks.findIndex((grid) => keyOfBlocks(grid) === key),
        stateCorner: () => this.#inState().local,
        gatheredCorner: () => this.#inGathered().local,
        pointerTo: (what, bytes, initial) => this.#pointer(`${what} of ${key}`, bytes, initial).reg,
      })
      this.#blocks.set(key, pointers)
    }
    return pointers
  }

  /** The local behind `derived`. */
  derivedLocal(plane: DerivedPlane): Local<'i32'> {
    return this.#inDerived(plane).local
  }

  /** The local behind `line`. */
  lineLocal(): Local<'i32'> {
    return this.#inLine().local
  }

  nextStateLocal(): Local<'i32'> {
    return this.#inNextState().local
  }

  nextGatheredLocal(): Local<'i32'> {
    return this.#inNextGathered().local
  }

  /** Writes the move to the next chunk. */
  writeStep(): void {
    for (const { local, bytes } of this.#steps) this.#f.increase(local, bytes)
  }

  #inState(): Pointer {
    return this.#pointer('state', 1, () => i32.add(this.#now(this.#layout.states), this.#corner()))
  }

  #inGathered(): Pointer {
    return this.#pointer('gathered', 4, () =>
      i32.add(this.#now(this.#layout.gathered), i32.mul(this.#corner(), 4)),
    )
  }

  #inDerived(plane: DerivedPlane): Pointer {
    const bytes = plane.width / 8
    return this.#pointer(`derived ${keyOfDerived(plane)}`, bytes, () =>
      i32.add(this.#layout.derivedAt(plane), i32.mul(this.#corner(), bytes)),
    )
  }

  #inLine(): Pointer {
    const { thread, x } = this.#row
    return this.#pointer('line', 4, () => i32.add(thread, i32.mul(x, 4)))
  }

  #inNextState(): Pointer {
    return this.#pointer('next state', 1, () =>
      i32.add(this.#next(this.#layout.states), this.#gridCell()),
    )
  }

  #inNextGathered(): Pointer {
    return this.#pointer('next gathered', 4, () =>
      i32.add(this.#next(this.#layout.gathered), i32.mul(this.#gridCell(), 4)),
    )
  }

  #pointer(key: string, bytes: number, initial: () => Expression<'i32'>): Pointer {
    let pointer = this.#pointers.get(key)
    if (pointer === undefined) {
      const local = this.#f.keep(initial())
      pointer = { local, reg: this.#code.local(local, true) }
      this.#pointers.set(key, pointer)
      this.#steps.push({ local, bytes: bytes * CHUNK_CELLS })
    }
    return pointer
  }

  /** Of two planes, the one of this tick. */
  #now([even, odd]: readonly [number, number]): Expression<'i32'> {
    return i32.select(i32.load(this.#row.thread, PHASE), odd, even)
  }

  #next([even, odd]: readonly [number, number]): Expression<'i32'> {
    return this.#now([odd, even])
  }

  /** How many cells after the start of a grid the farthest corner lies that the cell may look at. */
  #corner(): Expression<'i32'> {
    const { strideY, strideZ } = this.#layout.grid
    const { x, y, z } = this.#row
    return i32.add(x, i32.add(i32.mul(y, strideY), i32.mul(z, strideZ)))
  }

  #gridCell(): Expression<'i32'> {
    return i32.add(this.#corner(), this.#layout.grid.origin)
  }

  #flatCell(): Expression<'i32'> {
    const { flatStride, size } = this.#layout
    const { x, y, z } = this.#row
    return i32.add(x, i32.mul(i32.add(y, i32.mul(z, size.y)), flatStride))
  }
}
