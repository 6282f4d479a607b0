/** Lines of a text that comes bit by bit: a file of any size, or what another program prints. */
import { createReadStream } from 'node:fs'
import { FileAccessError, toFileAccessError } from './errors.ts'

/** A line, without its line break. */
export interface TextLine {
  /** Counted from 1. */
  readonly number: number
  readonly bytes: Uint8Array
}

const LINE_BREAK = 10

/**
 * The lines of a file, or of stdin where its name is `-`; the last one need not have a line break.
 *
 * @throws {FileAccessError} where it cannot be read, or a line has more than `maxBytes`.
 */
export async function* readTextLines(path: string, maxBytes: number): AsyncGenerator<TextLine> {
  const shown = path === '-' ? 'stdin' : path
  let number = 1
  let parts: Buffer[] = []
  let length = 0
  const take = (part: Buffer) => {
    length += part.length
    if (length > maxBytes) {
      const reason = `line ${number} has more than ${maxBytes} bytes`
      throw new FileAccessError({ path: shown, reason })
    }
    parts.push(part)
  }
  try {
    const stream: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream(path)
    for await (const chunk of stream) {
      let start = 0
      for (let end = chunk.indexOf(LINE_BREAK); end >= 0; end = chunk.indexOf(LINE_BREAK, start)) {
        take(chunk.subarray(start, end))
        yield { number, bytes: Buffer.concat(parts) }
        number++
        parts = []
        length = 0
        start = end + 1
      }
      take(chunk.subarray(start))
    }
  } catch (error) {
    if (error instanceof FileAccessError) throw error
    throw toFileAccessError(shown, error)
  }
  if (length > 0) yield { number, bytes: Buffer.concat(parts) }
}
