/** Makes training trials in Node, wherever it is called: in the program itself or in a thread of its own. */
import {
  type MakeTraining,
  openTrainings,
  type EpochQuestion as Question,
  type TrainingSource as Source,
} from '../studies/training-task.ts'

export type EpochQuestion = Question
export type TrainingSource = Source

/** What trains, by Node's clock. */
export const openTrainingTasks = (source: TrainingSource): MakeTraining =>
  openTrainings(source, () => performance.now())
