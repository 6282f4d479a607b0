/** Fields that types of events have in common, each with its bound. */
import { z } from 'zod'
import { MAX_MESSAGE_CHARS } from './event-message.ts'
import { MAX_METADATA_CHARS } from './published-event.ts'

/** Lists in an event have up to so many entries. */
const MAX_ENTRIES = 128
const MAX_ID_CHARS = 128

/** A number from 0. */
export const amount = z.number().min(0)
/** A whole number from 0 that a double holds exactly. */
export const count = z.int().min(0)

/** A measurement with its unit and what it is. */
export const measured = <T extends z.ZodType>(schema: T, unit: string, description: string) =>
  schema.meta({ unit, description })

/** Words of metadata. */
export const text = (description: string) =>
  z.string().min(1).max(MAX_METADATA_CHARS).meta({ description })

/** What something is known by: an id, a name, a version. */
export const id = (description: string) => z.string().min(1).max(MAX_ID_CHARS).meta({ description })

/** A message for people. */
export const message = (description: string) =>
  z.string().min(1).max(MAX_MESSAGE_CHARS).meta({ description })

/** One of a few words. */
export const oneOf = <const W extends readonly string[]>(words: W, description: string) =>
  z.enum(words).meta({ description })

/** A whole number of things or of milliseconds. */
export const wholeNumber = (description: string) => count.meta({ description })

/** SHA-256, in lower-case hexadecimal digits. */
export const sha256 = (description: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description })

/** 64 bits, such as a hash of a state, in 16 lower-case hexadecimal digits. */
export const hash64 = (description: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .meta({ description })

/** A whole number of any size up to 64 bits in decimal digits: doubles do not hold all of them. */
export const decimal = (description: string) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,19})$/)
    .meta({ description })

/** Up to 128 of something. */
export const list = <T extends z.ZodType>(entry: T, description: string) =>
  z.array(entry).max(MAX_ENTRIES).meta({ description })

/** A field that may be absent, described as it was. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.optional().meta(schema.meta() ?? {})

/** Words that several measures have. */
export const backendText = text('The back end that ran it; `none` where none did.')
