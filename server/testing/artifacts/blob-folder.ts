/** What is in a folder of artifacts, seen from outside. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A content, one chunk at a time. */
export async function* streamOf(...chunks: readonly (Uint8Array | string)[]) {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** All bytes of a stream. */
export async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const hashOf = (content: Uint8Array | string) =>
  createHash('sha256').update(content).digest('hex')

/** The hashes of all contents that have their names, in order; each is read, and throws where it is another. */
export function listBlobs(folder: string): string[] {
  const shelves = existsSync(folder)
    ? readdirSync(folder).filter((name) => name !== 'incoming')
    : []
  return shelves
    .flatMap((shelf) =>
      readdirSync(join(folder, shelf)).map((name) => {
        const found = hashOf(readFileSync(join(folder, shelf, name)))
        if (found !== shelf + name) throw new Error(`${shelf}/${name} has the content of ${found}`)
        return found
      }),
    )
    .toSorted()
}

/** What is under way or was left so, but for locks: paths below `incoming`. */
export function listUnfinished(folder: string): string[] {
  const incoming = join(folder, 'incoming')
  if (!existsSync(incoming)) return []
  return readdirSync(incoming, { recursive: true, encoding: 'utf8' }).filter(
    (path) => statSync(join(incoming, path)).isFile() && !/(^|\/)lock[^/]*$/.test(path),
  )
}
