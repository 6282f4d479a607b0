/**
 * The record of a study: one JSON object a line, in the order in which things came to be. Each line is on the disk
 * before what it tells is acted upon, so that after a kill the record is all that happened.
 *
 *   {"kind":"study", ...}     first: what the study is, and the hash of all that decides its trials
 *   {"kind":"session", ...}   each time that a program goes on with it
 *   {"kind":"ask", ...}       a trial with its parameters
 *   {"kind":"again", ...}     a trial that had not ended begins again
 *   {"kind":"report", ...}    values while a trial runs
 *   {"kind":"tell", ...}      the end of a trial
 */
import { z } from 'zod'
import { StudyRecordError } from './errors.ts'

const MAX_REASON_CHARS = 1000

/** Trials that a study may begin with. */
export const MAX_GIVEN = 10_000

/** Lines that a program wrote are never longer. */
const MAX_LINE_CHARS = 2 ** 25

const atMs = z.number()
const trial = z.int().min(0)
const values = z.array(z.number()).max(16)
const choice = z.union([z.string(), z.number(), z.boolean(), z.null()])

const report = z.strictObject({ step: z.int().min(0), values })

const givenSchema = z.strictObject({
  params: z.record(z.string(), choice),
  state: z.enum(['complete', 'pruned', 'failed']),
  values: values.optional(),
  measured: z.record(z.string(), z.number()).optional(),
  reports: z.array(report),
  reason: z.string().optional(),
})

/** A trial that a study begins with: it was made elsewhere. */
export type GivenTrial = z.infer<typeof givenSchema>

const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('study'),
    version: z.literal(1),
    /** The hash of what decides trials: 64 hex digits. */
    id: z.string().regex(/^[0-9a-f]{64}$/),
    name: z.string(),
    /** The parts of its file that readers of the record need: space, objectives, constraints, sampler, seed. */
    study: z.record(z.string(), z.unknown()),
    /** Trials that it begins with, from number 0 on. */
    given: z.array(givenSchema).max(MAX_GIVEN).optional(),
  }),
  z.strictObject({
    kind: z.literal('session'),
    engine: z.string().max(100),
    workers: z.int().min(0),
    atMs,
  }),
  z.strictObject({
    kind: z.literal('ask'),
    trial,
    params: z.record(z.string(), choice),
    atMs,
  }),
  z.strictObject({ kind: z.literal('again'), trial, atMs }),
  z.strictObject({ kind: z.literal('report'), trial, step: z.int().min(0), values, atMs }),
  z.strictObject({
    kind: z.literal('tell'),
    trial,
    result: z.union([
      z.strictObject({
        values,
        measured: z.record(z.string(), z.number()).optional(),
      }),
      z.strictObject({ failed: z.string() }),
      z.strictObject({ pruned: z.literal(true) }),
    ]),
    atMs,
  }),
])

/** A line of a record; times are milliseconds since 1970, for people and time budgets alone. */
export type RecordEntry = z.infer<typeof entrySchema>

/** The line of an entry, with its end. */
export function formatEntry(entry: RecordEntry): string {
  return `${JSON.stringify(entry)}\n`
}

/** Reasons as a record keeps them: in one line, and not endless. */
export function shortenReason(reason: string): string {
  const line = reason.replaceAll(/\s*\n\s*/g, ' ').toWellFormed()
  return line.length > MAX_REASON_CHARS ? `${line.slice(0, MAX_REASON_CHARS - 1)}…` : line
}

/** What a file of a record holds. */
export interface ReadRecord {
  readonly entries: readonly RecordEntry[]
  /** Bytes of its whole lines; what is behind them was torn when the program was killed. */
  readonly wholeBytes: number
}

/**
 * Reads a record. A last line without its end was not yet acted upon, and is left out.
 *
 * @throws {StudyRecordError} where a whole line is none of a record.
 */
export function readRecord(bytes: Uint8Array): ReadRecord {
  return { entries: [...readEntries(bytes)], wholeBytes: countWhole(bytes) }
}

/** The same line by line, each when it is asked for. @throws {StudyRecordError} as `readRecord`. */
export function* readEntries(bytes: Uint8Array): Generator<RecordEntry, undefined> {
  const wholeBytes = countWhole(bytes)
  const decoder = new TextDecoder()
  for (let start = 0, line = 1; start < wholeBytes; line++) {
    const end = bytes.indexOf(LINE_END, start)
    if (end - start > MAX_LINE_CHARS) throw refuse(line, 'it is too long')
    yield readEntry(decoder.decode(bytes.subarray(start, end)), line)
    start = end + 1
  }
}

const countWhole = (bytes: Uint8Array) => bytes.lastIndexOf(LINE_END) + 1

const LINE_END = 0x0a

function readEntry(text: string, line: number): RecordEntry {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse(line, 'it is no JSON')
  }
  const checked = entrySchema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw refuse(
    line,
    `${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message ?? 'it is none of a record'}`,
  )
}

const refuse = (line: number, problem: string) => new StudyRecordError({ line, problem })
