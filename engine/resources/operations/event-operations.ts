/** What can be asked of events that are on record, and of those that a consumer could not take. */
import { z } from 'zod'
import { count, list, maybe, oneOf, wholeNumber } from '../../telemetry/event-fields.ts'
import { MAX_TOPIC_CHARS } from '../../telemetry/topic-pattern.ts'
import { afterInput, limitInput, nextField, seqInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'

const MAX_WORD_CHARS = 256
const word = (description: string) => z.string().max(MAX_WORD_CHARS).meta({ description })

/** Names of consumers, as the bus has them. */
const consumerName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)

/** An event on record. */
const recordedEventSchema = z
  .strictObject({
    seq: count.meta({ description: 'Its number in the ledger.' }),
    id: word('Its id.'),
    type: word('Its name.'),
    source: word('Who published it, a URI.'),
    subject: maybe(word('What it is of.')),
    time: maybe(word('When it was published, in UTC.')),
    topic: maybe(word('zone.event.agent')),
    correlation_id: maybe(word('The same for all events of one request.')),
    causation_id: maybe(word('The event that brought it about.')),
    traceparent: maybe(word('The W3C trace that it is part of.')),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What it tells, as the page about events says.' }),
  })
  .meta({ id: 'RecordedEvent', description: 'An event that is on record.' })

export const EVENTS_LIST = defineOperation({
  name: 'events.list',
  about: 'Events on record, by their topics.',
  resource: 'Event',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/events',
  input: z.strictObject({
    pattern: z
      .string()
      .min(1)
      .max(MAX_TOPIC_CHARS)
      .default('#')
      .meta({ description: 'Of which topics, with + for a level and # for the rest.' }),
    order: z
      .enum(['newest', 'oldest'])
      .default('newest')
      .meta({ description: 'Which come first.' }),
    limit: limitInput,
    after: afterInput,
  }),
  output: z
    .strictObject({
      items: z.array(recordedEventSchema).max(200).meta({
        description: 'Fewer than were asked for, even none, where many others are between.',
      }),
      next: nextField,
    })
    .meta({ id: 'RecordedEventList', description: 'Events that are on record.' }),
  isTool: true,
})

const failureSchema = z
  .strictObject({
    attempt: wholeNumber('Which try, from 1.'),
    at_ms: wholeNumber('When, in milliseconds since 1970.'),
    problem: z.string().max(2000).meta({ description: 'What went wrong.' }),
  })
  .meta({ id: 'ConsumerFailure', description: 'A failed try.' })

const deadLetterSchema = z
  .strictObject({
    consumer: word('The consumer that could not take it.'),
    seq: wholeNumber('The number of the event in the ledger.'),
    type: word('The name of the event.'),
    state: oneOf(['dead', 'redriven'], 'Whether it was heard since.'),
    failures: list(failureSchema, 'The newest of the tries, in order.'),
  })
  .meta({ id: 'DeadLetter', description: 'An event that a consumer could not take.' })

export const DEAD_LETTERS_LIST = defineOperation({
  name: 'dead_letters.list',
  about: 'Events that a consumer could not take, with what was tried.',
  resource: 'DeadLetter',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/dead-letters',
  input: z.strictObject({
    consumer: consumerName.optional().meta({ description: 'Those of one consumer alone.' }),
    limit: limitInput,
    after: afterInput,
  }),
  output: z
    .strictObject({ items: z.array(deadLetterSchema).max(200), next: nextField })
    .meta({ id: 'DeadLetterList', description: 'Dead letters.' }),
})

export const DEAD_LETTERS_REDRIVE = defineOperation({
  name: 'dead_letters.redrive',
  about: 'Has a consumer hear a dead letter again, once.',
  resource: 'DeadLetter',
  scope: 'admin',
  kind: 'command',
  method: 'POST',
  path: '/dead-letters/:consumer/:seq/redrive',
  subject: 'consumer',
  input: z.strictObject({
    consumer: consumerName.meta({ description: 'The consumer that could not take it.' }),
    seq: seqInput('The number of the event in the ledger.'),
  }),
  output: z
    .strictObject({
      consumer: word('The consumer.'),
      seq: wholeNumber('The number of the event.'),
      is_redriven: z.boolean().meta({ description: 'False where it was no dead letter any more.' }),
    })
    .meta({ id: 'Redrive', description: 'What redriving came to.' }),
})

export const EVENT_OPERATIONS = Object.freeze([
  EVENTS_LIST,
  DEAD_LETTERS_LIST,
  DEAD_LETTERS_REDRIVE,
])
