/** Somebody who writes the files of a closed ledger anew, as well as can be done without the ledger's own code. */
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEntryLines } from './entry-lines.ts'
import { leafHashOf, rootOf, type SaidEntry } from './ledger-oracle.ts'

export interface Forgery {
  /** Keeps so many entries; all where it is left out. */
  readonly keep?: number
  /** Writes another event into this entry, and the hashes behind it anew. */
  readonly rewrite?: number
  /** What becomes of the checkpoints: those that do not hold any more can be taken away, or signed with the key. */
  readonly checkpoints: 'as they are' | 'those that hold' | 'signed anew'
}

/** Rewrites a folder: the entries as one segment, and the index and the tree that they make. */
export function forgeLedger(folder: string, forgery: Forgery): void {
  const { keep, rewrite = Number.POSITIVE_INFINITY } = forgery
  const lines = readEntryLines(folder).slice(0, keep)
  let previous = '0'.repeat(64)
  for (const [seq, line] of lines.entries()) {
    if (seq >= rewrite) {
      const entry = JSON.parse(line) as SaidEntry
      const event = seq === rewrite ? { forged: true } : entry.event
      // The members are in the order of their names as they were read.
      lines[seq] = JSON.stringify({ ...entry, event, previous })
    }
    previous = hex(leafHashOf(lines[seq]!))
  }
  writeSegments(folder, lines)
  writeFileSync(join(folder, 'tree'), treeOf(lines))
  forgeCheckpoints(folder, lines, forgery.checkpoints)
}

/** All in the first segment; an index says where they are then. */
function writeSegments(folder: string, lines: readonly string[]): void {
  const frames = lines.map((line) => Buffer.from(`${hex(leafHashOf(line))} ${line}\n`))
  rmSync(join(folder, 'entries'), { recursive: true })
  mkdirSync(join(folder, 'entries'))
  writeFileSync(join(folder, 'entries/0000000000000000.jsonl'), Buffer.concat(frames))
  const index = Buffer.alloc(24 * lines.length)
  let position = 0
  for (const [seq, frame] of frames.entries()) {
    const { key } = JSON.parse(lines[seq]!) as SaidEntry
    createHash('sha256')
      .update(key)
      .digest()
      .copy(index, 24 * seq, 0, 8)
    index.writeUIntLE(position, 24 * seq + 14, 6)
    index.writeUInt32LE(frame.length, 24 * seq + 20)
    position += frame.length
  }
  writeFileSync(join(folder, 'index'), index)
}

/** The nodes of a tree in post-order: each leaf, and what is complete with it. */
function treeOf(lines: readonly string[]): Buffer {
  const nodes: Buffer[] = []
  for (const seq of lines.keys()) {
    for (let leaves = 1; (seq + 1) % leaves === 0; leaves *= 2) {
      nodes.push(Buffer.from(rootOf(lines.slice(seq + 1 - leaves, seq + 1)), 'hex'))
    }
  }
  return Buffer.concat(nodes)
}

function forgeCheckpoints(
  folder: string,
  lines: readonly string[],
  how: Forgery['checkpoints'],
): void {
  if (how === 'as they are') return
  const path = join(folder, 'checkpoints')
  const notes = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as string)
  const key = createPrivateKey(readFileSync(join(folder, 'ledger.key'), 'utf8'))
  const forged = notes.flatMap((note) => {
    const [origin = '', digits = '', root = ''] = note.split('\n')
    const size = Number(digits)
    const holds = size <= lines.length && rootOf(lines.slice(0, size)) === base64ToHex(root)
    if (holds) return [note]
    return how === 'signed anew' && size <= lines.length
      ? [signAnew(note, `${origin}\n${size}\n${hexToBase64(rootOf(lines.slice(0, size)))}\n`)]
      : []
  })
  writeFileSync(path, forged.map((note) => `${JSON.stringify(note)}\n`).join(''))

  function signAnew(note: string, text: string): string {
    const [dash, name, data = ''] = note
      .slice(note.indexOf('\n\n') + 2)
      .trimEnd()
      .split(' ')
    const keyId = Buffer.from(data, 'base64').subarray(0, 4)
    const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), key)])
    return `${text}\n${dash} ${name} ${signature.toString('base64')}\n`
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const base64ToHex = (text: string) => Buffer.from(text, 'base64').toString('hex')
const hexToBase64 = (text: string) => Buffer.from(text, 'hex').toString('base64')
