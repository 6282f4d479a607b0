import { expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { readReferences } from './read-references.ts'

test('a backup has the texts that runs and studies are made of, and no others', async () => {
  const folder = createTemporaryFolder()
  const ledger = await FileLedger.open({ folder: folder.path })
  const [run, study, other] = ['a', 'b', 'c'].map((digit) => digit.repeat(64))
  const told = [
    ['ca.run.created', { scenario_sha256: run! }],
    ['ml.study.created', { document_sha256: study! }],
    ['ml.study.paused', { document_sha256: other! }],
    ['ml.study.created', { document_sha256: 'no hash' }],
  ] as const
  for (const [i, [type, data]] of told.entries()) {
    await ledger.append({ key: `key-${i}`, event: { id: `event-${i}`, type, data } })
  }
  await ledger.close()
  expect(await readReferences(folder.path)).toEqual({
    artifacts: new Map(),
    scenarios: new Set([run, study]),
  })
  folder.dispose()
})
