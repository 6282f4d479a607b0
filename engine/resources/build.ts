/** Rules compiled for a back end. */
import { z } from 'zod'
import { id, maybe, message, sha256, wholeNumber } from '../telemetry/event-fields.ts'

/**
 * Back ends that a rule can be compiled for where there is none of their devices: `reference` is the program itself,
 * which every back end takes; `wasm` and `gpujs` are code for a world of one size.
 */
export const COMPILE_TARGETS = ['reference', 'wasm', 'gpujs'] as const

export type CompileTarget = (typeof COMPILE_TARGETS)[number]

/** What came of a compilation. */
export const buildSchema = z
  .strictObject({
    build_id: id('What it is known by.'),
    target: z.enum(COMPILE_TARGETS).meta({ description: 'The back end that it is for.' }),
    rule: maybe(message('The rule in its canonical notation; absent where that is longer.')),
    program_sha256: sha256('The hash of the program that was compiled.'),
    compiler: id('The version of the compiler, which is that of Thunderline.'),
    artifact_sha256: sha256('The artifact that has what was made.'),
    media_type: id('Its media type.'),
    bytes: wholeNumber('Its size in bytes.'),
    duration_ms: wholeNumber('How long it took, in milliseconds.'),
  })
  .meta({ id: 'Build', description: 'A rule that was compiled for a back end.' })

export type Build = z.infer<typeof buildSchema>
