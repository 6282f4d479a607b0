/** What a model is told by, and the baselines told by the same. */
import { measureBaselines } from '../../engine/learning/baselines/baselines.ts'
import type { TrainingObjective } from '../../engine/learning/compare-heads.ts'
import type { Task } from '../../engine/learning/data/task.ts'

/** By study: examples that no search has seen, the longest where there are longer ones, and of a rule all of its table. */
export const TOLD: Readonly<Record<string, 'testError' | 'longTestError' | 'ruleError'>> = {
  'heads-number': 'testError',
  'heads-class': 'testError',
  'heads-recall': 'longTestError',
  'heads-induction': 'longTestError',
  'heads-zone': 'testError',
  'heads-rule': 'ruleError',
} satisfies Record<string, TrainingObjective>

const BASELINES = {
  testError: ['majorityTestError', 'ridgeTestError'],
  longTestError: ['majorityLongTestError', 'ridgeLongTestError'],
  ruleError: ['majorityRuleError', 'ridgeRuleError'],
} as const

/** Errors of the answer that is always the same, and of ridge regression. */
export function measureToldBaselines(
  task: Task,
  told: (typeof TOLD)[string],
): { readonly majority: number; readonly ridge: number } {
  const errors = measureBaselines(task)
  const [majority, ridge] = BASELINES[told]
  return { majority: errors[majority], ridge: errors[ridge] }
}
