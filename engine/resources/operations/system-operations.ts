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

const MAX_SERIES = 2000

const metricSchema = z
  .strictObject({
    name: id('Its name.'),
    kind: z.enum(['counter', 'gauge', 'histogram']).meta({ description: 'What kind it is of.' }),
    help: message('What it is.'),
    samples: z
      .array(
        z.strictObject({
          suffix: maybe(
            z.enum(['_bucket', '_sum', '_count']).meta({ description: 'Of a histogram.' }),
          ),
          labels: z
            .record(z.string().max(64), z.string().max(256))
            .meta({ description: 'What it is of.' }),
          value: z.number().meta({ description: 'The number.' }),
        }),
      )
      .max(MAX_SERIES)
      .meta({ description: 'Its values, by labels.' }),
  })
  .meta({ id: 'Metric', description: 'Something that is measured of the server.' })

export const SYSTEM_METRICS = defineOperation({
  name: 'system.metrics',
  about: 'What is measured of the server; below `/metrics` as text for Prometheus.',
  resource: 'System',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/system/metrics',
  input: z.strictObject({}),
  output: z
    .strictObject({ metrics: z.array(metricSchema).max(128).meta({ description: 'All of them.' }) })
    .meta({ id: 'SystemMetrics', description: 'What is measured of the server.' }),
})

export const SYSTEM_OPERATIONS = Object.freeze([SYSTEM_STATUS, SYSTEM_METRICS])
