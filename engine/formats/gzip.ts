/** Gzip through the web's own streams, which browsers and Node share. */
import { GzipError, PatternLimitError } from './errors.ts'
import { MAX_FILE_BYTES } from './limits.ts'

/** Tells whether some bytes begin like gzip data with the only method there is, deflate. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/**
 * Inflates gzip data, stopping as soon as it has grown past a limit.
 *
 * @throws {PatternLimitError} past `maxBytes`.
 * @throws {GzipError} where the data is damaged or cut short.
 */
export async function gunzip(bytes: Uint8Array, maxBytes = MAX_FILE_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of inflateChunks(bytes)) {
    length += chunk.length
    if (length > maxBytes) {
      throw new PatternLimitError({
        format: 'gzip',
        what: 'an inflated size in bytes',
        found: `more than ${maxBytes}`,
        limit: maxBytes,
      })
    }
    chunks.push(chunk)
  }
  return joinChunks(chunks, length)
}

/**
 * Inflates gzip data chunk by chunk; who stops asking stops the work.
 *
 * @throws {GzipError} where the data is damaged or cut short.
 */
export async function* inflateChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  const writing = writeAll(writable, [bytes])
  let length = 0
  try {
    for (;;) {
      const { done, value } = await readChunk(reader, length)
      if (done) break
      length += value.length
      yield value
    }
    await writing
  } finally {
    await Promise.allSettled([reader.cancel(), writing])
  }
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>, bytesRead: number) {
  try {
    return await reader.read()
  } catch (error) {
    throw new GzipError({ bytesRead }, error)
  }
}

/** Where a gzip header says on which system it was made, and the value that says nothing. */
const SYSTEM_OFFSET = 9
const UNKNOWN_SYSTEM = 255

/** Deflates bytes, given in parts, as gzip data that tells no name, time or system. */
export async function gzip(...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream('gzip')
  const writing = writeAll(writable, parts)
  const deflated = new Uint8Array(await new Response(readable).arrayBuffer())
  await writing
  deflated[SYSTEM_OFFSET] = UNKNOWN_SYSTEM
  return deflated
}

/** Bytes handed to a stream at a time, so that a reader that stops early also stops the writer. */
const WRITE_BYTES = 2 ** 16

async function writeAll(
  writable: WritableStream<BufferSource>,
  parts: readonly Uint8Array[],
): Promise<void> {
  const writer = writable.getWriter()
  try {
    for (const bytes of parts) {
      for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
        await writer.ready
        await writer.write(bytes.slice(at, at + WRITE_BYTES))
      }
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
  }
}

/** Chunks as one array of `length` bytes in all. */
export function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}
