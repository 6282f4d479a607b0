/**
 * A training trial: a model of a trial's values is trained on a task, and told of in numbers that a study can want.
 *
 * Everything but what a clock measures is a function of the spec and the values, the same to the last bit on every
 * machine: the data, the first parameters, the order of examples, and the bytes of the model at the end.
 */
import type { Params } from '../search/parameter.ts'
import { type BaselineErrors, measureBaselines } from './baselines/baselines.ts'
import { type Examples, pickExamples } from './data/examples.ts'
import { makeTask } from './data/make-task.ts'
import type { Task } from './data/task.ts'
import { measureError, measureLongError } from './error.ts'
import { TrainingSpecError } from './errors.ts'
import { readParams } from './head-space.ts'
import { buildModel } from './heads/build-model.ts'
import { countParameters, type Model, predict } from './heads/model.ts'
import { measureLatencyP95 } from './latency.ts'
import { saveModel } from './model-file.ts'
import { type EpochReport, type Training, train } from './train.ts'
import type { TrainingSpec } from './training-schema.ts'

/** What the numbers of one step may take. */
const MAX_STEP_BYTES = 2 ** 30

export interface TrainingContext {
  /** Milliseconds of a clock that only goes forward; without it no latency is measured. */
  readonly nowMs?: (() => number) | undefined
  /** Is asked after each epoch, with what a study may compare; true ends the trial. */
  readonly shouldPrune?:
    | ((epoch: number, values: EpochValues) => boolean | Promise<boolean>)
    | undefined
  /** Aborted, it has the trial throw its reason after the epoch. */
  readonly signal?: AbortSignal | undefined
  /** The task of the spec, made before; it is made anew without. */
  readonly task?: Task | undefined
}

/** What a model costs; the same for every epoch. */
export interface ModelCosts {
  readonly parameters: number
  /** Of one prediction at the trained length: the proxy of its energy. */
  readonly multiplyAdds: number
  /** Of the parameters and all numbers that one prediction computes. */
  readonly memoryBytes: number
}

/** What is told after an epoch. All are to be small, but for how much is right. */
export interface EpochValues extends ModelCosts {
  /** On the validation part; see `measureError`. */
  readonly error: number
  /** On the validation part of the longest sequences; where there are no longer ones, the same as `error`. */
  readonly longError: number
  /** What is left of 1 by `error` and `longError`: of classes the share that is right, of numbers that of the variance that is explained. */
  readonly accuracy: number
  readonly longAccuracy: number
  readonly loss: number
  /** Measured once, after the first epoch; absent without a clock. */
  readonly latencyP95Ms?: number
}

/** Names of what is told of a trial when it ends; the last of them is measured by a clock. */
export const TRAINING_VALUE_NAMES = [
  'error',
  'testError',
  'longError',
  'longTestError',
  'accuracy',
  'testAccuracy',
  'longAccuracy',
  'longTestAccuracy',
  'parameters',
  'multiplyAdds',
  'memoryBytes',
  'trainingMultiplyAdds',
  'epochs',
  'bestEpoch',
  'majorityError',
  'majorityTestError',
  'ridgeError',
  'ridgeTestError',
  'ruleError',
  'floorError',
  'latencyP95Ms',
] as const satisfies readonly (keyof TrainingValues | 'latencyP95Ms')[]

/** The repeatable numbers of a trial, by the names that objectives have. */
export interface TrainingValues extends ModelCosts, BaselineErrors {
  /** On the validation part: what a search is to want. */
  readonly error: number
  /** On the test part, which nothing is chosen by. */
  readonly testError: number
  /** As `error` and `testError` on the longest sequences; where there are no longer ones, the same as those. */
  readonly longError: number
  readonly longTestError: number
  /** What each of these errors leaves of 1. */
  readonly accuracy: number
  readonly testAccuracy: number
  readonly longAccuracy: number
  readonly longTestAccuracy: number
  /**
   * On the table of the rule that is learned, each entry once: 0 where the rule is found exactly. Where there is no table,
   * the same as `testError`.
   */
  readonly ruleError: number
  /** The test error of whoever knows how the data are made. */
  readonly floorError: number
  /** Epochs that were trained, and the one that the model is of. */
  readonly epochs: number
  readonly bestEpoch: number
  /** Of the way forward in the whole training. */
  readonly trainingMultiplyAdds: number
}

