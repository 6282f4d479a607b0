/** What rule a model has learned, in the notation that people write. */
import { encodeMap } from '../rules/map-code.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Examples } from './data/examples.ts'
import { largestOf, predictAll } from './error.ts'
import type { Model } from './heads/model.ts'

/** Which input is at each place of a map, row after row: models see the cell itself first. */
const MOORE = [1, 2, 3, 4, 0, 5, 6, 7, 8] as const
const VON_NEUMANN = [1, 2, 0, 3, 4] as const

/**
 * The rule that a model of a plane with two states is: what it says of every state of the cell and its neighbors. Undefined for
 * models that see anything but a Moore or a von Neumann neighborhood in two dimensions.
 *
 * @example readLearnedRule(model) // 'B3/S23', of a model that has learned Life
 */
export function readLearnedRule(model: Model): string | undefined {
  const { inputs, outputs } = model.shape
  if (inputs.kind !== 'vector' || outputs.kind !== 'class' || outputs.count !== 2) return undefined
  const places = [MOORE, VON_NEUMANN].find(({ length }) => length === inputs.width)
  if (places === undefined) return undefined
  const scores = predictAll(model, listConfigurations(places))
  const bits = Uint8Array.from({ length: scores.length / 2 }, (_, i) => largestOf(scores, 2 * i, 2))
  return parseRule(`MAP${encodeMap(bits)}`).rule.canonical
}

/** All states of what is seen, in the order of a map: the first place is the most significant bit. */
function listConfigurations(places: readonly number[]): Examples {
  const width = places.length
  const count = 2 ** width
  const inputs = new Float64Array(count * width)
  for (let i = 0; i < count; i++) {
    for (const [at, input] of places.entries()) {
      inputs[i * width + input] = (i >> (width - 1 - at)) & 1
    }
  }
  return { count, width, inputs, targets: new Float64Array(count) }
}
