/** What a study is known by: all that decides which trials are made, and what they come to. */
import { hashContent } from '../math/hash-content.ts'
import type { StudyPlan } from './study-plan.ts'
import type { GivenTrial, RecordEntry } from './study-record.ts'

/** Another number where the same words come to mean other trials. */
const IDENTITY_VERSION = 1

/** What is read from disk for the trials of a study. */
export interface StudyMaterial {
  /** The scenario that is varied; undefined for programs. */
  readonly document: unknown
  /** Bytes of the files that runs read, by path. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/**
 * The hash of a study, 64 hex digits. Its words, its budget, its workers and its limits are no part of it: they may be
 * changed on the way.
 */
export function identifyStudy(
  plan: StudyPlan,
  { document, files }: StudyMaterial,
): Promise<string> {
  const { space, objectives, constraints, sampler, pruner, repeat, seed, objective } = plan
  return hashContent({
    version: IDENTITY_VERSION,
    space: space.parameters,
    objectives: objectives.map(({ name, direction }) => ({ name, direction })),
    constraints,
    sampler,
    pruner,
    repeat,
    seed: String(seed),
    objective: decidingParts(objective),
    document,
    files,
  })
}

function decidingParts(objective: StudyPlan['objective']): unknown {
  switch (objective.kind) {
    case 'automaton': {
      const { kind, set, seeds, settings } = objective
      // In which order values are told of decides nothing, and files of one study differ in it.
      const values = objective.values.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const metrics = settings.metrics?.toSorted()
      return { kind, set, seeds, settings: { ...settings, metrics }, values }
    }
    case 'command': {
      const { kind, run, with: more } = objective
      return { kind, run, with: more }
    }
    case 'training': {
      const { kind, spec } = objective
      return { kind, spec }
    }
    default:
      return objective satisfies never
  }
}

/**
 * The first line of a study's record.
 *
 * @param given trials that it begins with.
 */
export function describeStudy(
  plan: StudyPlan,
  id: string,
  given: readonly GivenTrial[] = [],
): RecordEntry {
  const { title, space, objectives, constraints, sampler, pruner, repeat, seed } = plan
  return {
    kind: 'study',
    version: 1,
    id,
    name: title,
    study: {
      space: space.parameters,
      objectives: objectives.map(({ reference: _reference, ...each }) => each),
      constraints,
      sampler,
      pruner,
      repeat,
      seed: String(seed),
    },
    ...(given.length > 0 && { given: [...given] }),
  }
}
