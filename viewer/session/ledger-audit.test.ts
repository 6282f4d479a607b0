import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditSmallLedger, hashLines, type SmallLedger, writeSmallLedger } from './ledger-audit.ts'

const events = (count: number) =>
  Array.from({ length: count }, (_, tick) => ({ type: 'run.tick', tick }))

test('a ledger that nobody has touched is sound', async () => {
  for (const count of [1, 2, 7, 8]) {
    const ledger = await writeSmallLedger('a-page', events(count))
    expect(await auditSmallLedger(ledger)).toMatchObject({ kind: 'sound' })
  }
})

test('whichever character of whichever entry is changed, that entry is named', async () => {
  const ledger = await writeSmallLedger('a-page', events(6))
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.constantFrom('0', '1', 'x', '"', ' '),
      async (a, b, c) => {
        const seq = a % ledger.lines.length
        const line = ledger.lines[seq]!
        const at = b % line.length
        fc.pre(line[at] !== c)
        // The hash of the one before is of two entries: it says that one of the two is not what it was.
        const start = line.indexOf('"previous":"') + 12
        const isLink = at >= start && at < start + 64
        const changed = line.slice(0, at) + c + line.slice(at + 1)
        const finding = await auditSmallLedger({
          ...ledger,
          lines: ledger.lines.with(seq, changed),
        })
        expect(finding.kind).toBe('tampered')
        const named = finding.kind === 'tampered' ? finding.seq : undefined
        expect(isLink ? [seq, Math.max(0, seq - 1)] : [seq]).toContain(named)
      },
    ),
  )
})

test('entries that are cut off, and another key, are refused', async () => {
  const ledger = await writeSmallLedger('a-page', events(4))
  const other: SmallLedger = await writeSmallLedger('a-page', events(4))
  expect(await auditSmallLedger({ ...ledger, lines: ledger.lines.slice(0, 3) })).toMatchObject({
    kind: 'refused',
  })
  expect(await auditSmallLedger({ ...ledger, key: other.key })).toMatchObject({ kind: 'refused' })
  expect(new Set(await hashLines(ledger.lines)).size).toBe(4)
})
