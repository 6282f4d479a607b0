/** A cheap hash of one bit's state, for traces and events; hashes of worlds are another matter. */
import { foldRunDigest } from '../math/digest-terms.ts'
import type { BitState } from './thunderbit.ts'

/** A u64 that is the same for equal states, and hardly ever for others. */
export function hashBitState({ value, components }: BitState): bigint {
  let hash = foldRunDigest(0n, BigInt(value))
  for (const component of components) {
    hash = foldRunDigest(hash, BigInt.asUintN(64, BigInt(component)))
  }
  return hash
}
