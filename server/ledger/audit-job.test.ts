import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { AuditReport } from './audit.ts'
import { AuditJob } from './audit-job.ts'
import { auditInThread } from './files/audit-thread.ts'
import { FileLedger } from './files/file-ledger.ts'

async function writeLedger(entries: number): Promise<string> {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const ledger = await FileLedger.open({ folder: folder.path })
  for (let n = 0; n < entries; n++) await ledger.append({ key: `k${n}`, event: { n } })
  await ledger.close()
  return folder.path
}

function alter(folder: string): () => void {
  const path = join(folder, 'entries', readdirSync(join(folder, 'entries'))[0]!)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('"n":3', '"n":5'))
  return () => writeFileSync(path, text)
}

test('a thread audits as the process itself would, and names what was changed', async () => {
  const folder = await writeLedger(8)
  const { signal } = new AbortController()
  expect(await auditInThread(folder, signal)).toMatchObject({ isClean: true, entries: 8 })
  alter(folder)
  expect(await auditInThread(folder, signal)).toMatchObject({
    ...{ isClean: false, faults: [{ seq: 3, part: 'entries' }] },
  })
})

test('audits follow each other, and the last one tells how the ledger stands', async () => {
  const folder = await writeLedger(8)
  const reports: AuditReport[] = []
  const job = new AuditJob({
    ...{ audit: (signal) => auditInThread(folder, signal), everyMs: 5, nowMs: () => 0 },
    onReport: (report) => void reports.push(report),
  })
  expect(job.status.kind).toBe('pending')
  job.start()
  onTestFinished(() => job.stop())
  await expect.poll(() => reports.length).toBeGreaterThan(2)
  expect(job.status.kind).toBe('clean')
  const mend = alter(folder)
  await expect.poll(() => job.status.kind).toBe('failing')
  mend()
  await expect.poll(() => job.status.kind).toBe('clean')
})

test('two audits never run at once', async () => {
  const folder = await writeLedger(2)
  let running = 0
  let most = 0
  const job = new AuditJob({
    async audit(signal) {
      most = Math.max(most, ++running)
      const report = await auditInThread(folder, signal)
      running--
      return report
    },
    ...{ everyMs: 60_000, nowMs: () => 0 },
  })
  onTestFinished(() => job.stop())
  const all = await Promise.all([job.run(), job.run(), job.run()])
  expect(most).toBe(1)
  expect(all.map(({ kind }) => kind)).toEqual(['clean', 'clean', 'clean'])
})

test('an audit that cannot be made is told of, and one that is given up is not', async () => {
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => void problems.push(problem)
  const gone = new AuditJob({
    ...{
      audit: (signal) => auditInThread('/nowhere', signal),
      everyMs: 60_000,
      nowMs: () => 0,
      onProblem,
    },
  })
  expect((await gone.run()).kind).toBe('unable')
  expect(problems).toMatchObject([{ code: 'ledger/audit-ended' }])
  await gone.stop()
  const folder = await writeLedger(2)
  const stopped = new AuditJob({
    ...{
      audit: (signal) => auditInThread(folder, signal),
      everyMs: 60_000,
      nowMs: () => 0,
      onProblem,
    },
  })
  stopped.start()
  await stopped.stop()
  expect(stopped.status.kind).toBe('pending')
  expect(problems).toHaveLength(1)
})
