/** Fields that several resources and their operations have. */
import { z } from 'zod'
import { count, id, maybe, oneOf, sha256 } from '../telemetry/event-fields.ts'
import { nextField, PLAIN } from './input-fields.ts'

const MAX_NAME_CHARS = 128
const MAX_REASON_CHARS = 500

/** A name or a word of an input. */
export const nameInput = (description: string) =>
  z.string().min(1).max(MAX_NAME_CHARS).regex(PLAIN).meta({ description })

/** A sentence of an input. */
export const reasonInput = (description: string) =>
  z.string().min(1).max(MAX_REASON_CHARS).regex(PLAIN).meta({ description })

/** An id that whoever asks may choose, so that asking again makes nothing twice. */
export const idInput = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/)
    .meta({ description })

/** A media type without parameters. Source: RFC 6838, section 4.2. */
export const mediaTypeInput = (description: string) =>
  z
    .string()
    .max(MAX_NAME_CHARS)
    .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/)
    .meta({ description })

/** A field that not everybody sees: it is null for whoever does not. */
export const hidden = <T extends z.ZodType>(schema: T) =>
  schema.nullable().meta(schema.meta() ?? {})

/** A moment. */
export const moment = (description: string) =>
  count.meta({ description: `${description} In milliseconds since 1970.` })

/** What something was made from. */
export const sourceFields = {
  kind: oneOf(
    ['dataset', 'scenario', 'rule', 'artifact', 'run', 'proposal', 'trial'],
    'What sort of thing it is.',
  ),
  id: id('What it is known by.'),
  sha256: maybe(sha256('The hash of its content; absent where it has none of its own.')),
}

/** A list with where it goes on. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item).max(200).meta({ description: 'The newest first.' }),
    next: nextField,
  })
