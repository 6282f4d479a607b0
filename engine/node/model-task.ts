/** Evaluates models beside one another, wherever it is called: on the same data, on one thread. */
import { makeFreshTask } from '../learning/data/make-task.ts'
import type { TaskSettings } from '../learning/data/task-schema.ts'
import { ModelFileError } from '../learning/errors.ts'
import type { Model } from '../learning/heads/model.ts'
import { measureLatencyP95 } from '../learning/latency.ts'
import { loadModel } from '../learning/model-file.ts'
import { evaluateModel } from '../learning/train-trial.ts'

/** The data: of a task, drawn anew. */
export interface ModelSource {
  readonly task: TaskSettings
  /** Decimal digits of a u64. */
  readonly seed: string
}

export type ModelsEvaluated =
  /** Numbers of each model by their names, those of `evaluateModel` and `latencyP95Ms`. */
  | { readonly ok: true; readonly values: readonly Readonly<Record<string, number>>[] }
  /** The model at a place is none of the task; `problem` is a clause. */
  | { readonly ok: false; readonly place: number; readonly problem: string }

const LIMIT_SECONDS = 540

/**
 * Evaluates models by their bytes.
 *
 * @throws {TrainingSpecError} and whatever else no data can be made by.
 */
export function openModelTasks({ task: settings, seed }: ModelSource) {
  return async (
    contents: readonly Uint8Array[],
    onLimit: (seconds: number) => void,
  ): Promise<ModelsEvaluated> => {
    onLimit(LIMIT_SECONDS)
    const task = makeFreshTask(settings, seed)
    const models: Model[] = []
    for (const [place, bytes] of contents.entries()) {
      const model = readModel(bytes)
      if (typeof model === 'string') return { ok: false, place, problem: model }
      if (JSON.stringify(model.shape) !== JSON.stringify(task.shape)) {
        return { ok: false, place, problem: 'it takes or gives other things than the task has' }
      }
      models.push(model)
    }
    const values = models.map((model) => evaluateModel(model, task))
    // Clocks come when all have run, so that none is the first.
    const now = () => performance.now()
    const times = models.map((model) => measureLatencyP95(model, task.validation, now))
    return { ok: true, values: values.map((each, i) => ({ ...each, latencyP95Ms: times[i]! })) }
  }
}

function readModel(bytes: Uint8Array): Model | string {
  try {
    return loadModel(bytes)
  } catch (error) {
    if (error instanceof ModelFileError) return error.details.problem
    throw error
  }
}
