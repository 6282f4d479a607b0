/** Walks as functions of a module. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { type ColumnKind, ColumnWindow, findPlace } from './column-window.ts'
import { type Outcome, writeLogic } from './logic-writer.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { WalkAxis, WalkInput } from './walk-logic.ts'
import type { WalkPlan } from './walk-plan.ts'

/** How a walk goes through memory, all in bytes. */
export interface WalkStrides {
  /** From step to step, in what is read. */
  readonly step: number
  /** From step to step, from vector to vector of a step and from plane to plane, in what is written. */
  readonly outStep: number
  readonly outIndex: number
  readonly outPlane: number
}

export interface WalkSpec {
  readonly layout: SlicedLayout
  readonly plan: WalkPlan
  readonly column: ColumnKind
  readonly strides: WalkStrides
  /** Tells whether next states are written, whose first plane is masked; else it is sums. */
  readonly isState: boolean
  /** Bits of each of the sums computed before that a step reads; 0 where it reads none. */
  readonly sumBits: number
}

/**
 * Walks a column: address of the first vector read, address of the first one written, steps to
 * make (at least 1), address of the column's mask (0 where rows have none), parity of the first
 * cell's x + y + z; then the addresses of sums computed before, from the lowest plane up.
 */
export type Walk = FunctionHandle<readonly 'i32'[], 'void'>

/** Adds a walk to a module. */
export function writeWalk(module: ModuleBuilder, spec: WalkSpec): Walk {
  const { layout, plan } = spec
  const { logic } = plan
  const sums = [...logic.inputs.values()].filter((input) => input.kind === 'sum')
  const lowest = Math.min(0, ...sums.map(({ dz }) => dz))
  const count = sums.length === 0 ? 0 : 1 + Math.max(...sums.map(({ dz }) => dz)) - lowest
  const params: readonly 'i32'[] = Array.from({ length: 5 + count }, () => 'i32')
  return module.function({ params }, (f, ...locals) => {
    const [from, to, steps, maskAddress, parity, ...slots] = locals as readonly Local<'i32'>[]
    new WalkWriter(f, spec, {
      from: from!,
      to: to!,
      steps: steps!,
      parity: parity!,
      mask: needsMask(layout) ? f.keep(v128.load(maskAddress!)) : undefined,
      maskAddress: maskAddress!,
      slotOf: (dz) => slots[dz - lowest]!,
      slots,
    }).write()
  })
}

/** Tells whether what lies between the ends of a row must be kept 0. */
export const needsMask = ({ isOpen, isPadded }: SlicedLayout) => isOpen && isPadded

interface WalkLocals {
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  readonly steps: Local<'i32'>
  readonly parity: Local<'i32'>
  readonly mask: Local<'v128'> | undefined
  readonly maskAddress: Local<'i32'>
  readonly slotOf: (dz: number) => Local<'i32'>
  readonly slots: readonly Local<'i32'>[]
}

class WalkWriter {
  readonly #f: FunctionBuilder
  readonly #spec: WalkSpec
  readonly #locals: WalkLocals
  readonly #carried: readonly Local<'v128'>[]
  readonly #odd: Local<'v128'> | undefined
  /** How far the address that is read from lies before the vector, so that no offset is negative. */
  readonly #biasBytes: number

  constructor(f: FunctionBuilder, spec: WalkSpec, locals: WalkLocals) {
    const { logic } = spec.plan
    this.#f = f
    this.#spec = spec
    this.#locals = locals
    this.#carried = logic.carried.map(() => f.local('v128'))
    this.#odd = logic.inputs.has('odd') ? this.#keepOdd() : undefined
    this.#biasBytes = biasOf(spec)
  }

