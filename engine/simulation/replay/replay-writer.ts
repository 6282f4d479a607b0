/** Writes the lines of a replay file one after another, each as soon as it is known. */
import { createSha256, type Sha256 } from '../../math/sha256.ts'
import { ReplayFileError } from './errors.ts'
import { type CheckLine, createLineCheck, FIRST_CHECK, sealLine } from './line-check.ts'
import { MAX_REPLAY_BYTES, MAX_REPLAY_LINES } from './replay-limits.ts'
import type { ReplayRecord } from './replay-record.ts'

/** An end takes no more than this, and there is always room for one. */
const END_BYTES = 256

export class ReplayWriter {
  readonly #encoder = new TextEncoder()
  readonly #checkLine: CheckLine
  readonly #sha: Sha256
  #check: string
  #lines: number
  #bytes: number

  private constructor(checkLine: CheckLine, sha: Sha256, before: WrittenLines) {
    this.#checkLine = checkLine
    this.#sha = sha
    this.#check = before.check
    this.#lines = before.lines
    this.#bytes = before.bytes.length
  }

  /** @param before lines that are there already; none where a file is begun. */
  static async begin(before: WrittenLines = NOTHING): Promise<ReplayWriter> {
    const sha = await createSha256()
    sha.update(before.bytes)
    return new ReplayWriter(await createLineCheck(), sha, before)
  }

  /**
   * The bytes of a further line, with its line break.
   *
   * @throws {ReplayFileError} where the file would be too long; an end still has its place.
   */
  write(record: Exclude<ReplayRecord, { readonly kind: 'end' }>): Uint8Array<ArrayBuffer> {
    const line = this.#seal(record)
    const bytes = this.#bytes + line.bytes.length
    if (bytes > MAX_REPLAY_BYTES - END_BYTES || this.#lines >= MAX_REPLAY_LINES - 1) {
      throw new ReplayFileError({
        line: undefined,
        found: `it would have ${bytes} bytes in ${this.#lines + 1} lines`,
        wanted: `at most ${MAX_REPLAY_BYTES} bytes in ${MAX_REPLAY_LINES} lines are written`,
      })
    }
    return this.#take(line)
  }

  /** The bytes of the last line. */
  end(tick: number): Uint8Array<ArrayBuffer> {
    const sha256 = this.#sha.digestHex()
    return this.#seal({ kind: 'end', tick, lines: this.#lines, sha256 }).bytes
  }

  #seal(record: ReplayRecord): SealedLine {
    const json = JSON.stringify(record)
    const check = this.#checkLine(this.#check, json)
    return { check, bytes: this.#encoder.encode(`${sealLine(json, check)}\n`) }
  }

  #take({ check, bytes }: SealedLine): Uint8Array<ArrayBuffer> {
    this.#check = check
    this.#lines++
    this.#bytes += bytes.length
    this.#sha.update(bytes)
    return bytes
  }
}

interface SealedLine {
  readonly check: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Lines that a file has already. */
export interface WrittenLines {
  readonly bytes: Uint8Array
  readonly lines: number
  /** The check of the last one. */
  readonly check: string
}

const NOTHING: WrittenLines = { bytes: new Uint8Array(0), lines: 0, check: FIRST_CHECK }
