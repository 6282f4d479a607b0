/** What a frame tells of a run that may change while it goes on: its rule, and what ticks it. */
import type { Frame, RunInfo } from '../../engine/protocol/simulation-api.ts'

/** The same object as long as rule and back end are the same, so that nothing is drawn anew. */
export function withNews(info: RunInfo | undefined, { rule, backend }: Frame): RunInfo | undefined {
  if (info === undefined) return undefined
  const isSameRule = info.rule.canonical === rule.canonical
  if (isSameRule && info.backend === backend) return info
  return { ...info, backend, rule: isSameRule ? info.rule : rule }
}
