/** Processes that are killed while they store: what is on record is whole then, and nothing else is there. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { takeShare } from '../../engine/testing/tries.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { hashOf, listBlobs, listUnfinished } from '../testing/artifacts/blob-folder.ts'
import type { DeadlyStoreLine, DeadlyStoreOrder } from '../testing/artifacts/deadly-store.ts'
import { ArtifactFiles } from './artifact-files.ts'

const ENTRY = join(import.meta.dirname, '../testing/artifacts/deadly-store.ts')

async function run(order: DeadlyStoreOrder) {
  const child = spawn(process.execPath, [ENTRY, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<string | number | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const lines = (await text(child.stdout)).split('\n').slice(0, -1)
  return { end: await ended, lines: lines.map((line) => JSON.parse(line) as DeadlyStoreLine) }
}

/** What is on record after some lines. */
function readRecord(lines: readonly DeadlyStoreLine[]) {
  const kept = new Set<string>()
  const expired = new Set<string>()
  for (const line of lines) {
    if (line.kind === 'calls') continue
    kept.delete(line.sha256)
    expired.delete(line.sha256)
    ;(line.kind === 'stored' ? kept : expired).add(line.sha256)
  }
  return { kept, expired }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { path, dispose } = createTemporaryFolder()
  try {
    return await work(join(path, 'artifacts'))
  } finally {
    dispose()
  }
}

/** Kills at a point, and has another process bring it to its end, as a start does. */
const tryPoint = (point: Omit<DeadlyStoreOrder, 'folder'>) =>
  inFolder(async (folder) => {
    const { end, lines } = await run({ ...point, folder })
    const { kept, expired } = readRecord(lines)
    // Before anything is swept, all that is on record is whole.
    const before = listBlobs(folder)
    const isWhole = [...kept].every((sha256) => before.includes(sha256))
    const files = await ArtifactFiles.open({ folder })
    const isKept = async (sha256: string) => kept.has(sha256)
    await files.sweep(isKept)
    for (const sha256 of expired) await files.remove(sha256, isKept)
    const after = listBlobs(folder)
    files.close()
    return { end, isWhole, after, kept: [...kept].toSorted(), left: listUnfinished(folder) }
  })

test('a process that is killed at any call of its disk leaves what is on record, and nothing else', async () => {
  const calls = await inFolder(async (folder) => {
    const { end, lines } = await run({ folder, moment: 'before' })
    expect(end).toBe(0)
    expect(listBlobs(folder)).toEqual([hashOf('first'), hashOf('second')].toSorted())
    return lines.flatMap((line) => (line.kind === 'calls' ? line.calls : []))
  })
  const points = calls.flatMap((kind, call) => [
    { call, moment: 'before' as const },
    ...(kind === 'write' ? [{ call, moment: 'amid' as const }] : []),
  ])
  expect(points.length).toBeGreaterThan(45)
  const waiting = [...takeShare(points)]
  const tryNext = async () => {
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      const { kept, ...found } = await tryPoint(point)
      const wanted = { end: 'SIGKILL', isWhole: true, after: kept, left: [] }
      expect({ point, ...found }).toEqual({ point, ...wanted })
    }
  }
  await Promise.all([tryNext(), tryNext(), tryNext()])
})
