/** The loop of training: epochs of mini-batches, each followed by a look at the validation part. */
import { createPhilox } from '../math/philox.ts'
import { parseSeed } from '../math/seed.ts'
import { pickExamples, shuffle } from './data/examples.ts'
import type { Task } from './data/task.ts'
import { measureError, measureLongError } from './error.ts'
import { countParameters, type Model } from './heads/model.ts'
import { crossEntropy, halfSquaredError } from './operations/losses.ts'
import { createOptimizer, type OptimizerSettings } from './optimizer.ts'
import { Tape } from './tape.ts'

export type WatchedError = 'error' | 'longError'

export interface TrainOptions {
  readonly optimizer: OptimizerSettings
  readonly epochs: number
  /** Ends after so many epochs in which no error that is watched was lower than before; undefined never does. */
  readonly patience: number | undefined
  /** Without repeats. */
  readonly watch: readonly WatchedError[]
  /** A decimal u64: the order of examples. */
  readonly seed: string
  /** Ends before an epoch that would go beyond so many multiply-adds of the way forward; undefined is no bound. */
  readonly maxMultiplyAdds: number | undefined
  /** Is asked after each epoch; true ends the training. */
  readonly onEpoch: (report: EpochReport) => boolean | Promise<boolean>
}

/** What an epoch came to. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number
  /** The mean over the steps of the epoch. */
  readonly loss: number
  /** On the validation part. */
  readonly error: number
  /** On the validation part of the longest sequences; undefined where it is not watched. */
  readonly longError: number | undefined
  /** Since the beginning, of the way forward in training. */
  readonly multiplyAdds: number
}

export interface Training {
  /** `spent`: no epoch was left. `settled`: by patience. `diverged`: a loss was no number. */
  readonly end: 'spent' | 'settled' | 'pruned' | 'diverged'
  readonly reports: readonly EpochReport[]
  /**
   * The epoch whose parameters the model has now: the one with the least sum of errors that are watched, of equal ones that
   * with the least loss; 0 where there is none.
   */
  readonly bestEpoch: number
}

/** Trains a model in place; afterwards it has the parameters of its best epoch. */
export async function train(model: Model, task: Task, options: TrainOptions): Promise<Training> {
  const philox = createPhilox(parseSeed(options.seed))
  const stepsEach = Math.ceil(task.train.count / options.optimizer.batch)
  const optimizer = createOptimizer(options.optimizer, model.parameters, stepsEach * options.epochs)
  const reports: EpochReport[] = []
  const best = { epoch: 0, sum: Infinity, loss: Infinity, values: new Float64Array(0) }
  const least = new Map<WatchedError, number>()
  const watchesLong = options.watch.includes('longError')
  let lastBetter = 0
  let end: Training['end'] = 'spent'
  let multiplyAdds = 0
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    if (multiplyAdds * (epoch / Math.max(1, epoch - 1)) > (options.maxMultiplyAdds ?? Infinity))
      break
    const order = shuffle(philox, epoch, task.train.count)
    let loss = 0
    for (let step = 0; step < stepsEach; step++) {
      const { batch } = options.optimizer
      const taken = takeStep(model, task, order.subarray(step * batch, (step + 1) * batch))
      optimizer.step()
      loss += taken.loss / stepsEach
      multiplyAdds += taken.multiplyAdds
    }
    if (!Number.isFinite(loss)) {
      end = 'diverged'
      break
    }
    const error = measureError(model, task.validation)
    const longError = watchesLong
      ? (measureLongError(model, task.long, 'validation') ?? error)
      : undefined
    const report = { epoch, loss, error, longError, multiplyAdds }
    reports.push(report)
    let sum = 0
    for (const name of options.watch) {
      const value = report[name] ?? Infinity
      sum += value
      if (value >= (least.get(name) ?? Infinity)) continue
      least.set(name, value)
      lastBetter = epoch
    }
    if (sum < best.sum || (sum === best.sum && loss < best.loss)) {
      Object.assign(best, { epoch, sum, loss, values: copyParameters(model) })
    }
    if (await options.onEpoch(report)) {
      end = 'pruned'
      break
    }
    if (epoch - lastBetter >= (options.patience ?? Infinity)) {
      end = 'settled'
      break
    }
  }
  if (best.epoch > 0) restoreParameters(model, best.values)
  return { end, reports, bestEpoch: best.epoch }
}

/** Adds the gradients of a mini-batch to those of the parameters. */
export function takeStep(
  model: Model,
  { train: all, shape }: Pick<Task, 'train' | 'shape'>,
  places: ArrayLike<number>,
): { readonly loss: number; readonly multiplyAdds: number } {
  const examples = pickExamples(all, places)
  const tape = new Tape(true)
  const outputs = model.forward(tape, examples)
  const lossOf = shape.outputs.kind === 'class' ? crossEntropy : halfSquaredError
  const loss = lossOf(tape, outputs, examples.targets)
  tape.playBackward(loss)
  return { loss: loss.values[0]!, multiplyAdds: tape.multiplyAdds }
}

/** All parameters one after another. */
export function copyParameters(model: Model): Float64Array {
  const copy = new Float64Array(countParameters(model))
  let at = 0
  for (const { values } of model.parameters) {
    copy.set(values, at)
    at += values.length
  }
  return copy
}

/** Puts what {@link copyParameters} gave back. */
export function restoreParameters(model: Model, copy: Float64Array): void {
  let at = 0
  for (const { values } of model.parameters) {
    values.set(copy.subarray(at, at + values.length))
    at += values.length
  }
}
