/**
 * Heads of attention: `irope` has rotary positions that are interpolated beyond the trained length, as the seeds of this
 * project use the word; `interleaved-rope` has layers with and without positions in turn, which is what iRoPE means for
 * Llama 4. Both answer at the last place of a sequence.
 */
import { countOutputs, type Examples, type TaskShape } from '../data/examples.ts'
import { TrainingSpecError } from '../errors.ts'
import { attend, type Rotation, rotate } from '../operations/attention.ts'
import { add, addRow, multiply, relu } from '../operations/dense.ts'
import { normalizeRows, sumRows, takeLastRows } from '../operations/rows.ts'
import { buildRotation } from '../rotary.ts'
import type { Tape, Variable } from '../tape.ts'
import type { AttentionSettings } from './head-schema.ts'
import { type BuildHead, ParameterMaker } from './model.ts'

interface Layer {
  readonly gain: Variable
  readonly queries: Variable
  readonly keys: Variable
  readonly values: Variable
  readonly out: Variable
  readonly isRotated: boolean
  readonly network: Network | undefined
}

interface Network {
  readonly gain: Variable
  readonly up: Variable
  readonly bias: Variable
  readonly down: Variable
}

export const buildAttention: BuildHead<AttentionSettings> = (settings, shape, philox) => {
  const { width, heads } = settings
  if (width % (2 * heads) !== 0) {
    const problem = `a width of ${width} is not twice a whole number for each of ${heads} heads`
    throw new TrainingSpecError({ field: 'head.width', problem })
  }
  const maker = new ParameterMaker(philox)
  const table = maker.spread(countRows(shape, settings), width, 1)
  const layers = Array.from({ length: settings.layers }, (_, i) => buildLayer(settings, i, maker))
  const gain = maker.filled(1, width, 1)
  const toOutputs = maker.product(width, countOutputs(shape))
  const bias = maker.filled(1, countOutputs(shape))
  const { inputs } = shape
  const trained = inputs.kind === 'sequence' ? inputs.length : inputs.width + 1
  const interpolation = settings.name === 'irope' ? settings.interpolation : 'none'
  const rotationOf = rememberByLength((length) =>
    buildRotation(width / heads / 2, interpolation, length, trained),
  )
  return {
    parameters: maker.parameters,
    forward(tape, examples) {
      const { rows, length } = embed(tape, examples, shape, settings, table)
      let values = rows
      for (const [i, layer] of layers.entries()) {
        const isLast = i === layers.length - 1
        const rotation = layer.isRotated ? rotationOf(length) : undefined
        values = applyLayer(tape, layer, values, { length, heads, rotation, isLast })
      }
      return addRow(tape, multiply(tape, normalizeRows(tape, values, gain), toOutputs), bias)
    },
  }
}

function buildLayer(settings: AttentionSettings, number: number, maker: ParameterMaker): Layer {
  const { width, hidden } = settings
  const isRotated = settings.name === 'irope' || (number + 1) % settings.every !== 0
  const layer = {
    gain: maker.filled(1, width, 1),
    queries: maker.product(width, width),
    keys: maker.product(width, width),
    values: maker.product(width, width),
    out: maker.product(width, width),
    isRotated,
  }
  if (hidden === 0) return { ...layer, network: undefined }
  const network = {
    gain: maker.filled(1, width, 1),
    up: maker.product(width, hidden),
    bias: maker.filled(1, hidden),
    down: maker.product(hidden, width),
  }
  return { ...layer, network }
}

/** The turns of the last few lengths that were asked for; they could be computed again. */
function rememberByLength(build: (length: number) => Rotation): (length: number) => Rotation {
  const known = new Map<number, Rotation>()
  return (length) => {
    const found = known.get(length) ?? build(length)
    if (known.size > 8) known.clear()
    known.set(length, found)
    return found
  }
}

/** Rows of the table of embeddings: tokens, and tokens as the ones before; or a slope and a start for each number, and the answer's. */
function countRows({ inputs }: TaskShape, { previous }: AttentionSettings): number {
  if (inputs.kind === 'vector') return 2 * inputs.width + 1
  return previous ? 2 * inputs.vocabulary + 1 : inputs.vocabulary
}

function embed(
  tape: Tape,
  { count, width, inputs }: Examples,
  { inputs: of }: TaskShape,
  { previous }: AttentionSettings,
  table: Variable,
): { readonly rows: Variable; readonly length: number } {
  const isSequence = of.kind === 'sequence'
  const length = isSequence ? width : width + 1
  const each = isSequence && !previous ? 1 : 2
  const indexes = new Int32Array(count * length * each)
  const weights = new Float64Array(indexes.length).fill(1)
  for (let row = 0; row < count; row++) {
    for (let t = 0; t < length; t++) {
      const at = (row * length + t) * each
      if (isSequence) {
        indexes[at] = inputs[row * width + t]!
        const before = t === 0 ? of.vocabulary : inputs[row * width + t - 1]!
        if (previous) indexes[at + 1] = of.vocabulary + before
      } else if (t < width) {
        indexes[at] = t
        weights[at] = 2 * inputs[row * width + t]! - 1
        indexes[at + 1] = width + t
      } else {
        // The place of the answer has seen no number.
        indexes[at] = 2 * width
        indexes[at + 1] = 2 * width
        weights[at + 1] = 0
      }
    }
  }
  return { rows: sumRows(tape, table, indexes, weights, each), length }
}

interface LayerUse {
  readonly length: number
  readonly heads: number
  readonly rotation: Rotation | undefined
  /** Of the last layer only the last place is used. */
  readonly isLast: boolean
}

function applyLayer(tape: Tape, layer: Layer, rows: Variable, use: LayerUse): Variable {
  const { length, heads, rotation, isLast } = use
  const sequences = rows.rows / length
  const asked = isLast ? 1 : length
  const seen = normalizeRows(tape, rows, layer.gain)
  const asking = isLast ? takeLastRows(tape, seen, length) : seen
  const turn = (each: Variable, rowsEach: number) =>
    rotation === undefined ? each : rotate(tape, each, rotation, length, rowsEach)
  const queries = turn(multiply(tape, asking, layer.queries), asked)
  const keys = turn(multiply(tape, seen, layer.keys), length)
  const values = multiply(tape, seen, layer.values)
  const found = attend(tape, queries, keys, values, { sequences, length, heads })
  const kept = isLast ? takeLastRows(tape, rows, length) : rows
  const told = add(tape, kept, multiply(tape, found, layer.out))
  return layer.network === undefined ? told : applyNetwork(tape, layer.network, told)
}

function applyNetwork(tape: Tape, network: Network, rows: Variable): Variable {
  const seen = normalizeRows(tape, rows, network.gain)
  const hidden = relu(tape, addRow(tape, multiply(tape, seen, network.up), network.bias))
  return add(tape, rows, multiply(tape, hidden, network.down))
}
