/** What makes trials where the person who asks sits at the machine: automata in threads, and programs. */
import type { StudyPlan } from '../studies/study-plan.ts'
import { evaluateAutomata, type TrialEvaluator } from './evaluate-automaton.ts'
import { evaluateByProgram } from './evaluate-command.ts'
import type { TrialMaker } from './open-study.ts'

/** Threads and programs start when they are needed first. */
export function createLocalEvaluator(
  plan: StudyPlan,
  maker: TrialMaker,
  workers: number,
): TrialEvaluator {
  switch (maker.kind) {
    case 'automaton':
      return evaluateAutomata(plan, maker.plan, maker.source, workers)
    case 'command':
      return evaluateByProgram(plan, maker.plan, maker.folder)
    default:
      return maker satisfies never
  }
}
