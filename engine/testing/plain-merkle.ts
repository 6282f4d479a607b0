/**
 * The Merkle tree of RFC 6962, section 2.1, as the section defines it: lists of data are cut in
 * two at the largest power of two, again and again. Slow, and with a hash of Node's.
 */
import { createHash } from 'node:crypto'

type Bytes = Uint8Array

/** Node's SHA-256. */
export const nodeSha256 = (...parts: readonly Bytes[]): Bytes => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return Uint8Array.from(hash.digest())
}

/** The largest power of two smaller than n. */
function cutOf(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

/** `MTH(D[n])`: the root. Those of lists that were asked for before are kept. */
export function plainRoot(data: readonly Bytes[]): Bytes {
  const n = data.length
  if (n === 0) return nodeSha256()
  const key = data.map((bytes) => Buffer.from(bytes).toString('hex')).join()
  const known = roots.get(key)
  if (known !== undefined) return known
  const k = cutOf(n)
  const root =
    n === 1
      ? nodeSha256(Uint8Array.of(0), data[0]!)
      : nodeSha256(Uint8Array.of(1), plainRoot(data.slice(0, k)), plainRoot(data.slice(k)))
  roots.set(key, root)
  return root
}
const roots = new Map<string, Bytes>()

/** `PATH(m, D[n])`: the inclusion proof of the leaf m. */
export function plainPath(m: number, data: readonly Bytes[]): readonly Bytes[] {
  const n = data.length
  if (n === 1) return []
  const k = cutOf(n)
  return m < k
    ? [...plainPath(m, data.slice(0, k)), plainRoot(data.slice(k))]
    : [...plainPath(m - k, data.slice(k)), plainRoot(data.slice(0, k))]
}

/** `PROOF(m, D[n])`: the proof that the tree goes on from its first m leaves. */
export function plainConsistency(m: number, data: readonly Bytes[]): readonly Bytes[] {
  return plainSubproof(m, data, true)
}

/** `SUBPROOF(m, D[n], b)`. */
function plainSubproof(m: number, data: readonly Bytes[], b: boolean): readonly Bytes[] {
  const n = data.length
  if (m === n) return b ? [] : [plainRoot(data)]
  const k = cutOf(n)
  return m <= k
    ? [...plainSubproof(m, data.slice(0, k), b), plainRoot(data.slice(k))]
    : [...plainSubproof(m - k, data.slice(k), false), plainRoot(data.slice(0, k))]
}

/** The way from a leaf up to the root: on which side of its node it is, at each step. */
export function plainWay(m: number, n: number): string {
  if (n === 1) return ''
  const k = cutOf(n)
  return m < k ? `${plainWay(m, k)}L` : `${plainWay(m - k, n - k)}R`
}
