/** What can be asked of the server itself. */
import { z } from 'zod'
import { id, list, maybe, message, wholeNumber } from '../../telemetry/event-fields.ts'
import { defineOperation } from '../operation.ts'

const consumerSchema = z
  .strictObject({
    consumer: id('Its name.'),
    depth: wholeNumber('Events on record that it has not passed.'),
    p95_ms: maybe(
      z.number().min(0).meta({
        description:
          'From when an event was published to when it was heard: 95 of 100 took no longer.',
      }),
    ),
  })
  .meta({ id: 'ConsumerStatus', description: 'How a consumer of events does.' })

export const SYSTEM_STATUS = defineOperation({
  name: 'system.status',
  about: 'How the server does: whether it is ready, and how far behind its consumers are.',
  resource: 'System',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/system',
  input: z.strictObject({}),
  output: z
    .strictObject({
      version: id('The version of Thunderline.'),
      uptime_ms: wholeNumber('How long it has been up.'),
      is_ready: z.boolean().meta({ description: 'Whether it can do its work.' }),
      hindrances: list(message('A sentence.'), 'Why not.'),
      consumers: list(consumerSchema, 'Whatever hears events.'),
    })
    .meta({ id: 'SystemStatus', description: 'How the server does.' }),
  isTool: true,
})

export const SYSTEM_OPERATIONS = Object.freeze([SYSTEM_STATUS])
