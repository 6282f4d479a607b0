/** A short name for the content of files, to tell whether what was built from them is stale. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Hashes the names and bytes of files and of all files below folders, in the order of their names.
 *
 * @param paths files and folders below `root`; those that do not exist count as empty.
 * @param isSource leaves out files that nothing is built from, by their path below `root`.
 * @returns lower-case hexadecimal SHA-256.
 */
export function fingerprint(
  root: string,
  paths: readonly string[],
  isSource: (path: string) => boolean = () => true,
): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => listFiles(join(root, path)))) {
    const name = relative(root, file)
    if (!isSource(name)) continue
    const bytes = readFileSync(file)
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

function listFiles(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return []
  if (!stats.isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)))
}
