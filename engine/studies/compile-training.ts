/** What is to be trained, and what of it is checked beside the schema. */
import { readParams } from '../learning/head-space.ts'
import { TRAINING_VALUE_NAMES } from '../learning/train-trial.ts'
import type { FaultList } from '../scenario/fault-list.ts'
import { buildSpace, chooseParams, valueAt } from '../search/space.ts'
import type { TrainingPlan } from './study-plan.ts'
import type { StudyDocument } from './study-schema.ts'
import type { TrainingDocument } from './training-schema.ts'
import { EPOCH_VALUES, MEASURED_VALUE } from './training-trial.ts'

const TIME_LIMIT_SECONDS = 3600

/** Ends of every scale; what is between them is checked when it is proposed. */
const PLACES = [0, 0.5, 1] as const

/** What is to be trained; faults are added to the list. */
export function compileTraining(
  study: StudyDocument,
  { kind, timeLimitSeconds, ...spec }: TrainingDocument,
  faults: FaultList,
): TrainingPlan {
  const hasPruner = study.pruner !== undefined && study.pruner !== 'none'
  for (const [i, { name, measured }] of study.objectives.entries()) {
    const path = ['objectives', i, 'name']
    if (!isOneOf(TRAINING_VALUE_NAMES, name))
      faults.add(path, `is none of ${TRAINING_VALUE_NAMES.join(', ')}`)
    else if (hasPruner && !isOneOf(EPOCH_VALUES, name)) {
      faults.add(
        path,
        `is not known after an epoch, by which a pruner decides: ${EPOCH_VALUES.join(', ')}`,
      )
    }
    if (name === MEASURED_VALUE && measured !== true) {
      faults.add(['objectives', i], `needs measured: true, since no machine gives ${name} twice`)
    }
  }
  for (const [i, { name }] of (study.constraints ?? []).entries()) {
    if (!isOneOf(TRAINING_VALUE_NAMES, name)) {
      faults.add(['constraints', i, 'name'], `is none of ${TRAINING_VALUE_NAMES.join(', ')}`)
    }
  }
  const space = buildSpace(study.space)
  for (const place of PLACES) {
    faults.try(['space'], () => readParams(chooseParams(space, (each) => valueAt(each, place))))
  }
  return { kind, spec, timeLimitSeconds: timeLimitSeconds ?? TIME_LIMIT_SECONDS }
}

const isOneOf = (names: readonly string[], name: string) => names.includes(name)
