/** Walks as functions of a module. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { type Outcome, writeLogic } from './logic-writer.ts'
import { offsetBytes, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
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
  /** From walk to walk, in what is read, in what is written and in sums computed before. */
  readonly across: number
  readonly outAcross: number
  readonly sumAcross: number
}

export interface WalkSpec {
  readonly layout: SlicedLayout
  readonly plan: WalkPlan
  readonly strides: WalkStrides
  /** Bits of each of the sums computed before that a step reads; 0 where it reads none. */
  readonly sumBits: number
}

/**
 * Walks down columns, one after another: address of the first vector read, address of the first one
 * written, steps to make and columns (at least 1 of each), parity of the first cell's x + y + z;
 * then the addresses of sums computed before, from the lowest plane up.
 */
export type Walk = FunctionHandle<readonly 'i32'[], 'void'>

/** Adds a walk to a module. */
export function writeWalk(module: ModuleBuilder, spec: WalkSpec): Walk {
  const { logic } = spec.plan
  const sums = [...logic.inputs.values()].filter((input) => input.kind === 'sum')
  const lowest = Math.min(0, ...sums.map(({ dz }) => dz))
  const count = sums.length === 0 ? 0 : 1 + Math.max(...sums.map(({ dz }) => dz)) - lowest
  const params: readonly 'i32'[] = Array.from({ length: 5 + count }, () => 'i32')
  return module.function({ params }, (f, ...locals) => {
    const [from, to, steps, columns, parity, ...slots] = locals as readonly Local<'i32'>[]
    new WalkWriter(f, spec, {
      from: from!,
      to: to!,
      steps: steps!,
      columns: columns!,
      parity: parity!,
      slotOf: (dz) => slots[dz - lowest]!,
      slots,
    }).write()
  })
}

interface WalkLocals {
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  readonly steps: Local<'i32'>
  readonly columns: Local<'i32'>
  readonly parity: Local<'i32'>
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
    this.#odd = logic.inputs.has('odd') ? f.local('v128') : undefined
    this.#biasBytes = biasOf(spec)
  }

  write(): void {
    const f = this.#f
    const { strides } = this.#spec
    const { from, to, steps, columns, slots } = this.#locals
    if (this.#biasBytes > 0) f.increase(from, -this.#biasBytes)
    const firsts = [from, to, ...slots].map((local) => [local, f.local('i32')] as const)
    const left = f.local('i32')
    f.doWhile(() => {
      for (const [local, first] of firsts) f.set(first, local)
      f.set(left, steps)
      this.#writeColumn(left)
      for (const [local, first] of firsts) f.set(local, first)
      f.increase(from, strides.across)
      f.increase(to, strides.outAcross)
      for (const slot of slots) f.increase(slot, strides.sumAcross)
      f.increase(columns, -1)
    }, columns)
  }

  #writeColumn(steps: Local<'i32'>): void {
    const f = this.#f
    const { plan, strides, sumBits } = this.#spec
    const { from, to, slots } = this.#locals
    const { logic } = plan
    if (this.#odd !== undefined) f.set(this.#odd, this.#firstOdd())
    this.#writeStep(logic.carried.map(({ first }, i) => this.#carrying(first, i)))
    f.doWhile(() => {
      this.#writeStep([
        ...plan.outcomes.map(({ bit, index, plane }): Outcome => {
          const offset = index * strides.outIndex + plane * strides.outPlane
          return { bit, use: (value) => f.do(v128.store(to, value, offset)) }
        }),
        ...logic.carried.map(({ next }, i) => this.#carrying(next, i)),
      ])
      f.increase(from, strides.step)
      f.increase(to, strides.outStep)
      for (const slot of slots) f.increase(slot, sumBits * VECTOR_BYTES)
      if (this.#odd !== undefined && logic.unroll % 2 === 1) f.set(this.#odd, v128.not(this.#odd))
      f.increase(steps, -1)
    }, steps)
  }

  #carrying(bit: number, slot: number): Outcome {
    return { bit, isLate: true, use: (value) => this.#f.set(this.#carried[slot]!, value) }
  }

  #writeStep(outcomes: readonly Outcome[]): void {
    const { graph, inputs } = this.#spec.plan.logic
    writeLogic(this.#f, graph, (name) => this.#read(inputs.get(name)!), outcomes)
  }

  #read(input: WalkInput): Expression<'v128'> {
    const { layout, plan } = this.#spec
    const { from, slotOf } = this.#locals
    switch (input.kind) {
      case 'cell':
        return v128.load(from, this.#biasBytes + offsetBytes(layout, input.offset))
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

  /** Where x + y + z is odd in the first vector. */
  #firstOdd(): Expression<'v128'> {
    const { split, rows } = this.#spec.layout
    const all = i32x4.splat(i32.sub(0, i32.and(this.#locals.parity, 1)))
    // Cells alternate from byte to byte, and from part to part where a part has an odd length.
    const isEven = split === 'x' || rows % 2 === 0
    return v128.xor(all, i32x4.const(isEven ? 0xff00ff00 : 0x55aa55aa))
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

function biasOf({ layout, plan }: WalkSpec): number {
  let lowest = 0
  for (const input of plan.logic.inputs.values()) {
    if (input.kind !== 'cell') continue
    lowest = Math.min(lowest, offsetBytes(layout, input.offset))
  }
  return -lowest
}
