/** What a model is told by, and the baselines told by the same. */
import { fitMajority, type Predictor } from '../../engine/learning/baselines/baselines.ts'
import { fitRidge } from '../../engine/learning/baselines/ridge.ts'
import type { TrainingObjective } from '../../engine/learning/compare-heads.ts'
import type { Task } from '../../engine/learning/data/task.ts'
import { measureOutputs } from '../../engine/learning/error.ts'

/** By study: examples that no search has seen, the longest where there are longer ones, and of a rule all of its table. */
export const TOLD: Readonly<Record<string, 'testError' | 'longTestError' | 'ruleError'>> = {
  'heads-number': 'testError',
  'heads-class': 'testError',
  'heads-recall': 'longTestError',
  'heads-induction': 'longTestError',
  'heads-zone': 'testError',
  'heads-rule': 'ruleError',
} satisfies Record<string, TrainingObjective>

/** Errors of the answer that is always the same, and of ridge regression. */
export function measureToldBaselines(
  task: Task,
  told: (typeof TOLD)[string],
): { readonly majority: number; readonly ridge: number } {
  const { shape, train, validation, test, long, table } = task
  const examples = { testError: test, longTestError: long.at(-1)?.test, ruleError: table }[told]
  if (examples === undefined) throw new Error(`The task has nothing for ${told}.`)
  const errorOf = (predict: Predictor) => measureOutputs(predict(examples), examples, shape)
  return {
    majority: errorOf(fitMajority(train, shape)),
    ridge: errorOf(fitRidge(train, validation, shape)),
  }
}
