/**
 * A table with a score, made so that no single model has it easy: waves of single features, products of pairs, a step
 * and a slope, in features from 0 to 1; some features tell nothing. The score has mean 0 and deviation 1 over the cube (by
 * 1024 places), then comes noise: normal for numbers; for classes, the logistic noise of the same deviation before the
 * score is compared with 0.
 */
import { exp } from '../../math/exp.ts'
import { normalQuantile } from '../../math/normal.ts'
import { createPhilox, type Philox } from '../../math/philox.ts'
import { parseSeed } from '../../math/seed.ts'
import { sin } from '../../math/sin-cos.ts'
import { Draws } from '../../search/draws.ts'
import { measureOutputs } from '../error.ts'
import { joinExamples, type Part, partOf, STREAMS, type TaskShape } from './examples.ts'
import type { Task } from './task.ts'
import type { TabularSettings } from './task-schema.ts'

type Score = (x: Float64Array) => number

/** The deviation of the standard logistic distribution, pi / sqrt 3. */
const LOGISTIC_DEVIATION = 1.8137993642342178

const SCALED_BY = 1024

/** @param rowsSeed what rows and their noise are drawn from, where that is not the seed that the score is drawn from. */
export function makeTabular(settings: TabularSettings, rowsSeed = settings.seed): Task {
  const { features, count, target, noise } = settings
  const ofScore = createPhilox(parseSeed(settings.seed))
  const score = scaleScore(drawScore(ofScore, features), ofScore, features)
  const philox = createPhilox(parseSeed(rowsSeed))
  const rows: Record<Part, [Float64Array, number][]> = { train: [], validation: [], test: [] }
  const known: number[] = []
  for (let i = 0; i < count; i++) {
    const x = drawPlace(philox, i, features)
    const value = score(x)
    const part = partOf(philox, i)
    rows[part].push([x, labelOf(value, settings, new Draws(philox, i, STREAMS.labels))])
    if (part === 'test') known.push(value)
  }
  const shape: TaskShape = {
    inputs: { kind: 'vector', width: features },
    outputs: target === 'class' ? { kind: 'class', count: 2 } : { kind: 'number' },
  }
  const [train, validation, test] = [rows.train, rows.validation, rows.test].map((part) =>
    joinExamples(part, features),
  )
  // Whoever knows the score and says which class is likelier, or the score itself.
  const best = known.flatMap((value) => (target === 'class' ? [0, value / noise] : [value]))
  const floorError = measureOutputs(Float64Array.from(best), test!, shape)
  return { shape, train: train!, validation: validation!, test: test!, long: [], floorError }
}

function drawPlace(philox: Philox, example: number, features: number): Float64Array {
  const draws = new Draws(philox, example, STREAMS.examples)
  return Float64Array.from({ length: features }, () => draws.uniform())
}

function labelOf(value: number, { target, noise }: TabularSettings, draws: Draws): number {
  const draw = draws.uniform()
  if (target === 'class') return draw < 1 / (1 + exp((-LOGISTIC_DEVIATION * value) / noise)) ? 1 : 0
  return value + noise * normalQuantile(draw + 2 ** -54)
}

function drawScore(philox: Philox, features: number): Score {
  const draws = new Draws(philox, 0, STREAMS.score)
  const between = (low: number, high: number) => low + (high - low) * draws.uniform()
  const size = () => (draws.uniform() < 0.5 ? -1 : 1) * between(0.5, 1.5)
  const terms: Score[] = []
  for (let i = 0; i < Math.ceil(features / 2); i++) {
    const [amount, turns, start] = [size(), between(0.5, 1.5), draws.uniform()]
    terms.push((x) => amount * sin(2 * Math.PI * (turns * x[i]! + start)))
  }
  for (let pair = 0; pair < 1 + Math.floor(features / 4); pair++) {
    const amount = 1.5 * size()
    const first = draws.below(features)
    const second = (first + 1 + draws.below(features - 1)) % features
    terms.push((x) => amount * (2 * x[first]! - 1) * (2 * x[second]! - 1))
  }
  const [step, at, over] = [size(), draws.below(features), between(0.3, 0.7)]
  terms.push((x) => (x[at]! > over ? step : 0))
  const [slope, along] = [size(), draws.below(features)]
  terms.push((x) => slope * x[along]!)
  return (x) => terms.reduce((sum, term) => sum + term(x), 0)
}

function scaleScore(score: Score, philox: Philox, features: number): Score {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < SCALED_BY; i++) {
    // Places of their own, beyond the examples.
    const value = score(drawPlace(philox, 2 ** 31 + i, features))
    sum += value
    squares += value * value
  }
  const mean = sum / SCALED_BY
  const deviation = Math.sqrt(squares / SCALED_BY - mean * mean)
  return (x) => (score(x) - mean) / deviation
}
