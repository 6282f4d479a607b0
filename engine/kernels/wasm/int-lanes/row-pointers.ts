/**
 * Locals that point into the planes while a row is stepped. They are made as they are wanted, set
 * before the first chunk, and move on with each.
 *
 * Planes of one width, with a border or without, are seen from one pointer: where each of them
 * lies is known when the code is generated, but for the tick's phase.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { StaticData } from '../static-data.ts'
import { findBlockPointers, type RowLocals } from './block-pointers.ts'
import type { BlockPointers, ChunkPointers, Place } from './chunk-scope.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import type { LaneLayout, PlaneLayout } from './lane-layout.ts'
import {
  type BlockGathering,
  keyOfBlocks,
  keyOfDerived,
  type LanePlan,
  type PassPlan,
} from './lane-plan.ts'
import { CHUNK_CELLS, type Width } from './lane-width.ts'
import type { DerivedPlane } from './sum-plan.ts'
import { PHASE, TICK } from './thread-memory.ts'

interface Pointer {
  readonly local: Local<'i32'>
  readonly reg: Reg<'i32'>
}

/** In which place a plane is: always the same, that of the phase, or the other one. */
type Turn = 'still' | 'phase' | 'other phase'

/** What a row's pointers are found from. */
export interface RowPlace {
  readonly f: FunctionBuilder
  readonly code: LaneCode
  readonly layout: LaneLayout
  readonly plan: LanePlan
  readonly pass: PassPlan
  readonly data: StaticData
  readonly row: RowLocals
}

/** A row's pointers. */
export class RowPointers implements ChunkPointers {
  readonly x: Reg<'i32'>
  readonly y: Reg<'i32'>
  readonly z: Reg<'i32'>
  readonly tick: Reg<'i32'>
  readonly thread: Reg<'i32'>
  readonly #at: RowPlace
  readonly #steps: { readonly local: Local<'i32'>; readonly bytes: number }[] = []
  readonly #pointers = new Map<string, Pointer>()
  readonly #blocks = new Map<string, BlockPointers>()

  constructor(at: RowPlace) {
    const { code, row } = at
    this.#at = at
    this.x = code.local(row.x, true)
    this.y = code.local(row.y, false)
    this.z = code.local(row.z, false)
    this.thread = code.local(row.thread, false)
    this.tick = code.loadSetting(this.thread, TICK)
    this.#steps.push({ local: row.x, bytes: CHUNK_CELLS })
  }

  plane(component: number): Place {
    const { plane, turn, offset } = this.#find(component, 0)
    return { address: this.#inPlanes(plane, turn).reg, offset }
  }

  nextPlane(component: number): Place & { readonly local: Local<'i32'> } {
    const { pass, layout } = this.#at
    const { plane, turn, offset } = this.#find(component, pass.flips.has(component) ? 1 : 0)
    const { reg, local } = this.#inPlanes(plane, turn)
    const first = plane.hasBorder ? layout.grid.origin * (plane.width / 8) : 0
    return { address: reg, offset: offset + first, local }
  }

  get line(): Reg<'i32'> {
    return this.#inLine().reg
  }

  derived(plane: DerivedPlane): Reg<'i32'> {
    return this.#inDerived(plane).reg
  }

  blocks(gathering: BlockGathering): BlockPointers {
    const key = keyOfBlocks(gathering)
    let pointers = this.#blocks.get(key)
    if (pointers === undefined) {
      const { plan } = this.#at
      pointers = findBlockPointers(gathering, {
        ...this.#at,
        number: plan.blocks.findIndex((grid) => keyOfBlocks(grid) === key),
        cornerOf: (component) => {
          const { plane, turn, offset } = this.#find(component, 0)
          const { local } = this.#inPlanes(plane, turn)
          return { name: nameOf(plane, turn), local, bytes: plane.width / 8, offset }
        },
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

  /** Writes the move to the next chunk. */
  writeStep(): void {
    for (const { local, bytes } of this.#steps) this.#at.f.increase(local, bytes)
  }

  /** Where a component is before the pass, or after so many turns of its own. */
  #find(component: number, turns: 0 | 1) {
    const { layout, pass } = this.#at
    const plane = layout.planes[component]!
    const isTurned = (pass.turns[component]! ^ turns) === 1
    const turn: Turn = plane.alternates ? (isTurned ? 'other phase' : 'phase') : 'still'
    const offset = plane.address + (turn === 'still' && isTurned ? layout.turnBytes : 0)
    return { plane, turn, offset }
  }

  #inPlanes(plane: PlaneLayout, turn: Turn): Pointer {
    const bytes = plane.width / 8
    return this.#pointer(nameOf(plane, turn), bytes, () => {
      const cell = plane.hasBorder ? this.#corner() : this.#flatCell()
      const place = i32.mul(cell, bytes)
      return turn === 'still' ? place : i32.add(place, this.#turn(turn))
    })
  }

  #inDerived(plane: DerivedPlane): Pointer {
    const bytes = plane.width / 8
    return this.#pointer(`derived ${keyOfDerived(plane)}`, bytes, () =>
      i32.add(this.#at.layout.derivedAt(plane), i32.mul(this.#corner(), bytes)),
    )
  }

  #inLine(): Pointer {
    const { thread, x } = this.#at.row
    return this.#pointer('line', 4, () => i32.add(thread, i32.mul(x, 4)))
  }

  #pointer(key: string, bytes: number, initial: () => Expression<'i32'>): Pointer {
    let pointer = this.#pointers.get(key)
    if (pointer === undefined) {
      const local = this.#at.f.keep(initial())
      pointer = { local, reg: this.#at.code.local(local, true) }
      this.#pointers.set(key, pointer)
      this.#steps.push({ local, bytes: bytes * CHUNK_CELLS })
    }
    return pointer
  }

  /** Bytes from the first places to those of this turn. */
  #turn(turn: 'phase' | 'other phase'): Expression<'i32'> {
    return turnOf(this.#at.row.thread, this.#at.layout, turn === 'other phase')
  }

  /** How many cells after the start of a grid the farthest corner lies that the cell may look at. */
  #corner(): Expression<'i32'> {
    const { strideY, strideZ } = this.#at.layout.grid
    const { x, y, z } = this.#at.row
    return i32.add(x, i32.add(i32.mul(y, strideY), i32.mul(z, strideZ)))
  }

  #flatCell(): Expression<'i32'> {
    const { flatStride, size } = this.#at.layout
    const { x, y, z } = this.#at.row
    return i32.add(x, i32.mul(i32.add(y, i32.mul(z, size.y)), flatStride))
  }
}

/** Bytes from the first places to those of the thread's phase, or to the others. */
export function turnOf(
  thread: Local<'i32'>,
  { turnBytes }: LaneLayout,
  isOther: boolean,
): Expression<'i32'> {
  const [odd, even] = isOther ? [0, turnBytes] : [turnBytes, 0]
  return i32.select(i32.load(thread, PHASE), i32.const(odd), i32.const(even))
}

function nameOf({ width, hasBorder }: { width: Width; hasBorder: boolean }, turn: Turn): string {
  return `${hasBorder ? 'grid' : 'flat'} of ${width} bits, ${turn}`
}
