/** Copies contents of artifacts and texts of scenarios that a ledger refers to; each is held to its hash on the way. */
import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOfBlob, nameBlob } from '../artifacts/blob-names.ts'
import { readBlob } from '../artifacts/read-blob.ts'
import type { ScenarioStore } from '../jobs/scenario-store.ts'
import { writeFileDurably } from './backup-folder.ts'

/** What could not be copied, by names: what hinders, in words. */
export type CopyFaults = ReadonlyMap<string, string>

/**
 * Copies contents that are not in the copy yet, and takes away those that are there and are not asked for.
 *
 * @param artifacts sizes by hashes.
 */
export async function copyArtifacts(
  from: string,
  to: string,
  artifacts: ReadonlyMap<string, number>,
): Promise<CopyFaults> {
  for (const sha256 of await listBlobs(to)) {
    if (!artifacts.has(sha256)) await rm(nameBlob(to, sha256).path)
  }
  const faults = new Map<string, string>()
  for (const [sha256, bytes] of artifacts) {
    const { path } = nameBlob(to, sha256)
    if (await isThere(path)) continue
    try {
      await writeFileDurably(path, await readBlob(nameBlob(from, sha256).path, sha256, bytes))
    } catch (error) {
      await rm(path, { force: true })
      faults.set(`artifact ${sha256}`, describe(error))
    }
  }
  return faults
}

/** Copies texts, a file each by its hash. */
export async function copyScenarios(
  from: ScenarioStore,
  to: ScenarioStore,
  hashes: Iterable<string>,
): Promise<CopyFaults> {
  const faults = new Map<string, string>()
  for (const sha256 of hashes) {
    try {
      const text = await from.get(sha256)
      if (text === undefined) faults.set(`scenario ${sha256}`, 'it is not there')
      else await to.put(text)
    } catch (error) {
      faults.set(`scenario ${sha256}`, describe(error))
    }
  }
  return faults
}

async function listBlobs(folder: string): Promise<string[]> {
  const shelves = await readdir(folder).catch(() => [])
  const names = await Promise.all(
    shelves.map(async (shelf) => {
      const found = await readdir(join(folder, shelf)).catch(() => [])
      return found.flatMap((name) => hashOfBlob(shelf, name) ?? [])
    }),
  )
  return names.flat()
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
