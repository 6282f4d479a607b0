/** Events that lineage is made of: what runs were made of and what they made, and what became of that. */
import { LINEAGE_EVENTS } from '../../../engine/lineage/describe-lineage.ts'
import type { FeedEntry } from '../../events/log-feed.ts'
import { typeOf } from '../../events/logged-topic.ts'

const OF_LINEAGE: ReadonlySet<string> = new Set(LINEAGE_EVENTS)

/** Whether an entry says something of lineage. */
export function isOfLineage({ event }: FeedEntry): boolean {
  return OF_LINEAGE.has(typeOf(event))
}
