/**
 * Bytes of closed ledgers that somebody changes, and what an audit and an opening make of them.
 *
 * A changed byte of an entry is named as that of this entry, and so is the line break at its end. A row of the index is
 * its entry's, a node of the tree that of the entry that completes it; format, key and checkpoints are the ledger's
 * as a whole.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { isNamedError } from '../../engine/named-error.ts'
import { assertSame, type Case } from '../../engine/testing/case.ts'
import type { AuditFault } from '../ledger/audit.ts'
import { LedgerFolderError } from '../ledger/errors.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import {
  type ClosedLedger,
  type FileBytes,
  makeClosedLedger,
  openAndClose,
  readFolder,
} from './closed-ledgers.ts'
import { createRandomSource, type RandomSource } from './random-source.ts'

/** What is tried for as long as one likes. */
export function listLedgerTamperingCases(): Case[] {
  return [
    {
      kind: 'one changed byte',
      property: fc.asyncProperty(fc.noShrink(fc.nat({ max: 2 ** 31 - 1 })), tryChangedByte),
    },
    {
      kind: 'bytes inserted or taken away, lines moved, doubled or taken away',
      property: fc.asyncProperty(fc.noShrink(fc.nat({ max: 2 ** 31 - 1 })), tryAlteredFile),
    },
  ]
}

/**
 * Changes one byte of a random ledger, in any file but its private key and its lock.
 *
 * @throws {Error} where the audit does not name it, or an opening cuts or changes what it has no business with.
 */
async function tryChangedByte(seed: number): Promise<void> {
  await withLedger(seed, async (ledger, random) => {
    const { folder } = ledger.place
    const closed = readFolder(folder)
    const file = pickFile(closed, random)
    const at = random.below(file.bytes.length)
    const changed = Buffer.from(file.bytes)
    changed[at] = (changed[at]! + 1 + random.below(255)) & 255
    writeFileSync(join(folder, file.name), changed)
    const what = `byte ${at} of ${file.name}, ${file.bytes[at]} -> ${changed[at]}`
    await assertNamed(folder, what, (fault) => assertNames(fault, file, at, what))
    await assertOpeningKeeps(folder, closed, what)
  })
}

/** The same for whole parts of a file of entries. */
async function tryAlteredFile(seed: number): Promise<void> {
  await withLedger(seed, async (ledger, random) => {
    const { folder } = ledger.place
    const names = ['entries', 'checkpoints', 'index', 'tree']
    const closed = readFolder(folder)
    const files = closed.filter(({ name }) => names.some((each) => name.startsWith(each)))
    const file = pickFile(files, random)
    const altered = alterFile(file, random)
    if (altered === undefined) return
    writeFileSync(join(folder, file.name), altered.bytes)
    const what = `${altered.what} of ${file.name}`
    await assertNamed(folder, what, (fault) => {
      if (file.name.startsWith('entries'))
        assertSame(fault?.seq, firstDifference(file, altered.bytes), what)
    })
    await assertOpeningKeeps(folder, closed, what)
  })
}

async function withLedger(
  seed: number,
  use: (ledger: ClosedLedger, random: RandomSource) => Promise<void>,
): Promise<void> {
  const ledger = await makeClosedLedger(seed)
  try {
    await use(ledger, createRandomSource(seed + 1))
  } finally {
    await ledger.place.dispose()
  }
}

/** Small files have their turn too. */
function pickFile(files: readonly FileBytes[], random: RandomSource): FileBytes {
  const open = files.filter(({ name, bytes }) => name !== 'ledger.key' && bytes.length > 0)
  if (random.chance(30)) return random.pick(open)
  let at = random.below(open.reduce((sum, { bytes }) => sum + bytes.length, 0))
  for (const file of open) {
    if (at < file.bytes.length) return file
    at -= file.bytes.length
  }
  throw new Error('there is a file at every place')
}

/** @param hold looks at the first fault; undefined where the folder is refused as a whole. */
async function assertNamed(
  folder: string,
  what: string,
  hold: (fault: AuditFault | undefined) => void,
): Promise<void> {
  try {
    const report = await auditLedgerFolder({ folder })
    assertSame(report.isClean, false, `whether the audit is clean after a change of ${what}`)
    hold(report.faults[0])
  } catch (error) {
    if (!(error instanceof LedgerFolderError)) throw error
    hold(undefined)
  }
}

