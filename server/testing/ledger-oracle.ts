/**
 * What a ledger has to be, written the obvious way: each entry has the hash of the one before, and
 * the tree is the recursive one of RFC 6962, section 2.1. Nothing of the ledger's own code is used.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { assertSame } from '../../engine/testing/case.ts'

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** What `previous` has to be behind a line. */
export const leafHashOf = (line: string): Uint8Array =>
  sha256(Uint8Array.of(0), new TextEncoder().encode(line))

/** MTH of RFC 6962, section 2.1, in hex. */
export function rootOf(lines: readonly string[]): string {
  return hex(treeHash(lines.map(leafHashOf)))
}

function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  const left = splitOf(leaves.length)
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)))
}

/** PATH of RFC 6962, section 2.1.1: the hashes that lead from an entry to the root, in hex. */
export function inclusionProofOf(lines: readonly string[], index: number): string[] {
  const path = (leaves: readonly Uint8Array[], at: number): Uint8Array[] => {
    if (leaves.length <= 1) return []
    const left = splitOf(leaves.length)
    return at < left
      ? [...path(leaves.slice(0, left), at), treeHash(leaves.slice(left))]
      : [...path(leaves.slice(left), at - left), treeHash(leaves.slice(0, left))]
  }
  return path(lines.map(leafHashOf), index).map(hex)
}

/** The largest power of two below a number. */
function splitOf(count: number): number {
  let power = 1
  while (2 * power < count) power *= 2
  return power
}

/** An entry as a line says it. */
export interface SaidEntry {
  readonly seq: number
  readonly group: number
  readonly key: string
  readonly previous: string
  readonly event: unknown
}

/**
 * Reads the lines of a whole ledger, or of its begin.
 *
 * @throws {DifferenceError} where one does not follow the one before it, or a key comes twice.
 */
export function readChain(lines: readonly string[]): SaidEntry[] {
  const entries: SaidEntry[] = []
  const keys = new Map<string, number>()
  let previous = '0'.repeat(64)
  for (const [seq, line] of lines.entries()) {
    const entry = JSON.parse(line) as SaidEntry
    assertSame(entry.seq, seq, `the number of entry ${seq}`)
    assertSame(entry.previous, previous, `the hash that entry ${seq} has of the one before`)
    assertSame(keys.get(entry.key), undefined, `the entry before ${seq} that has its key`)
    keys.set(entry.key, seq)
    entries.push(entry)
    previous = hex(leafHashOf(line))
  }
  return entries
}

/** What a note says that a ledger has signed. */
export interface SaidCheckpoint {
  readonly origin: string
  readonly size: number
  /** In hex. */
  readonly root: string
}

/** Ed25519's SubjectPublicKeyInfo up to its key (RFC 8410, section 10.1). */
const SPKI_BEGIN = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * Reads a checkpoint as C2SP tlog-checkpoint and signed-note have it.
 *
 * @param verifierKey `name+id+key`.
 * @throws {DifferenceError} where the key has not signed it.
 */
export function readSignedCheckpoint(note: string, verifierKey: string): SaidCheckpoint {
  const [text = '', signatures = ''] = note.split('\n\n')
  const [origin = '', size = '', root = ''] = text.split('\n')
  // The base64 of a key may have plus signs itself.
  const [name = '', id = '', ...key] = verifierKey.trimEnd().split('+')
  const [dash, signer, data = ''] = signatures.trimEnd().split(' ')
  assertSame([dash, signer].join(' '), `— ${name}`, 'the name of the signature')
  const signature = Buffer.from(data, 'base64')
  assertSame(signature.subarray(0, 4).toString('hex'), id, 'the id of the signing key')
  const spki = Buffer.concat([SPKI_BEGIN, Buffer.from(key.join('+'), 'base64').subarray(1)])
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const isSigned = verify(null, Buffer.from(`${text}\n`), publicKey, signature.subarray(4))
  assertSame(isSigned, true, 'that the signature is valid')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64').toString('hex') }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
