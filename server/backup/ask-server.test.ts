import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { Database } from '../storage/database.ts'
import { answerBackups, askServer } from './ask-server.ts'
import { BackupUnansweredError } from './errors.ts'

const ID = '0198c0de-0000-7000-8000-000000000000'

test('an answer that nobody has taken does not stay, one that is waited for does', async () => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const asked = join(folder.path, 'asked')
  mkdirSync(asked)
  const waited = `${ID}.verdicts.done`
  for (const name of [waited, `1${ID}.verdicts.done`, `2${ID}.checkpoint.draft`, `3${ID}.failed`]) {
    const path = join(asked, name)
    writeFileSync(path, '')
    if (name !== waited) utimesSync(path, 1, 1)
  }
  const end = answerBackups({
    dataFolder: folder.path,
    ledger: { checkpoint: () => Promise.reject(new Error('nobody asks')) },
    database: {} as Database,
    onProblem: (problem) => expect.unreachable(String(problem)),
  })
  await expect.poll(() => readdirSync(asked)).toEqual([waited])
  await end()
})

test('a server that cannot do its part says why, and leaves nothing', async () => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const problems: unknown[] = []
  const end = answerBackups({
    dataFolder: folder.path,
    ledger: { checkpoint: () => Promise.reject(new Error('the disk is full')) },
    database: {} as Database,
    onProblem: (problem) => problems.push(problem),
  })
  const asking = askServer(folder.path, 'checkpoint')
  await expect(asking).rejects.toThrow(BackupUnansweredError)
  await expect(asking).rejects.toThrow('could not do its part: the disk is full')
  expect(problems).toEqual([new Error('the disk is full')])
  await end()
  expect(readdirSync(join(folder.path, 'asked'))).toEqual([])
})
