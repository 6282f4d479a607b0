/** Reads replay files, which anybody may have made, or a kill may have cut short. */
import { createSha256 } from '../../math/sha256.ts'
import { ReplayAlteredError, ReplayFileError } from './errors.ts'
import { type CheckLine, createLineCheck, FIRST_CHECK, unsealLine } from './line-check.ts'
import {
  MAX_LINE_BYTES,
  MAX_LINE_DEPTH,
  MAX_LONG_LINE_BYTES,
  MAX_REPLAY_BYTES,
  MAX_REPLAY_LINES,
} from './replay-limits.ts'
import {
  type ReplayEnd,
  type ReplayHeader,
  type ReplayInput,
  type ReplayKeyframe,
  type ReplayMark,
  type ReplayRecord,
  recordSchema,
} from './replay-record.ts'
import type { WrittenLines } from './replay-writer.ts'

/** A replay file as it was read. */
export interface Replay {
  readonly header: ReplayHeader
  /** By tick, those of one tick in the order in which they were made. */
  readonly inputs: readonly ReplayInput[]
  /** The numbers of their lines. */
  readonly inputLines: readonly number[]
  /** By tick, one a tick. */
  readonly marks: readonly ReplayMark[]
  readonly keyframes: readonly ReplayKeyframe[]
  /** Undefined where the recording never came to its end. */
  readonly end: ReplayEnd | undefined
  /** How far it goes: the end, or the last tick that a line names. */
  readonly lastTick: number
  /** Bytes behind the last whole line, which a kill has left; they are passed over. */
  readonly tornBytes: number
  /** What stands before the end and what is torn, for whoever goes on with it. */
  readonly written: WrittenLines
}

const LINE_BREAK = 10

/** Begins every replay file, whatever version. */
const OPENING = '{"kind":"header","format":"thunderline-replay"'

/** Whether bytes begin like a replay file. */
export function isReplay(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, OPENING.length)) === OPENING
}

/**
 * Reads a replay file.
 *
 * @param file anything at all.
 * @throws {ReplayFileError} naming the line that is not what it should be.
 * @throws {ReplayAlteredError} naming the first line that is not as it was written.
 */
export async function readReplay(file: Uint8Array): Promise<Replay> {
  if (file.length > MAX_REPLAY_BYTES) {
    fail(undefined, `it has ${file.length} bytes`, `at most ${MAX_REPLAY_BYTES} are read`)
  }
  if (!isReplay(file)) {
    fail(undefined, 'it begins otherwise', `a file that begins with ${OPENING} is wanted`)
  }
  const reader = new ReplayReader(await createLineCheck())
  let at = 0
  for (;;) {
    const lineEnd = file.indexOf(LINE_BREAK, at)
    if (lineEnd === -1) break
    const record = reader.take(file.subarray(at, lineEnd))
    if (record.kind === 'end') await assertWhole(record, file.subarray(0, at), reader.lines)
    else reader.writtenBytes = lineEnd + 1
    at = lineEnd + 1
  }
  return reader.finish(file, file.length - at)
}

class ReplayReader {
  readonly #checkLine: CheckLine
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #inputs: ReplayInput[] = []
  readonly #inputLines: number[] = []
  readonly #marks: ReplayMark[] = []
  readonly #keyframes: ReplayKeyframe[] = []
  #header: ReplayHeader | undefined
  #end: ReplayEnd | undefined
  #check = FIRST_CHECK
  #checkWritten = FIRST_CHECK
  #last: ReplayRecord | undefined
  /** Lines read. */
  lines = 0
  /** Bytes of all lines but the end. */
  writtenBytes = 0

  constructor(checkLine: CheckLine) {
    this.#checkLine = checkLine
  }

  /** Takes the next line, without its line break. */
  take(bytes: Uint8Array): ReplayRecord {
    const line = ++this.lines
    if (line > MAX_REPLAY_LINES) {
      fail(line, 'it is one too many', `at most ${MAX_REPLAY_LINES} are read`)
    }
    const text = this.#decode(bytes, line)
    const sealed = unsealLine(text)
    if (sealed === undefined) return fail(line, 'it has no check', 'every line ends with one')
    if (this.#checkLine(this.#check, sealed.json) !== sealed.check) {
      throw new ReplayAlteredError({ line })
    }
    const record = parseRecord(sealed.json, line)
    this.#assertPlace(record, line)
    this.#check = sealed.check
    this.#last = record
    if (record.kind !== 'end') this.#checkWritten = sealed.check
    this.#keep(record)
    return record
  }

