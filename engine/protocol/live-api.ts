/**
 * What a client and a server say to each other over a socket, to see what happens as it happens.
 *
 * A client subscribes to topics, each under an id of its own choice. There are two kinds of delivery. Events of the
 * ledger (`events`, `lineage`, `trials`) are never lost: they come in order from a number on, a window of them at a time, and
 * whoever reconnects goes on behind the last one it has. Live news (`run`, `zone`, `study`, `metrics`) is the newest state: who is
 * slow passes over what was replaced meanwhile. In both the client says what it has taken, and until then no more
 * than a little is sent.
 */
import { z } from 'zod'
import { RUN_STATES } from '../resources/automata-run.ts'
import { STUDY_STATES } from '../resources/study-state.ts'
import { MAX_TOPIC_CHARS } from '../telemetry/topic-pattern.ts'
import { LiveMessageError } from './errors.ts'
import { MAX_FIELD_NAME_CHARS } from './live-field.ts'

/** The path of the sockets on the server. */
export const LIVE_PATH = '/socket.io'

const MAX_ID_CHARS = 64
const MAX_WORD_CHARS = 256
const MAX_MESSAGE_CHARS = 2000
/** Events that come in one message at most. */
export const MAX_EVENTS_TOGETHER = 64

const count = z.int().min(0)
const word = z.string().min(1).max(128)
const said = z.string().max(MAX_WORD_CHARS)
/** By which a client knows a subscription again. */
const subscriptionId = z.string().regex(new RegExp(`^[A-Za-z0-9_.:-]{1,${MAX_ID_CHARS}}$`))
/** Behind which number of the ledger events come; absent, from now on; -1 for all of them. */
const after = z.int().min(-1).optional()

export const liveTopicSchema = z.discriminatedUnion('kind', [
  /** How a run goes: progress and metrics, and pictures of it where they are wanted. */
  z.strictObject({
    kind: z.literal('run'),
    run_id: word,
    frames: z.boolean(),
    /** The channel, or the plane of bits, whose numbers come with pictures, by its name in `LivingInfo`. */
    field: z.string().min(1).max(MAX_FIELD_NAME_CHARS).optional(),
  }),
  /** How one zone of a run goes. */
  z.strictObject({ kind: z.literal('zone'), run_id: word, zone: word }),
  /** Events whose topics, `zone.event.agent`, a pattern stands for. */
  z.strictObject({
    kind: z.literal('events'),
    pattern: z.string().min(1).max(MAX_TOPIC_CHARS),
    after,
  }),
  /** Events that lineage is made of. */
  z.strictObject({ kind: z.literal('lineage'), after }),
  /** How a study goes: its counts, its front and its hypervolume. */
  z.strictObject({ kind: z.literal('study'), study_id: word }),
  /** Events of a study and of its trials. */
  z.strictObject({ kind: z.literal('trials'), study_id: word, after }),
  /** Nothing is told: somebody is in a room for as long as this lasts, and leaves with the socket. */
  z.strictObject({ kind: z.literal('presence'), room: word, member: word }),
  /** How the server does, by the names of its metrics. */
  z.strictObject({ kind: z.literal('metrics') }),
])

export type LiveTopic = z.infer<typeof liveTopicSchema>

export const clientMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('subscribe'),
    id: subscriptionId,
    topic: liveTopicSchema,
    /** The trace that this is part of. */
    traceparent: z.string().max(64).optional(),
  }),
  z.strictObject({ kind: z.literal('unsubscribe'), id: subscriptionId }),
  /** All of a subscription is taken up to a number: `next - 1` of events, `seq` of news. */
  z.strictObject({ kind: z.literal('taken'), id: subscriptionId, seq: z.int().min(-1) }),
])

export type ClientMessage = z.infer<typeof clientMessageSchema>

