/** How the threads of a team share a world: each takes a slab of planes, of rows or of columns. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import { walkAxis } from './walk-plan.ts'

/** The axis along which a world is cut into slabs. */
export type SlabAxis = 'x' | 'y' | 'z'

/** From (included) and to (not included) where a slab goes. x counts vectors, y rows of bytes. */
export interface Slab {
  readonly x: SlabRange
  readonly y: SlabRange
  readonly z: SlabRange
}

interface SlabRange {
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
}

/** Parameters of functions that work on a slab, in the order of `slabOf`. */
export const SLAB_PARAMS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/** A slab from the parameters of a function. */
export function slabOf(locals: readonly Local<'i32'>[]): Slab {
  const [x0, x1, y0, y1, z0, z1] = locals
  return {
    x: { from: x0!, to: x1! },
    y: { from: y0!, to: y1! },
    z: { from: z0!, to: z1! },
  }
}

/** The operands that hand a slab on. */
export function slabOperands({ x, y, z }: Slab): readonly Expression<'i32'>[] {
  return [x.from, x.to, y.from, y.to, z.from, z.to]
}

/** The axis that gives every thread something to do: planes, else rows, else columns. */
export function chooseSlabAxis(layout: SlicedLayout, threads: number): SlabAxis {
  const { size, rows, vectors } = layout
  if (size.z >= 2 * threads) return 'z'
  if (rows >= 2 * threads) return 'y'
  return walkAxis(layout) === 'x' && rows * size.z === 1 && vectors >= 4 * threads ? 'x' : 'y'
}

/**
 * Computes a member's slab. What is made together is dealt out together, so that a slab without
 * enough of it is empty; what is left over goes to the last slab that is not.
 *
 * @param together how many rows, planes or columns are made together, at most.
 */
export function writeSlab(
  f: FunctionBuilder,
  { size, rows, vectors }: SlicedLayout,
  axis: SlabAxis,
  together: number,
  place: Expression<'i32'>,
  members: Expression<'i32'>,
): Slab {
  const counts = { x: vectors, y: rows, z: size.z }
  const rangeOf = (along: SlabAxis): SlabRange => {
    const [from, to] = [f.local('i32', 0), f.local('i32', counts[along])]
    if (along !== axis) return { from, to }
    const groups = Math.floor(counts[along] / together)
    const share = (before: Expression<'i32'>) =>
      i32.mul(i32.divU(i32.mul(before, groups), members), together)
    f.set(from, share(place))
    f.if(i32.ne(i32.add(place, 1), members), () => f.set(to, share(i32.add(place, 1))))
    return { from, to }
  }
  return { x: rangeOf('x'), y: rangeOf('y'), z: rangeOf('z') }
}
