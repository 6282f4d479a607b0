/** What is to be trained, and what of it is checked beside the schema. */
import { TrainingSpecError } from '../learning/errors.ts'
import { buildHeadSpace, readParams } from '../learning/head-space.ts'
import { TRAINING_VALUE_NAMES } from '../learning/train-trial.ts'
import type { FaultList, FieldPath } from '../scenario/fault-list.ts'
import { askForName } from '../scenario/nearest-name.ts'
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
    if (!isOneOf(TRAINING_VALUE_NAMES, name)) faults.add(path, describeUnknown(name))
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
      faults.add(['constraints', i, 'name'], describeUnknown(name))
    }
  }
  const space = buildSpace(study.space)
  for (const place of PLACES) {
    const params = chooseParams(space, (each) => valueAt(each, place))
    try {
      readParams(params)
    } catch (error) {
      if (!(error instanceof TrainingSpecError)) throw error
      const { field, problem } = error.details
      faults.add(placeOf(study, field), `${problem}${askForName(field, listSettings())}`)
    }
  }
  return { kind, spec, timeLimitSeconds: timeLimitSeconds ?? TIME_LIMIT_SECONDS }
}

const describeUnknown = (name: string) =>
  `is none of ${TRAINING_VALUE_NAMES.join(', ')}${askForName(name, TRAINING_VALUE_NAMES)}`

const listSettings = () => buildHeadSpace().map(({ name }) => name)

/** The parameter that a setting comes from: of its head, of the optimizer, or of both. */
function placeOf({ space }: StudyDocument, field: string): FieldPath {
  const [owner, ...rest] = field.split('.')
  const wanted = [field, rest[0], owner === 'optimizer' ? 'optimizer' : 'head']
  for (const each of wanted) {
    const found = space.findIndex(({ name }) => name === each || name.endsWith(`.${each}`))
    if (found !== -1) return ['space', found]
  }
  return ['space']
}

const isOneOf = (names: readonly string[], name: string) => names.includes(name)
