/** Holds the contents of artifacts to what is on record of them. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isNamedError } from '../../engine/named-error.ts'
import { type Artifact, type ArtifactEvent, nextArtifact } from '../../engine/resources/artifact.ts'
import type { LoggedEvent } from '../events/consumer.ts'
import { readToldEvent } from '../events/projections/told-event.ts'
import { hashOfBlob, nameBlob } from './blob-names.ts'
import { ArtifactAlteredError, ArtifactMissingError } from './errors.ts'
import { readBlob } from './read-blob.ts'

const EVENTS: ReadonlySet<string> = new Set<ArtifactEvent['name']>([
  'artifact.stored',
  'artifact.promoted',
  'artifact.expired',
])

/** Artifacts by their hashes, as events make them one after another. */
export class ArtifactRecord {
  readonly #artifacts = new Map<string, Artifact>()

  get artifacts(): ReadonlyMap<string, Artifact> {
    return this.#artifacts
  }

  /** Hears an event; one of another kind, or no legal move, changes nothing. */
  add(event: LoggedEvent): void {
    if (!EVENTS.has(String(event.type))) return
    const told = readToldEvent(event) as ArtifactEvent | undefined
    if (told === undefined) return
    const { sha256 } = told.data
    const next = nextArtifact(this.#artifacts.get(sha256), told)
    if (next !== undefined) this.#artifacts.set(sha256, next)
  }
}

/** A content that is not as it is on record. */
export interface ArtifactFault {
  readonly sha256: string
  readonly kind: 'missing' | 'altered' | 'unreadable'
  readonly problem: string
}

export interface ArtifactsReport {
  /** How many contents are on record and should be there. */
  readonly kept: number
  readonly bytes: number
  /** In the order of their hashes. */
  readonly faults: readonly ArtifactFault[]
  /** Contents that are there and not on record: about to be, or brought by others. */
  readonly unrecorded: readonly string[]
  /** Contents that are there and expired on record: a server removes them when it starts. */
  readonly expired: readonly string[]
}

/**
 * Reads all contents. Nothing is changed.
 *
 * @param onProgress is told how many are done.
 */
export async function verifyArtifacts(
  folder: string,
  artifacts: ReadonlyMap<string, Artifact>,
  onProgress: (done: number) => void = () => {},
): Promise<ArtifactsReport> {
  const kept = [...artifacts.values()]
    .filter(({ state }) => state !== 'expired')
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  const faults: ArtifactFault[] = []
  for (const [at, artifact] of kept.entries()) {
    const fault = await findFault(folder, artifact)
    if (fault !== undefined) faults.push(fault)
    onProgress(at + 1)
  }
  const there = await listContents(folder)
  return {
    kept: kept.length,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    faults,
    unrecorded: there.filter((sha256) => !artifacts.has(sha256)),
    expired: there.filter((sha256) => artifacts.get(sha256)?.state === 'expired'),
  }
}

async function findFault(
  folder: string,
  { sha256, bytes }: Artifact,
): Promise<ArtifactFault | undefined> {
  try {
    for await (const _ of await readBlob(nameBlob(folder, sha256).path, sha256, bytes));
    return undefined
  } catch (error) {
    if (!isNamedError(error)) throw error
    if (error instanceof ArtifactMissingError) {
      return { sha256, kind: 'missing', problem: 'it is not there' }
    }
    if (error instanceof ArtifactAlteredError) {
      return { sha256, kind: 'altered', problem: error.details.problem }
    }
    return { sha256, kind: 'unreadable', problem: error.message }
  }
}

/** The hashes of all contents that have their names, in order; none where there is no folder. */
async function listContents(folder: string): Promise<string[]> {
  const hashes: string[] = []
  for (const shelf of await listNames(folder)) {
    if (shelf.length !== 2) continue
    for (const name of await listNames(join(folder, shelf))) {
      const sha256 = hashOfBlob(shelf, name)
      if (sha256 !== undefined) hashes.push(sha256)
    }
  }
  return hashes.toSorted()
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
