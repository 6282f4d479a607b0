/** The node of lineage that an event is of. */
import { type NodeKind, nameNamed, nameNode } from '../../../engine/lineage/node-id.ts'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** By what an event's type begins with: the kind of node, and the field that names it. */
const SUBJECTS: readonly (readonly [prefix: string, kind: NodeKind, field: string])[] = [
  ['ca.run.', 'run', 'run_id'],
  ['ml.run.', 'run', 'run_id'],
  ['ml.study.', 'study', 'study_id'],
  ['ml.trial.', 'trial', 'trial_id'],
  ['ml.promotion.', 'promotion', 'promotion_id'],
  ['dataset.registered', 'dataset', 'sha256'],
  ['artifact.deployed', 'deployment', 'deployment_id'],
  ['artifact.', 'artifact', 'sha256'],
  ['rules.registered', 'rule', 'sha256'],
]

/** Undefined where lineage has nothing of it, or the event hides what it is of. */
export function nodeOfEvent({ type, data }: Pick<LiveEvent, 'type' | 'data'>): string | undefined {
  const found = SUBJECTS.find(([prefix]) => type.startsWith(prefix))
  if (found === undefined) return undefined
  const [, kind, field] = found
  const value = data?.[field]
  if (typeof value !== 'string' || value === '') return undefined
  // Names that people have chosen, beside others of a hash.
  if (kind === 'promotion') return nameNamed(kind, value)
  return field === 'sha256' && !SHA256.test(value) ? undefined : nameNode(kind, value)
}
