/** Events of all types, made from their schemas in JSON Schema: what is registered says what they look like. */
import fc from 'fast-check'
import { z } from 'zod'
import { describeData } from '../telemetry/event-schema.ts'
import type { EventType } from '../telemetry/event-type.ts'
import { EVENT_TYPES } from '../telemetry/event-types.ts'
import type { EventContext, PublishedEvent } from '../telemetry/published-event.ts'

interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf))
  const { minimum: min, maximum: max } = schema
  switch (schema.type) {
    case 'string': {
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern))
      const [minLength, maxLength] = [schema.minLength ?? 0, (schema.maxLength ?? 20) / 2]
      return fc.string({ unit: 'binary', minLength, maxLength: Math.max(1, Math.floor(maxLength)) })
    }
    case 'integer':
      return fc.integer({ min: Math.max(min ?? -1e9, -1e9), max: Math.min(max ?? 1e9, 1e9) })
    case 'number':
      return fc
        .double({
          min: schema.exclusiveMinimum ?? min ?? -1e9,
          minExcluded: schema.exclusiveMinimum !== undefined,
          ...{ max: 1e9, noNaN: true },
        })
        .map((each) => each + 0)
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(arbitraryOf(schema.items!), { maxLength: 3 })
    default: {
      const fields = Object.entries(schema.properties ?? {})
      return fc.record(Object.fromEntries(fields.map(([key, each]) => [key, arbitraryOf(each)])), {
        requiredKeys: [...(schema.required ?? [])],
        noNullPrototype: true,
      })
    }
  }
}

const reference = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })
const place = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 })
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length - 1}}[1-9a-f]$`))

/** A W3C trace context. */
const anyTraceparent = fc
  .tuple(hex(32), hex(16), fc.boolean())
  .map(([trace, span, isSampled]) => `00-${trace}-${span}-0${isSampled ? 1 : 0}`)

const anyContext: fc.Arbitrary<EventContext> = fc.record(
  {
    zone: place,
    agent: place,
    idempotencyKey: reference,
    cause: fc.record(
      {
        id: reference,
        correlationId: reference,
        traceparent: anyTraceparent,
        tracestate: fc.constant('a=1,b@c=x y'),
      },
      { requiredKeys: ['id', 'correlationId'], noNullPrototype: true },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
)

/** An event of a type, and the type. */
export const anyEvent: fc.Arbitrary<{
  readonly event: PublishedEvent
  readonly type: EventType
}> = fc.constantFrom<EventType[]>(...EVENT_TYPES).chain((type) => {
  const { name, kind } = type
  const data = arbitraryOf(z.toJSONSchema(describeData(type), { io: 'input' }) as JsonSchema)
  return fc.tuple(data, anyContext).map(([told, context]) => {
    const event = {
      ...context,
      kind,
      name,
      ...(kind === 'record' ? { data: told } : (told as object)),
    }
    return { event: event as PublishedEvent, type }
  })
})
