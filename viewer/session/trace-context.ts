/**
 * A trace for each thing a person does: the server goes on with it to the entry in its ledger.
 *
 * Source: W3C Trace Context, section 3.2: version 00, 16 random bytes for the trace, 8 for the span, sampled.
 */
import { toHex } from '../../engine/math/hex.ts'

/** A new `traceparent`. An id of zeros alone would be none: one bit of each is set. */
export function newTraceparent(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  bytes[0]! |= 1
  bytes[16]! |= 1
  return `00-${toHex(bytes.subarray(0, 16))}-${toHex(bytes.subarray(16))}-01`
}

/** The id of the trace, by which both sides can be searched. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35)
}
