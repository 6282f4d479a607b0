/** Studies of experiment E2, each with data and first parameters of a seed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TRAINING_SCHEMA, type TrainingSpec } from '../../engine/learning/training-schema.ts'
import { parseStudy } from '../../engine/studies/compile-study.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { ROOT } from '../project.ts'

/** The plan of `scenarios/studies/NAME.yaml`, and what it trains with other data, other first parameters and another order. */
export function readStudy(
  name: string,
  seed: number,
): { readonly plan: StudyPlan; readonly spec: TrainingSpec } {
  const text = readFileSync(join(ROOT, `scenarios/studies/${name}.yaml`), 'utf8')
  const plan = parseStudy(text, { allowsCommands: false })
  if (plan.objective.kind !== 'training') throw new Error(`${name} trains nothing.`)
  const { spec } = plan.objective
  const seeded = { ...spec, task: { ...spec.task, seed: String(seed) }, seed: String(seed) }
  return { plan, spec: TRAINING_SCHEMA.parse(seeded) }
}
