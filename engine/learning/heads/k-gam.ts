/**
 * K-GAM (Polson, Sokolov, Entropy 27:593, 2025): f(x) = sum over q of g(sum over p of l_p psi(x_p + q a)), with psi and l
 * fixed by Kolmogorov's theorem and g learned.
 *
 * The theorem puts all inputs into one number, digit after digit, so that g would need 10^d knots. Here it is applied to
 * groups of `reach` inputs, of which f is the sum: a reach of all inputs is the theorem, a reach of 1 a generalized
 * additive model, and with 2 all pairs are told apart that there are groups for. f is linear in what is learned, and each
 * group's part of it can be drawn.
 */
import type { Philox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { countOutputs, type Examples, STREAMS, type TaskShape } from '../data/examples.ts'
import { createInnerSum, INNER_SHIFT } from '../inner-function.ts'
import { sumRows } from '../operations/rows.ts'
import { BUMPS_EACH, placeGaussians, placeSplines } from '../outer-basis.ts'
import type { KgamSettings } from './head-schema.ts'
import { type BuildHead, ParameterMaker } from './model.ts'

export const buildKgam: BuildHead<KgamSettings> = (settings, shape, philox) => {
  const { inputs } = shape
  const isSequence = inputs.kind === 'sequence'
  const seen = isSequence ? Math.min(settings.window, inputs.length) : inputs.width
  const reach = Math.min(settings.reach, seen)
  const groups = listGroups(seen, reach, settings.groups, philox)
  const shifts = 2 * reach + 1
  const inner = createInnerSum(reach)
  const place = settings.basis === 'spline' ? placeSplines : placeGaussians
  const { knots } = settings
  const functions = groups.length * (settings.outer === 'apart' ? shifts : 1)
  const maker = new ParameterMaker(philox)
  // The last row is what is given whatever the inputs are.
  const table = maker.filled(functions * knots + 1, countOutputs(shape))
  const each = groups.length * shifts * BUMPS_EACH + 1

  const placeExample = (
    x: (input: number) => number,
    indexes: Int32Array,
    weights: Float64Array,
    from: number,
  ): void => {
    let at = from
    for (const [number, group] of groups.entries()) {
      for (let q = 0; q < shifts; q++) {
        let sum = 0
        for (const [p, input] of group.entries()) {
          sum += inner.weights[p]! * inner.psi(x(input) + q * INNER_SHIFT)
        }
        const first = place(sum / inner.most, knots, weights, at)
        const outer = settings.outer === 'apart' ? number * shifts + q : number
        for (let i = 0; i < BUMPS_EACH; i++) indexes[at + i] = outer * knots + first + i
        // Terms share the size of the sum, so that a rate of learning means the same for any number of them.
        for (let i = 0; i < BUMPS_EACH; i++) weights[at + i]! /= shifts
        at += BUMPS_EACH
      }
    }
    indexes[at] = functions * knots
    weights[at] = 1
  }

  return {
    parameters: maker.parameters,
    forward(tape, examples) {
      const { count } = examples
      const indexes = new Int32Array(count * each)
      const weights = new Float64Array(count * each)
      for (let i = 0; i < count; i++) {
        placeExample(readerOf(examples, shape, i, seen), indexes, weights, i * each)
      }
      tape.multiplyAdds += count * groups.length * shifts * (reach + BUMPS_EACH)
      tape.bytes += indexes.byteLength + weights.byteLength
      return sumRows(tape, table, indexes, weights, each)
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
