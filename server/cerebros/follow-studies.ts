/** Tells of what comes on record of studies and trials. */
import type { FeedEntry, LogFeed } from '../events/log-feed.ts'

const OF_STUDIES = /^ml\.(study|trial)\./
const TOGETHER = 256

/**
 * Has a listener told whenever something of studies came on record, however much at once.
 *
 * @param wants which of it; all when left out.
 * @returns what ends it.
 */
export function followStudies(
  feed: LogFeed,
  listener: () => void,
  wants: (entry: FeedEntry) => boolean = () => true,
): () => void {
  let next = feed.end
  return feed.follow(() => {
    let isTold = false
    while (next < feed.end) {
      // Who was left behind what is kept is told once for all of it.
      const entries = feed.isKept(next) ? feed.read(next, TOGETHER) : undefined
      if (!Array.isArray(entries) || entries.length === 0) {
        isTold = true
        next = feed.end
        break
      }
      next += entries.length
      isTold ||= entries.some((each: FeedEntry) => isOfStudies(each) && wants(each))
    }
    if (isTold) listener()
  })
}

/** Whether an event is of a study, or of a trial of it. */
export function isOfStudy({ type, data }: FeedEntry['event'], studyId: string): boolean {
  const { study_id: of } = (data ?? {}) as { readonly study_id?: unknown }
  return of === studyId && OF_STUDIES.test(String(type))
}

const isOfStudies = ({ event }: FeedEntry) => OF_STUDIES.test(String(event.type))
