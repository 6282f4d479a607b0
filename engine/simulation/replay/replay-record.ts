/**
 * What the lines of a replay file say, one record a line.
 *
 * A file is a header, then by tick what was done by hand, what the states were and moments to start
 * from, and an end where the recording came to one. At one tick edits come first, then its mark,
 * then its keyframe: a mark holds for the state when all edits of its tick are done.
 */
import { z } from 'zod'
import { BACKEND_NAMES } from '../../kernels/backend-names.ts'
import { RUN_PARTS, type RunIdentity } from '../run-identity.ts'

/** The version of the form; readers refuse others. */
export const REPLAY_VERSION = 1

/** What the header of every replay file says of its format. */
export const REPLAY_FORMAT = 'thunderline-replay'

const MAX_NAME_CHARS = 1024
const MAX_FILES = 1024
const MAX_PACKS = 256

const tick = z.int().min(0)
const digest = z.string().regex(/^[0-9a-f]{16}$/)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().max(MAX_NAME_CHARS)

const overrides = z
  .strictObject({
    rule: z.string(),
    size: name,
    topology: name,
    seed: name,
    backend: z.enum(['auto', ...BACKEND_NAMES]),
  })
  .partial()

/** Files by the paths that name them, in base64. */
const files = z
  .record(name, z.string())
  .refine((record) => Object.keys(record).length <= MAX_FILES, `at most ${MAX_FILES} files`)

const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scenario'),
    text: z.string(),
    files,
    overrides: overrides.optional(),
  }),
  z.strictObject({
    kind: z.literal('pattern'),
    data: z.string(),
    fileName: name.optional(),
    files: files.optional(),
    overrides: overrides.optional(),
  }),
  z.strictObject({
    kind: z.literal('soup'),
    rule: z.string(),
    density: z.int().min(0).max(255),
    overrides: overrides.omit({ rule: true }).optional(),
  }),
])

const identity = z.strictObject(
  Object.fromEntries(RUN_PARTS.map((part) => [part, hash])) as Record<
    keyof RunIdentity,
    typeof hash
  >,
)

const header = z.strictObject({
  kind: z.literal('header'),
  format: z.literal(REPLAY_FORMAT),
  version: z.literal(REPLAY_VERSION),
  /** The version of Thunderline that recorded it. */
  engine: name,
  /** The back end that ticked it first. */
  backend: z.enum(BACKEND_NAMES),
  title: z.string(),
  seed: z.string().regex(/^\d{1,20}$/),
  /** Content hashes of the parts of the run (`run-identity.ts`). */
  identity,
  /** Parameter packs that the run was made of. */
  packs: z.array(z.strictObject({ name, version: name, hash })).max(MAX_PACKS),
  source,
})

/** One order that changed the state of its tick, as a scenario's event says it. */
const input = z.strictObject({
  kind: z.literal('input'),
  tick,
  order: z.record(
    name,
    z.union([z.array(z.record(z.string(), z.unknown())).length(1), z.string().min(1)]),
  ),
})

/** An edit as a record. */
export function recordOfEdit({ tick, ...order }: { readonly tick: number }): ReplayInput {
  return input.parse({ kind: 'input', tick, order })
}

/** What the state of a tick was. A digest is null where the state spans too many cells for one. */
const mark = z.strictObject({
  kind: z.literal('mark'),
  tick,
  digest: digest.nullable(),
  /** The digest of all states so far, where the recording folded them. */
  runDigest: digest.optional(),
  stateHash: hash.optional(),
})

/** A state file (`state-file.ts`) in base64. */
const keyframe = z.strictObject({ kind: z.literal('keyframe'), tick, state: z.string() })

/** The recording came to an end: how far, with how many lines and the SHA-256 of all before it. */
const end = z.strictObject({ kind: z.literal('end'), tick, lines: tick, sha256: hash })

/** Any record of a replay file. */
export const recordSchema = z.discriminatedUnion('kind', [header, input, mark, keyframe, end])

export type ReplayRecord = z.infer<typeof recordSchema>
export type ReplayHeader = z.infer<typeof header>
export type ReplayInput = z.infer<typeof input>
export type ReplayMark = z.infer<typeof mark>
export type ReplayKeyframe = z.infer<typeof keyframe>
export type ReplayEnd = z.infer<typeof end>
export type ReplaySource = z.infer<typeof source>
