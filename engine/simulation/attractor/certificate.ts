/**
 * The certificate of an attractor: what is claimed of a run, so that anybody can check it.
 *
 * It names the run by the content hashes of its parts, and says at which ticks which states stand. No
 * back end, no date and no machine is in it: the same run has the same certificate everywhere.
 */
import { z } from 'zod'
import type { Attractor } from '../../metrics/attractor/attractor.ts'
import { RUN_PARTS, type RunIdentity } from '../run-identity.ts'
import { sortKeys } from '../sort-keys.ts'
import { CertificateError } from './errors.ts'

export const CERTIFICATE_FORMAT = 'thunderline-attractor'
/** 2 since images are those of sheared grids too, and of all ticks where sides differ. */
export const CERTIFICATE_VERSION = 2

/** Longer texts are not looked into: a rule that was given as a file is the longest part. */
export const MAX_CERTIFICATE_BYTES = 2 ** 24

const MAX_TEXT_CHARS = 2 ** 23
const MAX_SYMMETRIES = 48
const MAX_CLAIMS = 32

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const text = z.string().max(MAX_TEXT_CHARS)
const tick = z.int().min(0)
const ticks = z.int().min(1)
const orientation = z.string().regex(/^-?[xyz]([+-][xyz]){0,2}(,-?[xyz]([+-][xyz]){0,2}){0,2}$/)
const population = z.strictObject({ population: z.string().regex(/^(0|[1-9]\d{0,99})$/), tick })
const state = z.strictObject({ cellsHash: hash, stateHash: hash, tick })

const certificateSchema = z.strictObject({
  attractor: z.strictObject({
    glide: z.strictObject({ orientation, period: ticks }).nullable(),
    kind: z.enum(['empty', 'fixed', 'cycle']),
    period: ticks,
    populationMax: population.nullable(),
    populationMin: population.nullable(),
    recurrence: z.enum(['exact', 'translated']),
    /** The first state that comes back; null where it is too wide to be hashed. */
    state: state.nullable(),
    /** The state a period later. */
    stateAfterPeriod: state.nullable(),
    symmetries: z.array(orientation).max(MAX_SYMMETRIES).nullable(),
    transient: tick,
    translation: z
      .strictObject({ displacement: z.tuple([z.int(), z.int(), z.int()]), period: ticks })
      .nullable(),
  }),
  /** What is claimed, in words that follow from the numbers. */
  claims: z.array(z.string().max(1000)).max(MAX_CLAIMS),
  format: z.literal(CERTIFICATE_FORMAT),
  run: z.strictObject({
    identity: z.strictObject(
      Object.fromEntries(RUN_PARTS.map((part) => [part, hash])) as Record<
        keyof RunIdentity,
        typeof hash
      >,
    ),
    /** What was said beside the file, to be said again. */
    options: z.strictObject({
      rule: text.optional(),
      seed: text.optional(),
      size: text.optional(),
      topology: text.optional(),
    }),
    /** The canonical text of the rule, for people; `identity` decides. */
    rule: text,
    /** SHA-256 of the file's bytes. */
    sourceHash: hash,
    title: text,
  }),
  version: z.literal(CERTIFICATE_VERSION),
})

export type Certificate = z.infer<typeof certificateSchema>
/** The numbers of an attractor as a certificate has them. */
export type Claims = Certificate['attractor']

/** The one text of a certificate: JSON with its keys in order. */
export function formatCertificate(certificate: Certificate): string {
  return `${JSON.stringify(sortKeys(certificate), null, 2)}\n`
}

/**
 * Reads a certificate. Of what it claims nothing is believed yet.
 *
 * @throws {CertificateError} where it is none that this version can read, or no text that
 * `formatCertificate` gives.
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const refuse = (found: string, wanted: string, cause?: unknown): never => {
    throw new CertificateError({ found, wanted }, { cause })
  }
  if (bytes.length > MAX_CERTIFICATE_BYTES) {
    refuse(`${bytes.length} bytes long`, `one of at most ${MAX_CERTIFICATE_BYTES} bytes`)
  }
  let json: unknown
  let written = ''
  try {
    written = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    json = JSON.parse(written)
  } catch (error) {
    refuse('no JSON', 'JSON in UTF-8', error)
  }
  const parsed = certificateSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.join('.').slice(0, 100) || 'the document'
    return refuse(
      `off at ${place}`,
      `one of ${CERTIFICATE_FORMAT}, version ${CERTIFICATE_VERSION},`,
    )
  }
  if (formatCertificate(parsed.data) !== written) {
    refuse('written otherwise than this version writes it', 'its canonical text')
  }
  return parsed.data
}

/** What is found of an attractor, as a certificate says it. */
export function claimsOf(attractor: Attractor): Claims {
  const { transient, period, hashes, hashesAfterPeriod, populationMin, populationMax } = attractor
  const mark = (found: Attractor['populationMin']) =>
    found === undefined ? null : { population: found.population.toString(), tick: found.tick }
  const { translation, glide, symmetries } = attractor
  return {
    kind: attractor.kind,
    recurrence: attractor.recurrence,
    transient,
    period,
    translation:
      translation === undefined
        ? null
        : { period: translation.period, displacement: [...translation.displacement] },
    glide: glide === undefined ? null : { ...glide },
    symmetries: symmetries === undefined ? null : [...symmetries],
    populationMin: mark(populationMin),
    populationMax: mark(populationMax),
    state: hashes === undefined ? null : { ...hashes, tick: transient },
    stateAfterPeriod:
      hashesAfterPeriod === undefined ? null : { ...hashesAfterPeriod, tick: transient + period },
  }
}
