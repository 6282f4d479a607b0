/** The multilayer perceptron: the baseline of all heads. */
import { countOutputs } from '../data/examples.ts'
import { addRow, multiply, relu, tanh } from '../operations/dense.ts'
import type { Variable } from '../tape.ts'
import type { MlpSettings } from './head-schema.ts'
import { type BuildHead, ParameterMaker } from './model.ts'
import { center, lookUp } from './read-inputs.ts'

/** Layers of products with a bend between; of a sequence, the first layer looks tokens up by their place from the end. */
export const buildMlp: BuildHead<MlpSettings> = (settings, shape, philox) => {
  const { inputs } = shape
  const isSequence = inputs.kind === 'sequence'
  const window = isSequence ? Math.min(settings.window, inputs.length) : 0
  const widthIn = isSequence ? window * inputs.vocabulary : inputs.width
  const widths = [widthIn, ...Array<number>(settings.layers).fill(settings.width)]
  widths.push(countOutputs(shape))
  const maker = new ParameterMaker(philox)
  const layers = widths.slice(1).map((width, i) => ({
    weights: maker.product(widths[i]!, width),
    bias: maker.filled(1, width),
  }))
  const bend = settings.activation === 'relu' ? relu : tanh
  return {
    parameters: maker.parameters,
    forward(tape, examples) {
      let values: Variable | undefined
      for (const { weights, bias } of layers) {
        const from = values === undefined ? undefined : bend(tape, values)
        const product =
          from !== undefined
            ? multiply(tape, from, weights)
            : isSequence
              ? lookUp(tape, examples, weights, window, inputs.vocabulary)
              : multiply(tape, center(tape, examples), weights)
        values = addRow(tape, product, bias)
      }
      return values!
    },
  }
}
