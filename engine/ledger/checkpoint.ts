/**
 * Checkpoints (C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint): what a log says of itself
 * at one time. A checkpoint is the text of a signed note.
 */
import { decodeBase64, encodeBase64 } from '../formats/base64.ts'
import { CheckpointError } from './errors.ts'
import { HASH_BYTES } from './merkle-hash.ts'

export interface Checkpoint {
  /** Which log it is. */
  readonly origin: string
  /** How many leaves its tree has. */
  readonly size: number
  /** The root of the tree: 32 bytes. */
  readonly root: Uint8Array
  /** Lines that others may have added; each has characters. */
  readonly extensions: readonly string[]
}

/** Notes have no control characters; a newline would begin another line here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are refused.
const LINE = /^[^\u0000-\u001f]+$/
const SIZE = /^(?:0|[1-9][0-9]*)$/

/** @throws {CheckpointError} for a checkpoint that the lines cannot say. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  if (![origin, ...extensions].every(isLine)) refuse('a line is empty or has control characters')
  if (!Number.isSafeInteger(size) || size < 0) refuse(`a tree has no ${size} leaves`)
  if (root.length !== HASH_BYTES) refuse(`a root has ${HASH_BYTES} bytes`)
  return `${[origin, String(size), encodeBase64(root), ...extensions].join('\n')}\n`
}

/**
 * Reads the text of a note.
 *
 * @throws {CheckpointError} for any text that `formatCheckpoint` does not give.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '') refuse('its last line does not end in a newline')
  if (!lines.every(isLine)) refuse('a line is empty or has control characters')
  const [origin = '', digits = '', base64 = '', ...extensions] = lines
  const size = Number(digits)
  if (!SIZE.test(digits) || !Number.isSafeInteger(size)) {
    refuse('its size is no whole number without leading zeros, up to 2^53 - 1')
  }
  const root = decodeBase64(base64)
  if (root?.length !== HASH_BYTES) {
    return refuse(`its root is not the base64 of ${HASH_BYTES} bytes`)
  }
  return { origin, size, root, extensions }
}

const isLine = (line: string) => LINE.test(line) && line.isWellFormed()

function refuse(problem: string): never {
  throw new CheckpointError({ problem })
}
