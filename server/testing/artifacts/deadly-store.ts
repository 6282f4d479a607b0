/**
 * A process that stores and removes contents and ends itself with SIGKILL at one of the things that it asks of its
 * disk. What it puts on record it tells on its output at once.
 */
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { ArtifactFiles } from '../../artifacts/artifact-files.ts'
import { streamOf } from './blob-folder.ts'
import { interceptBlobDisk } from './intercepted-disk.ts'

/** What its first argument says, in JSON. */
export interface DeadlyStoreOrder {
  readonly folder: string
  /** Which of the calls, counted from 0; never where it is absent, and then the calls are told at the end. */
  readonly call?: number
  /** Amid a write half of its bytes are written. */
  readonly moment: 'before' | 'amid'
}

/** What it tells, a line each. */
export type DeadlyStoreLine =
  | { readonly kind: 'stored' | 'expired'; readonly sha256: string }
  | { readonly kind: 'calls'; readonly calls: readonly string[] }

const tell = (line: DeadlyStoreLine) => writeSync(1, `${JSON.stringify(line)}\n`)

// Otherwise written at an exit, which this process has none of.
flushCompileCache()
const { folder, call, moment } = JSON.parse(process.argv[2]!) as DeadlyStoreOrder
const calls: string[] = []
const disk = interceptBlobDisk(async (kind, run, runHalf) => {
  if (calls.push(kind) - 1 === call) {
    if (moment === 'amid') await runHalf?.()
    process.kill(process.pid, 'SIGKILL')
  }
  return await run()
})
const kept = new Set<string>()
const isKept = async (sha256: string) => kept.has(sha256)
const files = await ArtifactFiles.open({ folder, disk })
const store = async (...chunks: readonly string[]) => {
  const { sha256 } = await files.store(streamOf(...chunks), undefined, async (stored) => {
    tell({ kind: 'stored', sha256: stored.sha256 })
    kept.add(stored.sha256)
  })
  return sha256
}
const first = await store('first')
await store('sec', 'ond')
await store('first')
tell({ kind: 'expired', sha256: first })
kept.delete(first)
await files.remove(first, isKept)
await store('first')
// What it is asked for when its process goes on for long.
await files
  .store(streamOf('refused'), undefined, async () => Promise.reject(new Error()))
  .catch(() => {})
await files.sweep(isKept)
tell({ kind: 'calls', calls })
