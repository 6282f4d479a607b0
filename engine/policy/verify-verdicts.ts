/**
 * Checks a chain of verdicts and finds the first one that is not what was written.
 *
 * Whoever changes a verdict and not the links after it is found at that very verdict. Whoever makes
 * all links anew is found by the first head whose signature is wrong: then some verdict of that
 * batch was changed. Batches cut off at the end are only missed by whoever knows the last head.
 */
import { createSha256Function } from '../math/sha256.ts'
import {
  firstLink,
  LINK_BYTES,
  nextLink,
  type Stretch,
  type VerdictBatch,
} from './verdict-chain.ts'
import { readRecordIndex } from './verdict-record.ts'

export type VerdictFault =
  /** A record, or its link, is not what was written. */
  | 'altered'
  /** A verdict with another number stands here, or the batch does not begin here. */
  | 'misplaced'
  /** There are fewer links than verdicts, or more. */
  | 'links'
  /** The head of the batch has no signature, or one that is wrong. */
  | 'signature'
  /** The chain ends before, or otherwise than, the known head. */
  | 'end'

export type ChainReport =
  | { readonly kind: 'intact'; readonly verdicts: number; readonly head: Uint8Array }
  | {
      readonly kind: 'broken'
      /** The number of the first verdict at fault; for a signature, the first of its batch. */
      readonly verdict: number
      readonly fault: VerdictFault
      /** How many verdicts come before the last head that was found good. */
      readonly good: number
    }

export interface VerifyOptions {
  /** Tells whether a signature is that of a head. Left out, signatures are not looked at. */
  readonly verify?: (head: Uint8Array, signature: Uint8Array, of: Stretch) => Promise<boolean>
  /** Where the first of the batches goes on, where those before it are not kept. */
  readonly from?: { readonly verdict: number; readonly link: Uint8Array }
  /** The last head, where somebody has kept it. */
  readonly head?: Uint8Array
}

/** Recomputes a chain from its batches, in their order. */
export async function verifyVerdicts(
  batches: readonly VerdictBatch[],
  { verify, head, from }: VerifyOptions = {},
): Promise<ChainReport> {
  const hash = await createSha256Function()
  let link = from?.link ?? firstLink(hash)
  let verdicts = from?.verdict ?? 0
  for (const batch of batches) {
    const good = verdicts
    const broken = (verdict: number, fault: VerdictFault): ChainReport => {
      return { kind: 'broken', verdict, fault, good }
    }
    if (batch.first !== verdicts) return broken(verdicts, 'misplaced')
    for (const [i, record] of batch.records.entries()) {
      if (readRecordIndex(record) !== verdicts) return broken(verdicts, 'misplaced')
      link = nextLink(hash, link, record)
      const written = batch.links.subarray(LINK_BYTES * i, LINK_BYTES * (i + 1))
      if (written.length < LINK_BYTES) return broken(verdicts, 'links')
      if (!areEqual(link, written)) return broken(verdicts, 'altered')
      verdicts++
    }
    if (batch.links.length !== LINK_BYTES * batch.records.length) return broken(verdicts, 'links')
    if (verify === undefined) continue
    const { signature } = batch
    const of = { first: batch.first, count: batch.records.length }
    const isSigned = signature !== undefined && (await verify(link, signature, of))
    if (!isSigned) return broken(good, 'signature')
  }
  if (head !== undefined && !areEqual(link, head)) {
    return { kind: 'broken', verdict: verdicts, fault: 'end', good: verdicts }
  }
  return { kind: 'intact', verdicts, head: link }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
