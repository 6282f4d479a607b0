/** Whether a pattern of topics stands for an event as somebody is shown it. */
import { isHeardBy, type TopicPattern } from '../../engine/telemetry/topic-pattern.ts'

/** Whatever the last level is, such a pattern stands for it. */
const ANY_AGENT = /(?:^|\.)[#+]$/

/**
 * Whoever may not see who did something must not find it out by asking for what a name has done: a pattern that says
 * anything of agents has to stand for the topic that is shown, too.
 *
 * @param show gives the event as it is shown; it is only called where that matters.
 */
export function isHeardAsShown(text: string, pattern: TopicPattern, show: () => unknown): boolean {
  if (ANY_AGENT.test(text)) return true
  const { topic } = show() as { readonly topic?: string | undefined }
  return topic === undefined || isHeardBy(pattern, topic)
}
