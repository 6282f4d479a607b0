/** The lines of a file or of stdin, one at a time: memory is bounded whatever the file is. */
import { createReadStream } from 'node:fs'
import { toFileAccessError } from './errors.ts'

/** A line as it was read. */
export interface ReadLine {
  /** From 1. */
  readonly line: number
  /** Undefined where it is too long, or is no UTF-8. */
  readonly text: string | undefined
  /** Why there is no text. */
  readonly problem: 'long' | 'encoding' | undefined
}

const LINE_BREAK = 10
const CARRIAGE_RETURN = 13

/**
 * Reads lines; the last one need not end. An empty one is passed over, but counts.
 *
 * @param path a file, or `-` for stdin.
 * @param maxBytes a line of more is given without its text, and read to its end.
 * @throws {FileAccessError} when it cannot be read.
 */
export async function* readLines(path: string, maxBytes: number): AsyncGenerator<ReadLine> {
  const stream: AsyncIterable<Uint8Array> = path === '-' ? process.stdin : createReadStream(path)
  /** Parts of the line that is under way; undefined where it is too long already. */
  let parts: Uint8Array[] | undefined = []
  let length = 0
  let line = 1
  const take = (part: Uint8Array) => {
    length += part.length
    if (length > maxBytes) parts = undefined
    else parts?.push(part)
  }
  const end = (): ReadLine => {
    const read = { line, ...decodeLine(parts) }
    parts = []
    length = 0
    line++
    return read
  }
  try {
    for await (const chunk of stream) {
      let from = 0
      for (let at = chunk.indexOf(LINE_BREAK); at >= 0; at = chunk.indexOf(LINE_BREAK, from)) {
        take(chunk.subarray(from, at))
        from = at + 1
        const read = end()
        if (read.text !== '') yield read
      }
      // The rest is copied: a small part must not keep a large chunk.
      if (from < chunk.length) take(chunk.slice(from))
    }
  } catch (error) {
    throw toFileAccessError(path === '-' ? 'stdin' : path, error)
  }
  if (length > 0) yield end()
}

function decodeLine(parts: readonly Uint8Array[] | undefined): Pick<ReadLine, 'text' | 'problem'> {
  if (parts === undefined) return { text: undefined, problem: 'long' }
  let bytes: Uint8Array = Buffer.concat(parts)
  if (bytes.at(-1) === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { text, problem: undefined }
  } catch {
    return { text: undefined, problem: 'encoding' }
  }
}
