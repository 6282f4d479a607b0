/**
 * The file that a person keeps as proof that something is in the ledger (C2SP tlog-proof,
 * https://c2sp.org/tlog-proof): the entry's index, its Merkle proof, and the signed checkpoint of
 * the tree that has it. With the entry and the ledger's public key it is all that is needed.
 */
import { decodeBase64, encodeBase64 } from '../formats/base64.ts'
import { ProofError } from './errors.ts'
import { HASH_BYTES } from './merkle-hash.ts'
import { MAX_NOTE_CHARS } from './signed-note.ts'

export interface InclusionProof {
  /** The entry's place, from 0. */
  readonly index: number
  /** 32 bytes each, from the one beside the leaf upwards. */
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint, as it was signed. */
  readonly note: string
  /** Bytes that are nobody's word: nothing signs them. */
  readonly extra?: Uint8Array | undefined
}

const HEAD = 'c2sp.org/tlog-proof@v1'
const INDEX = /^index (?<digits>0|[1-9][0-9]*)$/
const EXTRA = /^extra (?<base64>[A-Za-z0-9+/=]+)$/

/** A tree of 2^53 leaves has paths of 53 hashes. */
const MAX_HASHES = 53
/** The most characters of a proof's file: a note, and as many for what stands before it. */
const MAX_PROOF_CHARS = 2 * MAX_NOTE_CHARS

/** @throws {ProofError} for a proof that no file can have. */
export function formatInclusionProof({ index, hashes, note, extra }: InclusionProof): string {
  if (!Number.isSafeInteger(index) || index < 0) refuse(`no entry has the index ${index}`)
  if (hashes.length > MAX_HASHES) refuse(`it has more than ${MAX_HASHES} hashes`)
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) refuse(`a hash has ${HASH_BYTES} bytes`)
  if (extra?.length === 0) refuse('its extra data has no bytes')
  const lines = [
    HEAD,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(encodeBase64),
  ]
  const text = `${lines.join('\n')}\n\n${note}`
  if (text.length > MAX_PROOF_CHARS) refuse(`it is longer than ${MAX_PROOF_CHARS} characters`)
  return text
}

/**
 * Reads a proof's file. Whether its note is one, and whether anything of it is true, is not looked at.
 *
 * @throws {ProofError} for any other text.
 */
export function parseInclusionProof(text: string): InclusionProof {
  if (text.length > MAX_PROOF_CHARS) refuse(`it is longer than ${MAX_PROOF_CHARS} characters`)
  const end = text.indexOf('\n\n')
  if (end === -1) refuse('no empty line stands before its checkpoint')
  const [head, ...lines] = text.slice(0, end).split('\n', MAX_HASHES + 4)
  if (head !== HEAD) refuse(`its first line is not ${HEAD}`)
  const extra = EXTRA.exec(lines[0] ?? '')?.groups?.base64
  if (extra !== undefined) lines.shift()
  const digits = INDEX.exec(lines.shift() ?? '')?.groups?.digits
  const index = Number(digits)
  if (!Number.isSafeInteger(index)) refuse('its index is no whole number up to 2^53 - 1')
  if (lines.length > MAX_HASHES) refuse(`it has more than ${MAX_HASHES} hashes`)
  return {
    index,
    hashes: lines.map(parseHash),
    note: text.slice(end + 2),
    ...(extra !== undefined && { extra: parseExtra(extra) }),
  }
}

function parseHash(line: string): Uint8Array {
  const bytes = decodeBase64(line)
  if (bytes?.length !== HASH_BYTES) return refuse(`a hash is not the base64 of ${HASH_BYTES} bytes`)
  return bytes
}

function parseExtra(base64: string): Uint8Array {
  return decodeBase64(base64) ?? refuse('its extra data is no base64')
}

function refuse(problem: string): never {
  throw new ProofError({ problem })
}
