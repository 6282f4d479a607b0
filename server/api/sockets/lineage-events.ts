/** Events that lineage is made of: what runs were made of and what they made, and what became of that. */
import type { FeedEntry } from '../../events/log-feed.ts'
import { typeOf } from '../../events/logged-topic.ts'

const FAMILIES = /^(ca\.run|ml\.run|ml\.trial|dataset|artifact|rules|thundervine)\./

/** Whether an entry says something of lineage. */
export function isOfLineage({ event }: FeedEntry): boolean {
  return FAMILIES.test(typeOf(event))
}
