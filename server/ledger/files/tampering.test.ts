/** What somebody does to the files of a closed ledger, and how it is seen. */
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { takeShare, tries } from '../../../engine/testing/tries.ts'
import { type ClosedLedger, makeClosedLedger, openAndClose } from '../../testing/closed-ledgers.ts'
import { forgeLedger } from '../../testing/forged-ledger.ts'
import { listLedgerTamperingCases } from '../../testing/ledger-tampering.ts'
import { LedgerFolderError } from '../errors.ts'
import { auditLedgerFolder } from './audit-folder.ts'
import { listSegments, nameLedgerFolder, nameSegment, readLedgerFolder } from './ledger-folder.ts'

test.each(listLedgerTamperingCases().map(({ kind, property }) => [kind, property] as const))(
  '%s: an audit names it, and an opening cuts nothing that was signed',
  (_, property) => fc.assert(property, { numRuns: tries(45) }),
)

/** The first whose ledger has several segments and checkpoints, once it is known. */
let fittingSeed = 1

/** A ledger of several segments, and the folder that it is in. */
async function begin(): Promise<ClosedLedger & { readonly folder: string }> {
  for (; ; fittingSeed++) {
    const ledger = await makeClosedLedger(fittingSeed)
    const { folder } = ledger.place
    if ((await listSegments(nameLedgerFolder(folder))).length > 3 && ledger.notes.length > 2) {
      onTestFinished(() => ledger.place.dispose())
      return { ...ledger, folder }
    }
    await ledger.place.dispose()
  }
}

test('a ledger that nobody touched is clean, and stays clean when it is opened and closed', async () => {
  const { folder, size, notes } = await begin()
  for (let times = 0; times < 2; times++) {
    const report = await auditLedgerFolder({ folder, exported: notes })
    expect(report).toMatchObject({ isClean: true, entries: size, covered: size, faults: [] })
    await openAndClose(folder)
  }
})

test.each([
  ['taken away', (path: string) => rmSync(path)],
  ['emptied', (path: string) => writeFileSync(path, '')],
  ['given another name', (path: string) => renameSync(path, `${path}.old`)],
])('each segment that is %s is named by its first entry', async (_, spoil) => {
  const { folder } = await begin()
  const names = nameLedgerFolder(folder)
  for (const first of await listSegments(names)) {
    const path = nameSegment(names, first)
    const bytes = readFileSync(path)
    spoil(path)
    const report = await auditLedgerFolder({ folder })
    expect(report.isClean).toBe(false)
    expect(report.faults[0]?.seq).toBe(first)
    rmSync(`${path}.old`, { force: true })
    writeFileSync(path, bytes)
  }
  expect((await auditLedgerFolder({ folder })).isClean).toBe(true)
})

test('an earlier copy put back is seen by an exported checkpoint, and by nothing else', async () => {
  const { folder, place, size, notes } = await begin()
  cpSync(folder, `${folder}.copy`, { recursive: true })
  const ledger = await place.open()
  await ledger.append({ key: 'a later one', event: {} })
  const later = await ledger.checkpoint()
  await ledger.close()
  rmSync(folder, { recursive: true })
  renameSync(`${folder}.copy`, folder)
  expect((await auditLedgerFolder({ folder })).isClean).toBe(true)
  expect((await auditLedgerFolder({ folder, exported: notes })).isClean).toBe(true)
  const { isClean, faults } = await auditLedgerFolder({ folder, exported: [...notes, later] })
  expect(isClean).toBe(false)
  expect(faults[0]).toMatchObject({ seq: size, part: 'exported' })
})

test('entries cut off, with all that tells of them, are seen by an exported checkpoint', async () => {
  const { folder, size, notes } = await begin()
  for (const kept of [0, 1, Math.floor(size / 2), size - 1]) {
    const copy = `${folder}.${kept}`
    cpSync(folder, copy, { recursive: true })
    forgeLedger(copy, { keep: kept, checkpoints: 'those that hold' })
    expect((await auditLedgerFolder({ folder: copy })).isClean).toBe(true)
    const { isClean, faults } = await auditLedgerFolder({ folder: copy, exported: notes })
    expect(isClean).toBe(false)
    expect(faults.some(({ seq, part }) => seq === kept && part === 'exported')).toBe(true)
  }
})

test('an entry rewritten with all that is behind it, without the private key, is named', async () => {
  const { folder, size } = await begin()
  for (const seq of [0, Math.floor(size / 2), size - 1]) {
    const copy = `${folder}.${seq}`
    cpSync(folder, copy, { recursive: true })
    forgeLedger(copy, { rewrite: seq, checkpoints: 'as they are' })
    const { isClean, entries, faults } = await auditLedgerFolder({ folder: copy })
    expect({ isClean, entries }).toEqual({ isClean: false, entries: size })
    expect(faults.every(({ part }) => part === 'checkpoints')).toBe(true)
    expect(faults[0]!.seq).toBeGreaterThanOrEqual(seq)
  }
})

test('who takes away the checkpoints as well, or has the key, is seen by exported ones, and by nothing else', async () => {
  const { folder, size, notes } = await begin()
  for (const checkpoints of ['those that hold', 'signed anew'] as const) {
    const copy = `${folder}.${checkpoints}`
    cpSync(folder, copy, { recursive: true })
    forgeLedger(copy, { rewrite: size - 1, checkpoints })
    expect((await auditLedgerFolder({ folder: copy })).isClean).toBe(true)
    const { isClean, faults } = await auditLedgerFolder({ folder: copy, exported: notes })
    expect(isClean).toBe(false)
    expect(faults[0]).toMatchObject({ seq: size - 1, part: 'exported' })
  }
})

test('a checkpoint of another ledger, and one by another key, is no checkpoint of this', async () => {
  const { folder, notes } = await begin()
  const other = await makeClosedLedger(7)
  onTestFinished(() => other.place.dispose())
  const report = await auditLedgerFolder({ folder, exported: other.notes })
  expect(report.isClean).toBe(false)
  const path = join(folder, 'checkpoints')
  const lines = readFileSync(path, 'utf8')
  writeFileSync(path, lines + readFileSync(join(other.place.folder, 'checkpoints'), 'utf8'))
  expect((await auditLedgerFolder({ folder })).isClean).toBe(false)
  writeFileSync(path, lines)
  expect((await auditLedgerFolder({ folder, exported: notes })).isClean).toBe(true)
})

test('a key in the folder that is not the one that was handed in is named', async () => {
  const { folder } = await begin()
  const key = await readLedgerFolder(nameLedgerFolder(folder))
  expect((await auditLedgerFolder({ folder, key })).isClean).toBe(true)
  const path = join(folder, 'ledger.pub')
  const text = readFileSync(path, 'latin1')
  for (const at of takeShare(Array.from(text, (_, at) => at))) {
    for (const char of [' ', 'A']) {
      if (text[at] === char) continue
      writeFileSync(path, text.slice(0, at) + char + text.slice(at + 1))
      const problem = await auditLedgerFolder({ folder, key }).then(
        ({ faults }) => faults.at(0)?.problem,
        (error) => (error instanceof LedgerFolderError ? error.details.problem : String(error)),
      )
      expect(problem).toContain('ledger.pub')
    }
  }
})

test('an audit changes nothing, and makes no file', async () => {
  const { folder } = await begin()
  rmSync(join(folder, 'index'))
  expect((await auditLedgerFolder({ folder })).isClean).toBe(false)
  expect(existsSync(join(folder, 'index'))).toBe(false)
})
