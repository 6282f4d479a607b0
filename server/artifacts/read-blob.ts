/** Reads a content, and holds it to its hash while it is read. */
import { createHash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { toDiskError } from './disk-failure.ts'
import { ArtifactAlteredError, ArtifactMissingError } from './errors.ts'

/** Read at once. */
const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a content. The last of them are given only when the hash of all is right, so that nobody has the whole
 * of what was altered.
 *
 * @throws {ArtifactMissingError | ArtifactAlteredError} at once where it is not there, or has another size; the bytes
 *   end in the latter where they have another hash.
 */
export async function readBlob(
  path: string,
  sha256: string,
  bytes: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { size } = await stat(path).catch((error) => refuseRead(sha256, error))
  if (size !== bytes) throw wrongSize(sha256, bytes, size)
  return readChecked(path, sha256, bytes)
}

async function* readChecked(
  path: string,
  sha256: string,
  bytes: number,
): AsyncGenerator<Uint8Array, void> {
  const file = await open(path).catch((error) => refuseRead(sha256, error))
  try {
    const hash = createHash('sha256')
    for (let at = 0; at < bytes; ) {
      const chunk = await readChunk(file, sha256, Math.min(CHUNK_BYTES, bytes - at))
      if (chunk.length === 0) throw wrongSize(sha256, bytes, at)
      hash.update(chunk)
      at += chunk.length
      if (at === bytes) checkHash(sha256, hash.digest('hex'))
      yield chunk
    }
    if (bytes === 0) checkHash(sha256, hash.digest('hex'))
  } finally {
    await file.close()
  }
}

async function readChunk(file: FileHandle, sha256: string, bytes: number): Promise<Uint8Array> {
  try {
    const buffer = Buffer.allocUnsafe(bytes)
    const { bytesRead } = await file.read(buffer, 0, bytes)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    return refuseRead(sha256, error)
  }
}

function checkHash(sha256: string, found: string): void {
  if (found === sha256) return
  throw new ArtifactAlteredError({ sha256, problem: `its hash is ${found}` })
}

function wrongSize(sha256: string, bytes: number, found: number): ArtifactAlteredError {
  const problem = `it has ${found} bytes, and ${bytes} are on record`
  return new ArtifactAlteredError({ sha256, problem })
}

function refuseRead(sha256: string, cause: unknown): never {
  if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new ArtifactMissingError({ sha256 })
  throw toDiskError(cause)
}