/** An event on record. */
const liveEventSchema = z.strictObject({
  seq: count,
  id: said,
  type: said,
  source: said,
  subject: said.optional(),
  time: said.optional(),
  topic: said.optional(),
  correlation_id: said.optional(),
  causation_id: said.optional(),
  traceparent: said.optional(),
  /** What it tells; `null` where policies hide it. */
  data: z.record(z.string(), z.unknown()).nullable(),
})

export type LiveEvent = z.infer<typeof liveEventSchema>

/** Points of a front that are told. */
export const MAX_LIVE_FRONT = 100

/** How a study stands. */
const standing = z.strictObject({
  state: z.enum(STUDY_STATES),
  ...{ proposed: count, completed: count, pruned: count, failed: count, infeasible: count },
  /** How many points its front has. */
  points: count,
  /** Some of them, by number. */
  front: z
    .array(z.strictObject({ number: count, values: z.array(z.number()).max(16) }))
    .max(MAX_LIVE_FRONT),
  hypervolume: z.number().optional(),
})

export type StudyStanding = z.infer<typeof standing>

/** Numbers by name. */
const values = z.record(z.string().max(MAX_WORD_CHARS), z.number())

/** What all news has: its number in the subscription, from 1, and how much was replaced since the one before. */
const news = { id: subscriptionId, seq: count, skipped: count }

const bytes = z
  .union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)])
  .transform((it): Uint8Array => (it instanceof Uint8Array ? it : new Uint8Array(it)))

export const serverMessageSchema = z.discriminatedUnion('kind', [
  /** `next` is the first number of the ledger that is looked at; absent where the topic is live news. */
  z.strictObject({ kind: z.literal('subscribed'), id: subscriptionId, next: count.optional() }),
  /** A subscription that was asked for is none, or has ended; without an id, a message that was none. */
  z.strictObject({
    kind: z.literal('refused'),
    id: subscriptionId.optional(),
    /** Stable: `api/denied`. */
    code: said,
    message: z.string().max(MAX_MESSAGE_CHARS),
  }),
  /** Events in order; `next` is where to go on, even where `events` is empty since others lie between. */
  z.strictObject({
    kind: z.literal('events'),
    id: subscriptionId,
    events: z.array(liveEventSchema).max(MAX_EVENTS_TOGETHER),
    next: count,
  }),
  /** The window is full, and so many entries of the ledger wait. */
  z.strictObject({ kind: z.literal('behind'), id: subscriptionId, depth: count }),
  /** A picture, as `live-frame.ts` writes it. */
  z.strictObject({ kind: z.literal('frame'), ...news, frame: bytes }),
  z.strictObject({
    kind: z.literal('progress'),
    ...news,
    tick: count,
    population: count.optional(),
    ticks_per_second: z.number().min(0),
  }),
  /** Of a run or a zone at a tick, or of the server, which has none. */
  z.strictObject({ kind: z.literal('metrics'), ...news, tick: count.optional(), values }),
  /** Of a study, whenever something of it has come on record. */
  z.strictObject({ kind: z.literal('study'), ...news, study: standing }),
  /** The run is over, and nothing follows; or it is `queued` again, and more follows if it goes on here. */
  z.strictObject({ kind: z.literal('ended'), ...news, state: z.enum(RUN_STATES) }),
])

export type ServerMessage = z.infer<typeof serverMessageSchema>

/**
 * Reads what a client says.
 *
 * @throws {LiveMessageError} for anything else.
 */
export function parseClientMessage(value: unknown): ClientMessage {
  return read(clientMessageSchema, value)
}

/**
 * Reads what a server says; bytes of pictures are a `Uint8Array` then, whatever the transport made of them.
 *
 * @throws {LiveMessageError} for anything else.
 */
export function parseServerMessage(value: unknown): ServerMessage {
  return read(serverMessageSchema, value)
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.map(String).join('.') || 'it'
  throw new LiveMessageError({ problem: `${where}: ${issue?.message ?? 'is none'}`.slice(0, 200) })
}