  write(): void {
    const f = this.#f
    const { plan, strides, sumBits } = this.#spec
    const { from, to, steps, slots } = this.#locals
    const { logic } = plan
    if (this.#biasBytes > 0) f.increase(from, -this.#biasBytes)
    this.#writeStep(logic.carried.map(({ first }, i) => this.#carrying(first, i)))
    f.doWhile(() => {
      this.#writeStep([
        ...plan.outcomes.map(({ bit, index, plane }): Outcome => {
          const offset = index * strides.outIndex + plane * strides.outPlane
          return { bit, use: (value) => this.#store(value, index, plane, offset) }
        }),
        ...logic.carried.map(({ next }, i) => this.#carrying(next, i)),
      ])
      f.increase(from, strides.step)
      f.increase(to, strides.outStep)
      for (const slot of slots) f.increase(slot, sumBits * VECTOR_BYTES)
      this.#advanceMask()
      if (this.#odd !== undefined && logic.unroll % 2 === 1) f.set(this.#odd, v128.not(this.#odd))
      f.increase(steps, -1)
    }, steps)
  }

  #carrying(bit: number, slot: number): Outcome {
    return { bit, use: (value) => this.#f.set(this.#carried[slot]!, value) }
  }

  #writeStep(outcomes: readonly Outcome[]): void {
    const { layout, column, plan } = this.#spec
    const { graph, inputs } = plan.logic
    const window = new ColumnWindow(this.#f, layout, column, this.#locals.from, this.#biasBytes)
    writeLogic(this.#f, graph, (name) => this.#read(inputs.get(name)!, window), outcomes)
  }

  #read(input: WalkInput, window: ColumnWindow): Expression<'v128'> {
    const { layout, plan } = this.#spec
    const { from, slotOf } = this.#locals
    switch (input.kind) {
      case 'cell':
        return window.cells(input.offset)
      case 'age': {
        const plane = (1 + input.plane) * layout.planeBytes
        const index = input.index * indexBytes(layout, plan.logic.along)
        return v128.load(from, this.#biasBytes + plane + index)
      }
      case 'odd':
        return this.#odd!
      case 'carried':
        return this.#carried[input.slot]!
      case 'sum':
        return v128.load(slotOf(input.dz), input.bit * VECTOR_BYTES)
      default:
        return input satisfies never
    }
  }

  #store(value: Expression<'v128'>, index: number, plane: number, offset: number): void {
    const { maskAddress, mask, to } = this.#locals
    const { plan, isState } = this.#spec
    if (!isState || plane > 0 || mask === undefined) {
      this.#f.do(v128.store(to, value, offset))
      return
    }
    const isAlongRow = plan.logic.along === 'x' && index > 0
    const own = isAlongRow ? v128.load(maskAddress, index * VECTOR_BYTES) : mask
    this.#f.do(v128.store(to, v128.and(value, own), offset))
  }

  /** The masks along a row are those of its vectors; along y it is one column's. */
  #advanceMask(): void {
    const { mask, maskAddress } = this.#locals
    const { logic } = this.#spec.plan
    if (mask === undefined || logic.along !== 'x') return
    this.#f.increase(maskAddress, logic.unroll * VECTOR_BYTES)
    this.#f.set(mask, v128.load(maskAddress))
  }

  /** Where x + y + z is odd in the first vector: everywhere, nowhere or in every other bit. */
  #keepOdd(): Local<'v128'> {
    const { layout } = this.#spec
    const all = i32x4.splat(i32.sub(0, i32.and(this.#locals.parity, 1)))
    // Places of a vector are R apart.
    const isAlternating = layout.vectors % 2 === 1
    return this.#f.keep(isAlternating ? v128.xor(all, i32x4.const(0xaaaaaaaa)) : all)
  }
}

/** Bytes from vector to vector of a step, in what is read. */
export function indexBytes({ strideY, strideZ }: SlicedLayout, along: WalkAxis): number {
  switch (along) {
    case 'x':
      return VECTOR_BYTES
    case 'y':
      return strideY
    case 'z':
      return strideZ
    default:
      return along satisfies never
  }
}

function biasOf({ layout, column, plan }: WalkSpec): number {
  let lowest = 0
  for (const input of plan.logic.inputs.values()) {
    if (input.kind !== 'cell') continue
    lowest = Math.min(lowest, findPlace(layout, column, input.offset).offsetBytes)
  }
  return -lowest
}
