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
  return assertParts(makeParts(settings))
}

/**
 * The same task with data that were drawn from another seed: other films of the rule, other sequences, other rows with
 * the same score. Nothing was chosen by them.
 *
 * @param seed decimal digits of a u64.
 * @throws as {@link makeTask}; few examples may leave a part none by one seed, and some by another.
 */
export function makeFreshTask(settings: TaskSettings, seed: string): Task {
  // What a score is made of is drawn from the seed of its table.
  if (settings.name === 'tabular') return assertParts(makeTabular(settings, seed))
  return makeTask({ ...settings, seed })
}

/** Whether the same is to be learned, by however many examples and whichever. */
export function isSameTask(one: TaskSettings, other: TaskSettings): boolean {
  return nameTask(one) === nameTask(other)
}

function nameTask({ count: _, ...settings }: TaskSettings): string {
  const told = settings.name === 'tabular' ? settings : { ...settings, seed: undefined }
  return JSON.stringify(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function assertParts(task: Task): Task {
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
