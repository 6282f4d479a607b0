/** Fields that several kinds of records have. */
import { z } from 'zod'

const described = <T extends z.ZodType>(schema: T, description: string) =>
  schema.meta({ description })

/** SHA-256 of some content, in lower-case hex. */
export const contentHash = (description: string) =>
  described(z.string().regex(/^[0-9a-f]{64}$/), description)

/** A short text. */
export const words = (description: string) => described(z.string().min(1).max(200), description)

/** A text as long as a person reads, or an error says. */
export const message = (description: string) => described(z.string().max(2000), description)

/** A whole number from 0. */
export const count = (description: string) => described(z.int().min(0), description)

/** What stands for one thing among those of its kind: letters, digits, `.`, `_`, `:` and `-`. */
export const identifier = (description: string) =>
  described(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/), description)

/** A whole number of any size, in digits: populations without an end, seeds of 64 bits. */
export const digits = (description: string) =>
  described(z.string().regex(/^(0|[1-9]\d{0,39})$/), description)

/** Numbers by name. */
export const numbers = (description: string) => described(boundedRecord(z.number()), description)

/** Settings by name. */
export const settings = (description: string) =>
  described(
    boundedRecord(z.union([z.number(), z.string().max(2000), z.boolean(), z.null()])),
    description,
  )

const MAX_MEMBERS = 256

function boundedRecord<T extends z.ZodType>(value: T) {
  return z
    .record(z.string().min(1).max(200), value)
    .refine((members) => Object.keys(members).length <= MAX_MEMBERS, {
      error: `it has more than ${MAX_MEMBERS} members`,
    })
}

/** Hashes of what something was made of, each an artifact or a dataset of the vine. */
export const madeOf = (description: string) =>
  described(z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1024), description)

/** A field that need not be there; it keeps its description. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.optional().meta(schema.meta() ?? {})

/** A field that may be null; it keeps its description. */
export const orNull = <T extends z.ZodType>(schema: T) =>
  schema.nullable().meta(schema.meta() ?? {})
