/** The header of a state file: what it is a state of, and which sections follow. */
import { z } from 'zod'
import type { WorldBox } from '../lattice/world-box.ts'
import { StateFileError } from './errors.ts'
import { RUN_PARTS, type RunIdentity } from './run-identity.ts'
import { sortKeys } from './sort-keys.ts'

/** Headers are far shorter: 200 sections at most, each with its name. */
export const MAX_HEADER_BYTES = 2 ** 18

const MAX_SECTIONS = 256
const MAX_NAME_CHARS = 256

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const wholeNumber = z.int().min(0)
const sizeSchema = z.strictObject({ x: wholeNumber, y: wholeNumber, z: wholeNumber })

const headerSchema = z.strictObject({
  background: z.int().min(0).max(255),
  box: z.strictObject({ size: sizeSchema, x: z.int(), y: z.int(), z: z.int() }),
  identity: z.strictObject(
    Object.fromEntries(RUN_PARTS.map((part) => [part, hash])) as Record<
      keyof RunIdentity,
      typeof hash
    >,
  ),
  /** Null where the world has no bits. */
  refusalCount: wholeNumber.nullable(),
  /** The content hash of the rule in force. */
  rule: hash,
  /** Null where no digests were folded. */
  runDigest: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
  sections: z
    .array(z.strictObject({ bytes: wholeNumber, name: z.string().max(MAX_NAME_CHARS) }))
    .max(MAX_SECTIONS),
  /** Counts of 64 bits by name, in decimal digits. */
  tallies: z
    .array(
      z.strictObject({
        count: z.string().regex(/^(0|[1-9][0-9]{0,19})$/),
        name: z.string().max(MAX_NAME_CHARS),
      }),
    )
    .max(MAX_SECTIONS),
  tick: wholeNumber,
})

export interface StateSection {
  readonly name: string
  readonly bytes: number
}

export interface StateHeader {
  readonly background: number
  readonly box: WorldBox
  readonly identity: RunIdentity
  readonly refusalCount: number | null
  readonly rule: string
  readonly runDigest: string | null
  readonly sections: readonly StateSection[]
  readonly tallies: readonly { readonly name: string; readonly count: string }[]
  readonly tick: number
}

/** The one text of a header: keys in order, no spaces. */
export function formatHeader(header: StateHeader): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(sortKeys(header)))
}

/**
 * Reads the text of a header.
 *
 * @throws {StateFileError} where it is not the text that `formatHeader` gives of one.
 */
export function parseHeader(bytes: Uint8Array): StateHeader {
  const parsed = headerSchema.safeParse(parseJson(bytes, 'a header'))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue === undefined ? '' : ` (${issue.path.join('.').slice(0, MAX_NAME_CHARS)})`
    throw new StateFileError({
      found: `another header${place}`,
      wanted: 'one as this version writes it is wanted',
    })
  }
  const again = formatHeader(parsed.data)
  if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i])) {
    throw new StateFileError({
      found: 'a header that is written otherwise',
      wanted: 'its canonical text is wanted',
    })
  }
  return parsed.data
}

/**
 * Reads JSON.
 *
 * @param what names it, as in "a header".
 * @throws {StateFileError} where it is none, or not UTF-8.
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    throw new StateFileError(
      { found: `${what} that is no JSON`, wanted: 'JSON is wanted' },
      { cause: error },
    )
  }
}
