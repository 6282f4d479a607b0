/** Where the inputs of a K-GAM lie on its outer functions: what is fixed before anything is learned. */
import type { Philox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { type Examples, STREAMS, type TaskShape } from '../data/examples.ts'
import { createInnerSum, INNER_SHIFT } from '../inner-function.ts'
import { BASES } from '../outer-basis.ts'
import type { KgamSettings } from './head-schema.ts'

export interface KgamLayout {
  /** Inputs of each group, by rising number; of a sequence, counted from the first token that is seen. */
  readonly groups: readonly (readonly number[])[]
  /** Rows of the table of coefficients. The last is what is given whatever the inputs are. */
  readonly rows: number
  /** Terms of an example: so many for each group in order, and one for the last row. */
  readonly termsOfGroup: number
  readonly terms: number
  /** Multiply-adds of finding the places of an example. */
  readonly multiplyAdds: number
  /** Rows of the table and their weights, for all terms of all examples. */
  place(examples: Examples): { readonly indexes: Int32Array; readonly weights: Float64Array }
}

export function createKgamLayout(
  settings: KgamSettings,
  shape: TaskShape,
  philox: Philox,
): KgamLayout {
  const { inputs } = shape
  const { knots } = settings
  const seen = inputs.kind === 'vector' ? inputs.width : Math.min(settings.window, inputs.length)
  const reach = Math.min(settings.reach, seen)
  const groups = listGroups(seen, reach, settings.groups, philox)
  const shifts = 2 * reach + 1
  const inner = createInnerSum(reach)
  const { each, place: placeBumps, multiplyAdds } = BASES[settings.basis]
  const functions = groups.length * (settings.outer === 'apart' ? shifts : 1)
  const terms = groups.length * shifts * each + 1

  const shifted = new Float64Array(seen * shifts)
  const placeExample = (
    x: (input: number) => number,
    indexes: Int32Array,
    weights: Float64Array,
    from: number,
  ): void => {
    let at = from
    // Inputs are in many groups.
    for (let input = 0; input < seen; input++) {
      for (let q = 0; q < shifts; q++) {
        shifted[input * shifts + q] = inner.psi(x(input) + q * INNER_SHIFT)
      }
    }
    for (let number = 0; number < groups.length; number++) {
      const group = groups[number]!
      for (let q = 0; q < shifts; q++) {
        let sum = 0
        for (let p = 0; p < group.length; p++) {
          sum += inner.weights[p]! * shifted[group[p]! * shifts + q]!
        }
        const first = placeBumps(sum / inner.most, knots, weights, at)
        const outer = settings.outer === 'apart' ? number * shifts + q : number
        for (let i = 0; i < each; i++) indexes[at + i] = outer * knots + first + i
        // Terms share the size of the sum, so that a rate of learning means the same for any number of them.
        for (let i = 0; i < each; i++) weights[at + i]! /= shifts
        at += each
      }
    }
    indexes[at] = functions * knots
    weights[at] = 1
  }

  return {
    groups,
    rows: functions * knots + 1,
    termsOfGroup: shifts * each,
    terms,
    multiplyAdds: groups.length * shifts * (reach + multiplyAdds),
    place(examples) {
      const indexes = new Int32Array(examples.count * terms)
      const weights = new Float64Array(examples.count * terms)
      for (let i = 0; i < examples.count; i++) {
        placeExample(readerOf(examples, shape, i, seen), indexes, weights, i * terms)
      }
      return { indexes, weights }
    },
  }
}

/** The inputs of a row from 0 to 1; of a sequence, the last `seen` tokens. */
function readerOf(
  { width, inputs }: Examples,
  { inputs: of }: TaskShape,
  row: number,
  seen: number,
): (input: number) => number {
  const from = row * width
  if (of.kind === 'vector') return (input) => inputs[from + input]!
  return (input) => (inputs[from + width - seen + input]! + 0.5) / of.vocabulary
}

/** Above it, groups are drawn instead of listed. */
const MAX_LISTED = 4096

/** Groups of `reach` inputs in order: all of them, or where there are more than `most`, so many that are drawn. */
export function listGroups(
  inputs: number,
  reach: number,
  most: number,
  philox: Philox,
): readonly (readonly number[])[] {
  let count = 1
  for (let i = 0; i < reach; i++) count = (count * (inputs - i)) / (i + 1)
  const all = count <= MAX_LISTED ? combine(inputs, reach) : undefined
  if (all !== undefined && all.length <= most) return all
  const draws = new Draws(philox, 0, STREAMS.groups)
  const chosen = new Map<string, readonly number[]>()
  // Groups begin with each input in turn, so that all are seen.
  for (let i = 0; chosen.size < most && i < 4 * most; i++) {
    const group = new Set([i % inputs])
    while (group.size < reach) group.add(draws.below(inputs))
    const sorted = [...group].sort((a, b) => a - b)
    chosen.set(sorted.join(), sorted)
  }
  return [...chosen.values()]
}

function combine(inputs: number, reach: number, from = 0): readonly (readonly number[])[] {
  if (reach === 0) return [[]]
  const groups: (readonly number[])[] = []
  for (let first = from; first <= inputs - reach; first++) {
    for (const rest of combine(inputs, reach - 1, first + 1)) groups.push([first, ...rest])
  }
  return groups
}