function assertNames(
  fault: AuditFault | undefined,
  { name, bytes }: FileBytes,
  at: number,
  what: string,
): void {
  const said = { seq: fault?.seq, part: fault?.part }
  if (name === 'format' || name === 'ledger.pub') return
  if (name === 'checkpoints') assertSame(said, { seq: undefined, part: 'checkpoints' }, what)
  else if (name === 'index') assertSame(said, { seq: Math.floor(at / 24), part: 'index' }, what)
  else if (name === 'tree')
    assertSame(said, { seq: entryOfNode(Math.floor(at / 32)), part: 'tree' }, what)
  else {
    assertSame(said, { seq: seqAt({ name, bytes }, at), part: 'entries' }, what)
  }
}

/** The entry whose line a byte of a segment is in, line break included. */
function seqAt({ name, bytes }: FileBytes, at: number): number {
  const first = Number(/(\d+)\.jsonl$/.exec(name)?.[1])
  return first + bytes.subarray(0, at).filter((byte) => byte === 10).length
}

/** The entry that completes a node: each completes itself and one for each two of what is complete. */
function entryOfNode(node: number): number {
  let nodes = 0
  for (let seq = 0; ; seq++) {
    nodes++
    for (let leaves = seq + 1; leaves % 2 === 0; leaves /= 2) nodes++
    if (node < nodes) return seq
  }
}

/** The first entry whose line is not as it was. */
function firstDifference(file: FileBytes, bytes: Buffer): number {
  const at = file.bytes.findIndex((byte, place) => byte !== bytes[place])
  // What was put behind the last line comes where the next entry was to come.
  return seqAt(file, at < 0 ? file.bytes.length : at)
}

const SPLIT = /(?<=\n)/

/** A file that is another; undefined where what was tried makes the same. */
function alterFile(
  { name, bytes }: FileBytes,
  random: RandomSource,
): { readonly bytes: Buffer; readonly what: string } | undefined {
  const at = random.below(bytes.length)
  const count = 1 + random.below(Math.min(200, bytes.length - at))
  const lines = bytes.toString('latin1').split(SPLIT)
  const line = random.below(lines.length)
  const other = random.below(lines.length)
  const isOfLines = name.startsWith('entries') || name === 'checkpoints'
  const ways: { readonly what: string; readonly bytes: Buffer }[] = [
    {
      what: `${count} bytes put in at ${at}`,
      bytes: Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length: count }, () => random.below(256))),
        bytes.subarray(at),
      ]),
    },
    {
      what: `${count} bytes taken away at ${at}`,
      bytes: Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]),
    },
    { what: `all from ${at} on taken away`, bytes: bytes.subarray(0, at) },
    { what: 'a copy of itself behind it', bytes: Buffer.concat([bytes, bytes]) },
    ...(isOfLines
      ? [
          {
            what: `line ${line} doubled`,
            bytes: joinLines(lines.toSpliced(line, 0, lines[line]!)),
          },
          {
            what: `lines ${line} and ${other} swapped`,
            bytes: joinLines(lines.with(line, lines[other]!).with(other, lines[line]!)),
          },
        ]
      : []),
    // Of checkpoints that are gone only those tell that were exported.
    ...(name.startsWith('entries')
      ? [{ what: `line ${line} taken away`, bytes: joinLines(lines.toSpliced(line, 1)) }]
      : []),
  ]
  const way = random.pick(ways)
  if (way.bytes.equals(bytes)) return undefined
  const isCut = bytes.subarray(0, way.bytes.length).equals(way.bytes)
  if (name === 'checkpoints' && isCut && (way.bytes.length === 0 || way.bytes.at(-1) === 10)) {
    return undefined
  }
  return way
}

const joinLines = (lines: readonly string[]) => Buffer.from(lines.join(''), 'latin1')

/**
 * Opens a ledger that was closed, and so is covered as a whole: where that is refused no byte is another, and where it
 * is not, nothing of what was covered is. What somebody put behind it may be cut.
 *
 * @param closed the files as they were when it was closed.
 */
async function assertOpeningKeeps(
  folder: string,
  closed: readonly FileBytes[],
  what: string,
): Promise<void> {
  const before = readFolder(folder)
  const wasRefused = await openAndClose(folder).then(
    () => false,
    (error) => {
      if (!isNamedError(error)) throw error
      return true
    },
  )
  const lengths = new Map(closed.map(({ name, bytes }) => [name, bytes.length]))
  const keep = (files: readonly FileBytes[]) =>
    files
      .filter(({ name }) => wasRefused || name.startsWith('entries'))
      .map(({ name, bytes }) => {
        const kept = wasRefused ? bytes : bytes.subarray(0, lengths.get(name))
        return `${name} ${kept.toString('latin1')}`
      })
  const said = `what an opening leaves after a change of ${what} (refused: ${wasRefused})`
  assertSame(keep(readFolder(folder)).join('\n'), keep(before).join('\n'), said)
}
