/**
 * A small ledger that a page makes of what happened in it, and the check of one: the entries, the hash of each
 * in the next, and a signed root that covers them all, as the ledger of a server has them.
 */
import { canonicalJson, type JsonValue } from '../../engine/json/canonical-json.ts'
import { formatCheckpoint, parseCheckpoint } from '../../engine/ledger/checkpoint.ts'
import {
  formatEntry,
  hashEntry,
  NO_PREVIOUS,
  parseEntry,
} from '../../engine/ledger/ledger-entry.ts'
import { MerkleFrontier } from '../../engine/ledger/merkle-frontier.ts'
import {
  formatNote,
  keyIdOf,
  parseNote,
  type VerifierKey,
  verifyNote,
} from '../../engine/ledger/signed-note.ts'
import { verifyWithWebCrypto } from '../../engine/ledger/verify-signature.ts'
import { toHex } from '../../engine/math/hex.ts'
import { createSha256Function } from '../../engine/math/sha256.ts'
import { isNamedError } from '../../engine/named-error.ts'

export interface SmallLedger {
  /** Each an entry; together they are all that is kept. */
  readonly lines: readonly string[]
  /** The signed checkpoint over them. */
  readonly note: string
  readonly key: VerifierKey
}

export type LedgerFinding =
  | { readonly kind: 'sound'; readonly root: string }
  /** `seq` is the entry that is not what it was. */
  | { readonly kind: 'tampered'; readonly seq: number; readonly problem: string }
  /** Something is wrong, and no entry can be named for it. */
  | { readonly kind: 'refused'; readonly problem: string }

/** Makes a ledger of events, and signs it with a key that nobody keeps. */
export async function writeSmallLedger(
  origin: string,
  events: readonly { readonly [member: string]: JsonValue }[],
): Promise<SmallLedger> {
  const hash = await createSha256Function()
  const frontier = new MerkleFrontier(hash)
  const lines: string[] = []
  let previous = NO_PREVIOUS
  for (const [seq, event] of events.entries()) {
    const eventText = canonicalJson(event)
    const line = formatEntry({ seq, group: 0, key: `${origin}:${seq}`, previous, eventText })
    const leaf = hashEntry(hash, line)
    frontier.append(leaf)
    previous = toHex(leaf)
    lines.push(line)
  }
  const pair = (await crypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const key = { name: origin, keyId: keyIdOf(hash, origin, publicKey), publicKey }
  const text = formatCheckpoint({
    ...{ origin, size: lines.length, root: frontier.root(), extensions: [] },
  })
  const signature = await crypto.subtle.sign(
    'Ed25519',
    pair.privateKey,
    new TextEncoder().encode(text),
  )
  const note = formatNote(text, [
    { name: origin, keyId: key.keyId, signature: new Uint8Array(signature) },
  ])
  return { lines, note, key }
}

/** Checks all of it. Of entries that were altered the first is named. */
export async function auditSmallLedger({ lines, note, key }: SmallLedger): Promise<LedgerFinding> {
  const hash = await createSha256Function()
  const signed = parseNote(note)
  if ((await verifyNote(signed, [key], hash, verifyWithWebCrypto)) !== 'verified') {
    return { kind: 'refused', problem: 'The checkpoint is not signed by the key of the ledger.' }
  }
  const { size, root } = parseCheckpoint(signed.text)
  if (size !== lines.length) {
    return {
      kind: 'refused',
      problem: `${size} entries were signed, and ${lines.length} are here.`,
    }
  }
  const frontier = new MerkleFrontier(hash)
  let previous = NO_PREVIOUS
  let firstBreak: number | undefined
  for (const [seq, line] of lines.entries()) {
    const entry = read(line)
    if (entry === undefined || entry.seq !== seq) {
      return { kind: 'tampered', seq, problem: 'It is no entry with that number any more.' }
    }
    // What the next one has of it was written when it was as it should be.
    if (entry.previous !== previous) firstBreak ??= Math.max(0, seq - 1)
    const leaf = hashEntry(hash, line)
    frontier.append(leaf)
    previous = toHex(leaf)
  }
  const isWhole = toHex(frontier.root()) === toHex(root)
  if (firstBreak !== undefined) {
    const problem = `Entry ${firstBreak + 1} holds the hash of what it was, and the signed root does not cover what it is.`
    return { kind: 'tampered', seq: firstBreak, problem }
  }
  if (isWhole) return { kind: 'sound', root: toHex(root) }
  // All before it are held by the hash in the entry behind them.
  const problem = 'The signed root does not cover it.'
  return { kind: 'tampered', seq: lines.length - 1, problem }
}

/** The leaf hashes of entries, hex. */
export async function hashLines(lines: readonly string[]): Promise<readonly string[]> {
  const hash = await createSha256Function()
  return lines.map((line) => toHex(hashEntry(hash, line)))
}

function read(line: string) {
  try {
    return parseEntry(line)
  } catch (thrown) {
    if (isNamedError(thrown)) return undefined
    throw thrown
  }
}
