/** Makes the data of a task's settings. */
import { TrainingSpecError } from '../errors.ts'
import { makeLattice } from './lattice.ts'
import { makeSequences } from './sequences.ts'
import { makeTabular } from './tabular.ts'
import type { Task } from './task.ts'
import type { TaskSettings } from './task-schema.ts'

/**
 * The same settings give the same data.
 *
 * @throws {TrainingSpecError} where settings do not go together or leave a part without examples; for the lattice also
 * what its rule and world are refused with.
 */
export function makeTask(settings: TaskSettings): Task {
  const task = makeParts(settings)
  for (const part of ['train', 'validation', 'test'] as const) {
    if (task[part].count === 0) {
      throw new TrainingSpecError({ field: 'task.count', problem: `it leaves none to ${part}` })
    }
  }
  return task
}

function makeParts(settings: TaskSettings): Task {
  switch (settings.name) {
    case 'lattice':
      return makeLattice(settings)
    case 'sequence':
      return makeSequences(settings)
    case 'tabular':
      return makeTabular(settings)
    default:
      return settings satisfies never
  }
}
