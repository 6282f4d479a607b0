/** The content of a pattern file, inflated and within the size limit. */
import { PatternLimitError } from './errors.ts'
import { gunzip, isGzip } from './gzip.ts'
import { MAX_FILE_BYTES } from './limits.ts'

/**
 * The content of a file: inflated where it is gzipped, else the bytes themselves.
 *
 * @throws {PatternLimitError} where it is more than MAX_FILE_BYTES.
 * @throws {GzipError} where gzip data is damaged or cut short.
 */
export async function openFile(bytes: Uint8Array): Promise<Uint8Array> {
  if (isGzip(bytes)) return gunzip(bytes)
  if (bytes.length > MAX_FILE_BYTES) {
    throw new PatternLimitError({
      format: undefined,
      what: 'a file size in bytes',
      found: bytes.length,
      limit: MAX_FILE_BYTES,
    })
  }
  return bytes
}
