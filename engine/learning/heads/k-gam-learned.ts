/**
 * A K-GAM whose inner sums are learned: f(x) = sum over q of g_q(sum over p of l_qp x_p + a_q) + sum over p of h_p(x_p).
 *
 * The theorem's form with its inner function the identity, with weights that are learned instead of those which put all
 * digits of all inputs into one number, and with a function of each single input beside the sums. Each g and h is a curve of
 * one number, so it stays a model that can be looked at. Of a sequence, the inner function is any of a token at its place.
 */
import { countOutputs, type Examples, type TaskShape } from '../data/examples.ts'
import { applyCurves, findTerms, toPlaces } from '../operations/curves.ts'
import { add, addRow, multiply } from '../operations/dense.ts'
import { BASES } from '../outer-basis.ts'
import { Tape, type Variable } from '../tape.ts'
import type { KgamSettings } from './head-schema.ts'
import { type BuildHead, ParameterMaker } from './model.ts'
import { center, lookUp } from './read-inputs.ts'

/** Inner sums are at first about as large as this, in the middle of where outer functions have their knots. */
const FIRST_SUM = 1.5

/** What is learned; what settings leave out is undefined. */
interface Parts {
  readonly inner: Variable | undefined
  readonly starts: Variable | undefined
  readonly outer: Variable | undefined
  readonly single: Variable | undefined
  readonly bias: Variable
}

type Places = Pick<Variable, 'rows' | 'columns' | 'values'>

/** Tokens that are seen, and how many there may be at a place; or undefined for rows of numbers. */
const readTokens = ({ inputs }: TaskShape, { window }: Pick<KgamSettings, 'window'>) =>
  inputs.kind === 'sequence'
    ? { seen: Math.min(window, inputs.length), vocabulary: inputs.vocabulary }
    : undefined

const knotsOf = (knots: number, settings: KgamSettings) =>
  Math.max(BASES[settings.basis].each, knots)

export const buildLearnedKgam: BuildHead<KgamSettings> = (settings, shape, philox) => {
  const { sums, singles } = settings
  const tokens = readTokens(shape, settings)
  const width = shape.inputs.kind === 'vector' ? shape.inputs.width : tokens!.seen
  const rows = tokens === undefined ? width : width * tokens.vocabulary
  const outputs = countOutputs(shape)
  const maker = new ParameterMaker(philox)
  const some = <T>(count: number, make: () => T) => (count > 0 ? make() : undefined)
  const parts: Parts = {
    inner: some(sums, () => maker.spread(rows, sums, FIRST_SUM / Math.sqrt(width))),
    starts: some(sums, () => maker.filled(1, sums)),
    outer: some(sums, () => maker.filled(sums * knotsOf(settings.knots, settings), outputs)),
    single: some(singles, () =>
      maker.filled(tokens === undefined ? rows * knotsOf(singles, settings) : rows, outputs),
    ),
    bias: maker.filled(1, outputs),
  }
  return {
    parameters: maker.parameters,
    forward(tape, examples) {
      const ofSums = applySums(tape, examples, parts, settings, shape)
      const ofSingles = applySingles(tape, examples, parts, settings, shape)
      const both = ofSums && ofSingles ? add(tape, ofSums, ofSingles) : (ofSums ?? ofSingles)
      return addRow(tape, both ?? tape.create(examples.count, outputs), parts.bias)
    },
  }
}

/** Where the inner sums of examples lie on their outer functions. */
function placeSums(
  tape: Tape,
  examples: Examples,
  { inner, starts }: Pick<Parts, 'inner' | 'starts'>,
  settings: KgamSettings,
  shape: TaskShape,
): Variable {
  const tokens = readTokens(shape, settings)
  const sums =
    tokens === undefined
      ? multiply(tape, center(tape, examples), inner!)
      : lookUp(tape, examples, inner!, tokens.seen, tokens.vocabulary)
  return toPlaces(tape, addRow(tape, sums, starts!))
}

function applySums(
  tape: Tape,
  examples: Examples,
  parts: Parts,
  settings: KgamSettings,
  shape: TaskShape,
): Variable | undefined {
  if (parts.outer === undefined) return undefined
  const places = placeSums(tape, examples, parts, settings, shape)
  return applyCurves(
    tape,
    places,
    parts.outer,
    knotsOf(settings.knots, settings),
    BASES[settings.basis],
  )
}

function applySingles(
  tape: Tape,
  examples: Examples,
  { single }: Parts,
  settings: KgamSettings,
  shape: TaskShape,
): Variable | undefined {
  if (single === undefined) return undefined
  const tokens = readTokens(shape, settings)
  if (tokens !== undefined) return lookUp(tape, examples, single, tokens.seen, tokens.vocabulary)
  const { count, width, inputs } = examples
  // Inputs are no variables of the tape: no gradient goes on from here.
  const places: Variable = {
    rows: count,
    columns: width,
    values: inputs,
    gradient: new Float64Array(0),
  }
  return applyCurves(
    tape,
    places,
    single,
    knotsOf(settings.singles, settings),
    BASES[settings.basis],
  )
}

/** What sums and single inputs add to outputs: a part a sum, then one a single input, then that of none. */
export function takeLearnedApart(
  settings: KgamSettings,
  shape: TaskShape,
  parameters: readonly Variable[],
  examples: Examples,
): { readonly groups: readonly (readonly number[])[]; readonly parts: Float64Array } {
  const tokens = readTokens(shape, settings)
  const width = tokens?.seen ?? examples.width
  const singles = settings.singles > 0 ? width : 0
  const all = Array.from({ length: width }, (_, input) => input)
  const groups = [
    ...Array.from({ length: settings.sums }, () => all),
    ...all.slice(0, singles).map((input) => [input]),
  ]
  const outputs = countOutputs(shape)
  const bias = parameters.at(-1)!
  const each = groups.length + 1
  const parts = new Float64Array(examples.count * each * outputs)
  const tell = (example: number, part: number, table: Variable, row: number, weight: number) => {
    for (let j = 0; j < outputs; j++) {
      parts[(example * each + part) * outputs + j]! += weight * table.values[row * outputs + j]!
    }
  }
  const tellCurves = (places: Places, table: Variable, knots: number, from: number) => {
    const basis = BASES[settings.basis]
    const { indexes, weights } = findTerms(places, knotsOf(knots, settings), basis, false)
    for (const [k, row] of indexes.entries()) {
      const place = Math.floor(k / basis.each)
      const part = from + (place % places.columns)
      tell(Math.floor(place / places.columns), part, table, row, weights[k]!)
    }
  }
  if (settings.sums > 0) {
    const [inner, starts, outer] = parameters
    const places = placeSums(new Tape(false), examples, { inner, starts }, settings, shape)
    tellCurves(places, outer!, settings.knots, 0)
  }
  const single = parameters.at(-2)!
  const { count, inputs } = examples
  if (singles > 0 && tokens === undefined) {
    const places = { rows: count, columns: width, values: inputs }
    tellCurves(places, single, settings.singles, settings.sums)
  }
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < singles && tokens !== undefined; p++) {
      const token = inputs[(i + 1) * examples.width - width + p]!
      tell(i, settings.sums + p, single, p * tokens.vocabulary + token, 1)
    }
    tell(i, groups.length, bias, 0, 1)
  }
  return { groups, parts }
}
