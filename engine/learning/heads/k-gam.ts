/**
 * K-GAM (Polson, Sokolov, Entropy 27:593, 2025): f(x) = sum over q of g(sum over p of l_p psi(x_p + q a)), with psi and l
 * fixed by Kolmogorov's theorem and g learned.
 *
 * The theorem puts all inputs into one number, digit after digit, so that g would need 10^d knots. Here it is applied to
 * groups of `reach` inputs, of which f is the sum: a reach of all inputs is the theorem, a reach of 1 a generalized
 * additive model, and with 2 all pairs are told apart that there are groups for. f is linear in what is learned, and each
 * group's part of it can be told. With learned inner sums it is another model: k-gam-learned.ts.
 */
import { createPhilox } from '../../math/philox.ts'
import { parseSeed } from '../../math/seed.ts'
import { countOutputs, type Examples } from '../data/examples.ts'
import { sumRows } from '../operations/rows.ts'
import type { KgamSettings } from './head-schema.ts'
import { createKgamLayout } from './k-gam-layout.ts'
import { buildLearnedKgam, takeLearnedApart } from './k-gam-learned.ts'
import { type BuildHead, type Model, ParameterMaker } from './model.ts'

export const buildKgam: BuildHead<KgamSettings> = (settings, shape, philox) => {
  if (settings.inner === 'learned') return buildLearnedKgam(settings, shape, philox)
  const layout = createKgamLayout(settings, shape, philox)
  const maker = new ParameterMaker(philox)
  const table = maker.filled(layout.rows, countOutputs(shape))
  return {
    parameters: maker.parameters,
    forward(tape, examples) {
      const { indexes, weights } = layout.place(examples)
      tape.multiplyAdds += examples.count * layout.multiplyAdds
      tape.bytes += indexes.byteLength + weights.byteLength
      return sumRows(tape, table, indexes, weights, layout.terms)
    },
  }
}

/** What the groups of a K-GAM add to its outputs. */
export interface KgamParts {
  readonly groups: readonly (readonly number[])[]
  /** For each example, for each group and then for none, a number an output. */
  readonly parts: Float64Array
}

/** Takes what a K-GAM gives apart; undefined for models of other heads. */
export function takeKgamApart(model: Model, examples: Examples): KgamParts | undefined {
  const { settings, shape, seed } = model
  if (settings.name !== 'k-gam') return undefined
  if (settings.inner === 'learned') {
    return takeLearnedApart(settings, shape, model.parameters, examples)
  }
  const { groups, terms, termsOfGroup, place } = createKgamLayout(
    settings,
    shape,
    createPhilox(parseSeed(seed)),
  )
  const { indexes, weights } = place(examples)
  const outputs = countOutputs(shape)
  const { values } = model.parameters[0]!
  const each = groups.length + 1
  const parts = new Float64Array(examples.count * each * outputs)
  for (let i = 0; i < indexes.length; i++) {
    const part = Math.floor(i / terms) * each + Math.floor((i % terms) / termsOfGroup)
    for (let j = 0; j < outputs; j++) {
      parts[part * outputs + j]! += weights[i]! * values[indexes[i]! * outputs + j]!
    }
  }
  return { groups, parts }
}
