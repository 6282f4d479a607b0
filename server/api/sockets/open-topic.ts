/** Makes a subscription of a topic, for whoever may have it. */
import type { LiveEvent, LiveTopic } from '../../../engine/protocol/live-api.ts'
import { isRunOver, RUN_STATES } from '../../../engine/resources/automata-run.ts'
import { isHeardBy, parseTopicPattern } from '../../../engine/telemetry/topic-pattern.ts'
import { isOfStudy } from '../../cerebros/follow-studies.ts'
import type { StudyWatch } from '../../cerebros/study-watch.ts'
import type { FeedEntry, LogFeed } from '../../events/log-feed.ts'
import type { LiveHub, RunNews } from '../../jobs/live-hub.ts'
import type { Gate } from '../../policy/gate.ts'
import type { PresenceBoard } from '../../policy/presence-board.ts'
import type { RateLimiter } from '../../policy/rate-limits.ts'
import { isHeardAsShown } from '../heard-as-shown.ts'
import { EventSubscription } from './event-subscription.ts'
import { isOfLineage } from './lineage-events.ts'
import type { Opened, OpenRequest } from './live-session.ts'
import { NewsSubscription } from './news-subscription.ts'
import { PresenceSubscription } from './presence-subscription.ts'
import { toLiveEvent } from './to-live-event.ts'
import { newsOfZone } from './zone-news.ts'

/** The server tells of itself so often. */
const METRICS_MS = 1000

export interface TopicSources {
  readonly feed: LogFeed
  readonly hub: LiveHub
  readonly gate: Pick<Gate, 'mask'>
  /** How many entries of the log each principal may have looked at. */
  readonly looks: RateLimiter
  readonly presence: Pick<PresenceBoard, 'touch' | 'leave'>
  readonly studies: Pick<StudyWatch, 'watch'>
  /** How the server does, by the names of its metrics. */
  readMetrics(): Promise<Readonly<Record<string, number>>>
}

/**
 * Makes a subscription.
 *
 * @throws {TopicPatternError} where the pattern of events is none.
 */
export function openTopic(sources: TopicSources, request: OpenRequest): Opened {
  const { topic } = request
  switch (topic.kind) {
    case 'run':
      return openRun(sources, request, topic)
    case 'zone':
      return openZone(sources, request, topic)
    case 'events': {
      const pattern = parseTopicPattern(topic.pattern)
      const { gate } = sources
      const show = (entry: FeedEntry) => gate.mask(request.principal, 'Event', toLiveEvent(entry))
      return openEvents(
        ...([sources, request, topic.after] as const),
        (entry) =>
          isHeardBy(pattern, entry.topic) &&
          isHeardAsShown(topic.pattern, pattern, () => show(entry)),
      )
    }
    case 'lineage':
      return openEvents(sources, request, topic.after, isOfLineage)
    case 'study':
      return openStudy(sources, request, topic)
    case 'trials': {
      const { study_id: id, after } = topic
      return openEvents(sources, request, after, ({ event }) => isOfStudy(event, id))
    }
    case 'presence':
      return openPresence(sources, request, topic)
    case 'metrics':
      return openMetrics(sources, request)
    default:
      return topic satisfies never
  }
}

type TopicOf<K extends LiveTopic['kind']> = Extract<LiveTopic, { readonly kind: K }>

function openRun(
  { hub }: TopicSources,
  { id, peer, answer, onOver }: OpenRequest,
  topic: TopicOf<'run'>,
): Opened {
  const runId = topic.run_id
  const subscription = new NewsSubscription({
    ...{ id, peer, onEnded: onOver },
    listen: (tell) =>
      listenToRun(
        hub,
        runId,
        answer,
      )((news) => {
        if (news.kind !== 'frame') tell(news)
        else if (topic.frames && (news.fields ?? [undefined]).includes(topic.field)) {
          tell({ kind: 'frame', frame: news.frame })
        }
      }),
    ...(topic.frames ? { wantFrame: () => hub.wantFrame(runId, topic.field) } : {}),
  })
  return { subscription }
}

function openZone(
  { hub }: TopicSources,
  { id, peer, answer, onOver }: OpenRequest,
  topic: TopicOf<'zone'>,
): Opened {
  const subscription = new NewsSubscription({
    ...{ id, peer, onEnded: onOver },
    listen: (tell) =>
      listenToRun(
        hub,
        topic.run_id,
        answer,
      )((news) => {
        const ofZone = newsOfZone(news, topic.zone)
        if (ofZone !== undefined) tell(ofZone)
      }),
  })
  return { subscription }
}

/** News of a run; of one that is over already, that. */
function listenToRun(
  hub: LiveHub,
  runId: string,
  answer: unknown,
): (tell: (news: RunNews) => void) => () => void {
  return (tell) => {
    const { state } = (answer ?? {}) as { readonly state?: unknown }
    const over = RUN_STATES.find((each) => each === state && isRunOver(each))
    if (over === undefined) return hub.watch(runId, tell)
    tell({ kind: 'ended', state: over })
    return () => {}
  }
}

function openEvents(
  { feed, gate, looks }: TopicSources,
  { id, peer, principal, onOver }: OpenRequest,
  after: number | undefined,
  wants: ConstructorParameters<typeof EventSubscription>[0]['wants'],
): Opened {
  const next = after === undefined ? feed.end : after + 1
  const subscription = new EventSubscription({
    ...{ id, peer, feed, next, wants, onFailure: onOver },
    pace: {
      admit: () => looks.admit(principal.id),
      charge: (entries) => looks.charge(principal.id, entries),
    },
    mask: (event) => gate.mask(principal, 'Event', event) as LiveEvent,
  })
  return { subscription, next }
}

function openStudy(
  { studies }: TopicSources,
  { id, peer, onOver }: OpenRequest,
  { study_id: studyId }: TopicOf<'study'>,
): Opened {
  const subscription = new NewsSubscription({
    ...{ id, peer, onEnded: onOver },
    listen: (tell) => studies.watch(studyId, (study) => tell({ kind: 'study', study })),
  })
  return { subscription }
}

function openPresence(
  { presence }: TopicSources,
  { principal, onOver }: OpenRequest,
  { room, member }: TopicOf<'presence'>,
): Opened {
  const place = { room, member, principal: principal.id }
  return { subscription: new PresenceSubscription({ board: presence, place, onOver }) }
}

function openMetrics({ readMetrics }: TopicSources, { id, peer, onOver }: OpenRequest): Opened {
  const subscription = new NewsSubscription({
    ...{ id, peer, onEnded: onOver },
    listen(tell) {
      const tellNow = () => {
        readMetrics().then((values) => tell({ kind: 'metrics', values }), onOver)
      }
      tellNow()
      const timer = setInterval(tellNow, METRICS_MS).unref()
      return () => clearInterval(timer)
    },
  })
  return { subscription }
}