export interface TrainingResult {
  readonly end: Training['end']
  readonly reports: readonly EpochReport[]
  /** Undefined where training diverged before its first report. */
  readonly values: TrainingValues | undefined
  /** What a clock measured: never twice the same. */
  readonly measured: { readonly latencyP95Ms?: number }
  /** The model of the best epoch; {@link evaluateModel} of it gives the same values. */
  readonly artifact: Uint8Array
}

/**
 * Trains a model.
 *
 * @param params values of a space such as `buildHeadSpace()`.
 * @throws {TrainingSpecError} where spec and values make no training; for tasks of the lattice also what a rule is refused with.
 */
export async function trainTrial(
  spec: TrainingSpec,
  params: Params,
  context: TrainingContext = {},
): Promise<TrainingResult> {
  const { head, optimizer } = readParams(params)
  const task = context.task ?? makeTask(spec.task)
  const model = buildModel(head, task.shape, spec.seed)
  const costs = measureCosts(model, task.validation)
  // Each number of a step has a gradient.
  const stepBytes = 2 * optimizer.batch * (costs.memoryBytes - 8 * costs.parameters)
  if (stepBytes > MAX_STEP_BYTES) {
    const problem = `a step of it would take ${stepBytes} bytes, and at most ${MAX_STEP_BYTES} are given`
    throw new TrainingSpecError({ field: 'optimizer.batch', problem })
  }
  const { shouldPrune, signal, nowMs } = context
  let measured: TrainingResult['measured'] = {}
  const measure = () => {
    if (nowMs === undefined || measured.latencyP95Ms !== undefined) return
    measured = { latencyP95Ms: measureLatencyP95(model, task.validation, nowMs) }
  }
  const training = await train(model, task, {
    optimizer,
    epochs: spec.epochs,
    patience: spec.patience,
    watch: spec.watch,
    maxMultiplyAdds: spec.maxMultiplyAdds,
    seed: spec.seed,
    onEpoch: async ({ epoch, error, loss, ...report }) => {
      signal?.throwIfAborted()
      if (shouldPrune === undefined) return false
      const longError =
        report.longError ?? measureLongError(model, task.long, 'validation') ?? error
      measure()
      const rights = { accuracy: 1 - error, longAccuracy: 1 - longError }
      const soFar = { ...costs, error, longError, ...rights, loss, ...measured }
      const isOver = await shouldPrune(epoch, soFar)
      signal?.throwIfAborted()
      return isOver
    },
  })
  const { end, reports, bestEpoch } = training
  const values: TrainingValues | undefined =
    bestEpoch === 0
      ? undefined
      : {
          ...evaluateModel(model, task),
          ...measureBaselines(task),
          epochs: reports.length,
          bestEpoch,
          trainingMultiplyAdds: reports.at(-1)!.multiplyAdds,
        }
  measure()
  return { end, reports, values, measured, artifact: saveModel(model) }
}

/** What a model is worth on a task, and what it costs. */
export type ModelValues = ModelCosts &
  Omit<TrainingValues, keyof BaselineErrors | 'epochs' | 'bestEpoch' | 'trainingMultiplyAdds'>

/** The numbers of a trained model on a task. */
export function evaluateModel(model: Model, task: Task): ModelValues {
  const error = measureError(model, task.validation)
  const testError = measureError(model, task.test)
  const longError = measureLongError(model, task.long, 'validation') ?? error
  const longTestError = measureLongError(model, task.long, 'test') ?? testError
  return {
    ...measureCosts(model, task.validation),
    ...{ error, testError, longError, longTestError },
    accuracy: 1 - error,
    testAccuracy: 1 - testError,
    longAccuracy: 1 - longError,
    longTestAccuracy: 1 - longTestError,
    ruleError: task.table === undefined ? testError : measureError(model, task.table),
    floorError: task.floorError,
  }
}

function measureCosts(model: Model, examples: Examples): ModelCosts {
  const parameters = countParameters(model)
  const { tape } = predict(model, pickExamples(examples, [0]))
  const { multiplyAdds, bytes } = tape
  return { parameters, multiplyAdds, memoryBytes: 8 * parameters + bytes }
}