  finish(file: Uint8Array, tornBytes: number): Replay {
    const header = this.#header
    if (header === undefined) return fail(1, 'it is not whole', 'a header is wanted')
    if (this.#end !== undefined && tornBytes > 0) {
      fail(this.lines + 1, 'it stands behind the end', 'nothing does')
    }
    const last = this.#last!
    return {
      header,
      inputs: this.#inputs,
      inputLines: this.#inputLines,
      marks: this.#marks,
      keyframes: this.#keyframes,
      end: this.#end,
      lastTick: last.kind === 'header' ? 0 : last.tick,
      tornBytes,
      written: {
        bytes: file.subarray(0, this.writtenBytes),
        lines: this.#end === undefined ? this.lines : this.lines - 1,
        check: this.#checkWritten,
      },
    }
  }

  #decode(bytes: Uint8Array, line: number): string {
    if (bytes.length > MAX_LONG_LINE_BYTES) {
      fail(line, `it has ${bytes.length} bytes`, `at most ${MAX_LONG_LINE_BYTES} are read`)
    }
    try {
      return this.#decoder.decode(bytes)
    } catch (error) {
      return fail(line, 'it is no UTF-8', 'text is wanted', error)
    }
  }

  /** Records come by tick, and at one tick in the order of their kinds. */
  #assertPlace(record: ReplayRecord, line: number): void {
    if (this.#end !== undefined) fail(line, 'it stands behind the end', 'nothing does')
    if ((record.kind === 'header') !== (line === 1)) {
      fail(line, `it is of kind ${record.kind}`, 'the first line alone is the header')
    }
    const before = this.#last
    if (record.kind === 'header' || before === undefined || before.kind === 'header') return
    if (record.tick < before.tick) {
      fail(line, `tick ${record.tick} behind tick ${before.tick}`, 'ticks ascend')
    }
    if (record.tick > before.tick || record.kind === 'end') return
    const isRepeated = record.kind === before.kind && record.kind !== 'input'
    if (isRepeated || ORDER[record.kind] < ORDER[before.kind]) {
      const wanted = 'at one tick inputs are wanted first, then one mark, then one keyframe'
      fail(line, `it is of kind ${record.kind}, behind ${before.kind}`, wanted)
    }
  }

  #keep(record: ReplayRecord): void {
    switch (record.kind) {
      case 'header':
        this.#header = record
        return
      case 'input':
        this.#inputs.push(record)
        this.#inputLines.push(this.lines)
        return
      case 'mark':
        this.#marks.push(record)
        return
      case 'keyframe':
        this.#keyframes.push(record)
        return
      case 'end':
        this.#end = record
        return
      default:
        record satisfies never
    }
  }
}

const ORDER = { header: 0, input: 1, mark: 2, keyframe: 3, end: 4 } as const

function parseRecord(json: string, line: number): ReplayRecord {
  assertDepth(json, line)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    return fail(line, 'it is no JSON', 'a record is wanted', error)
  }
  const parsed = recordSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.path.join('.') ?? ''
    return fail(
      line,
      field === '' ? 'it is no record' : `${field} is at fault`,
      issue?.message ?? '',
    )
  }
  const { kind } = parsed.data
  if (kind !== 'header' && kind !== 'keyframe' && json.length > MAX_LINE_BYTES) {
    fail(line, `it has ${json.length} characters`, `at most ${MAX_LINE_BYTES} are read of its kind`)
  }
  return parsed.data
}

const QUOTE = 34
const BACKSLASH = 92

/** Looks at brackets outside of strings alone, before anything is built of them. */
function assertDepth(json: string, line: number): void {
  let depth = 0
  let isText = false
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (isText && code === BACKSLASH) i++
    else if (code === QUOTE) isText = !isText
    else if (!isText && (code === 123 || code === 91)) {
      if (++depth > MAX_LINE_DEPTH) {
        fail(line, 'it nests deeper', `at most ${MAX_LINE_DEPTH} lists and records are read`)
      }
    } else if (!isText && (code === 125 || code === 93)) depth--
  }
}

async function assertWhole(end: ReplayEnd, before: Uint8Array, lines: number): Promise<void> {
  const sha = await createSha256()
  sha.update(before)
  if (sha.digestHex() !== end.sha256) {
    fail(lines, 'its SHA-256 is another', 'that of all bytes before it is wanted')
  }
  if (end.lines !== lines - 1) {
    fail(lines, `it counts ${end.lines} lines`, `${lines - 1} stand before it`)
  }
}

function fail(line: number | undefined, found: string, wanted: string, cause?: unknown): never {
  throw new ReplayFileError({ line, found, wanted }, cause === undefined ? undefined : { cause })
}
