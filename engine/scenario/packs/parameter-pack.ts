/**
 * Parameter packs: numbers and other values that several scenarios share, in a file with a version.
 *
 * A pack says what its values are, a scenario which pack and which version of it it means. Its content
 * hash covers name, version and values, not how the file is written: order of keys, comments and `about`
 * may change without a new version.
 */
import { z } from 'zod'
import { hashContent } from '../../math/hash-content.ts'
import { hasAtMost } from '../bounded-values.ts'
import { checkSchema } from '../check-schema.ts'
import { formatFault } from '../errors.ts'
import { FaultList } from '../fault-list.ts'
import { parseDocument } from '../parse-document.ts'
import { PackError } from './errors.ts'
import { PACK_NAME, PACK_VERSION } from './pack-path.ts'

/** A scenario may name so many. */
export const MAX_PACKS = 16

const MAX_PACK_BYTES = 2 ** 16

/** Values with all that is in them, those that anchors repeat included. */
const MAX_PACK_VALUES = 10_000

/** What a pack's values may be, as JSON has them. */
export type PackValue =
  | number
  | string
  | boolean
  | readonly PackValue[]
  | { readonly [key: string]: PackValue }

const valueSchema: z.ZodType<PackValue> = z.lazy(() =>
  z.union(
    [
      z.number(),
      z.string().max(10_000),
      z.boolean(),
      z.array(valueSchema).max(1000),
      z.record(z.string(), valueSchema),
    ],
    'needs a number, a text, true, false, a list or a map of such',
  ),
)

const packSchema = z
  .strictObject({
    pack: z
      .string()
      .regex(new RegExp(`^${PACK_NAME}$`), 'needs lower-case letters, digits and dashes'),
    version: z.string().regex(new RegExp(`^${PACK_VERSION}$`), 'needs a version as 1.2.0'),
    about: z.string().max(2000).optional().describe('What the values are for.'),
    parameters: z
      .record(z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'is no name of a parameter'), valueSchema)
      .describe('Values by name; scenarios write `$pack.name` where they mean one.'),
  })
  .describe('A parameter pack of Thunderline scenarios.')

export interface ParameterPack {
  readonly name: string
  readonly version: string
  readonly parameters: Readonly<Record<string, PackValue>>
  /** Of name, version and parameters (`math/hash-content.ts`): 64 lower-case hexadecimal digits. */
  readonly hash: string
}

/** Which pack a run was made with. */
export type PackUse = Pick<ParameterPack, 'name' | 'version' | 'hash'>

/**
 * Reads a pack.
 *
 * @param file names it in messages.
 * @throws {PackError} listing its faults.
 */
export async function parsePack(bytes: Uint8Array, file: string): Promise<ParameterPack> {
  if (bytes.length > MAX_PACK_BYTES) {
    const problem = `has ${bytes.length} bytes and at most ${MAX_PACK_BYTES} are read`
    throw new PackError({ file, problem })
  }
  const document = parseDocument(new TextDecoder().decode(bytes))
  if (!hasAtMost(MAX_PACK_VALUES, document)) {
    throw new PackError({ file, problem: `it has more than ${MAX_PACK_VALUES} values` })
  }
  const checked = checkSchema(packSchema, document)
  if (!checked.success) {
    const faults = new FaultList(document)
    faults.addIssues(checked.issues)
    throw new PackError({ file, problem: faults.faults.map(formatFault).join('; ') })
  }
  const { pack: name, version, parameters } = checked.data
  const hash = await hashContent({ name, version, parameters })
  return Object.freeze({ name, version, parameters, hash })
}
