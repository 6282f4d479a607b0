/**
 * Models as bytes: the eight of {@link MAGIC}, the length of a JSON text as a u32, the text, and all parameters as
 * doubles, with the lowest byte first everywhere. The text says the version, the head's settings, the shape of the task and
 * the seed, from which the model is built anew before it gets its parameters.
 */
import { z } from 'zod'
import { isNamedError } from '../named-error.ts'
import { ModelFileError } from './errors.ts'
import { buildModel } from './heads/build-model.ts'
import { HEAD_SCHEMA } from './heads/head-schema.ts'
import { countParameters, type Model } from './heads/model.ts'
import { copyParameters, restoreParameters } from './train.ts'

/** "TLMODEL" and a byte that no text has. */
const MAGIC = [0x54, 0x4c, 0x4d, 0x4f, 0x44, 0x45, 0x4c, 0x00] as const
export const MODEL_FILE_VERSION = 1
const MAX_HEADER_BYTES = 2 ** 16

const size = (most: number) => z.int().min(1).max(most)

const headerSchema = z.strictObject({
  version: z.literal(MODEL_FILE_VERSION),
  head: HEAD_SCHEMA,
  shape: z.strictObject({
    inputs: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('vector'), width: size(1024) }),
      z.strictObject({ kind: z.literal('sequence'), length: size(1024), vocabulary: size(512) }),
    ]),
    outputs: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('class'), count: size(256) }),
      z.strictObject({ kind: z.literal('number') }),
    ]),
  }),
  seed: z.string().regex(/^(0|[1-9]\d{0,19})$/),
})

/** The bytes of a model; equal models have equal bytes. */
export function saveModel(model: Model): Uint8Array {
  const { settings, shape, seed } = model
  const header = { version: MODEL_FILE_VERSION, head: settings, shape, seed }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const values = copyParameters(model)
  const start = MAGIC.length + 4 + text.length
  const bytes = new Uint8Array(start + 8 * values.length)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(MAGIC.length, text.length, true)
  bytes.set(text, MAGIC.length + 4)
  for (let i = 0; i < values.length; i++) view.setFloat64(start + 8 * i, values[i]!, true)
  return bytes
}

/**
 * The model that was saved: it gives the same numbers to the last bit.
 *
 * @throws {ModelFileError} where bytes are no model of this version.
 */
export function loadModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const textFrom = MAGIC.length + 4
  if (bytes.length < textFrom || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new ModelFileError({ problem: 'it begins otherwise' })
  }
  const length = view.getUint32(MAGIC.length, true)
  if (length > MAX_HEADER_BYTES || textFrom + length > bytes.length) {
    throw new ModelFileError({ problem: 'its header is cut off, or too long' })
  }
  const start = textFrom + length
  const model = readHeader(bytes.subarray(textFrom, start), (bytes.length - start) / 8)
  const values = new Float64Array(countParameters(model))
  for (let i = 0; i < values.length; i++) {
    const value = view.getFloat64(start + 8 * i, true)
    if (!Number.isFinite(value))
      throw new ModelFileError({ problem: `parameter ${i} is no number` })
    values[i] = value
  }
  restoreParameters(model, values)
  return model
}

/** The model that a header describes, if it has so many parameters. */
function readHeader(text: Uint8Array, parameters: number): Model {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    throw new ModelFileError({ problem: 'its header is no JSON' })
  }
  const checked = headerSchema.safeParse(header)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const problem = `its header says ${issue?.path.join('.')}: ${issue?.message}`
    throw new ModelFileError({ problem })
  }
  const { head, shape, seed } = checked.data
  const model = tryToBuild(() => buildModel(head, shape, seed))
  const count = countParameters(model)
  if (count === parameters) return model
  const problem = `it has ${parameters} parameters, and a model of its header has ${count}`
  throw new ModelFileError({ problem })
}

function tryToBuild(build: () => Model): Model {
  try {
    return build()
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw new ModelFileError({ problem: `no model is made of its header: ${error.message}` })
  }
}
