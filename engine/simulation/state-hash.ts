/**
 * The two hashes of a state, the same on every back end.
 *
 * `cellsHash` is SHA-256 over one byte a cell (x fastest, then y, then z). `stateHash` covers all
 * that decides the future, in a fixed order; every section is written only where a world has it:
 *
 *   u32   format version (1)
 *   bytes cells, as for cellsHash
 *   ...   further components, rule indices, physics parameters, status, presence, channels: a
 *         world of plain automata has none, and a section that is not there takes no bytes
 *   u32   tick modulo the least common multiple of the zones' clock divisors (0 with one clock)
 *
 * Integers are little-endian. No counters, no traces, no wall time.
 */
import { createSha256 } from '../math/sha256.ts'

export const STATE_HASH_VERSION = 1

export interface Hashes {
  /** 64 lower-case hexadecimal digits. */
  readonly cellsHash: string
  readonly stateHash: string
}

/** Hashes a dense state, one byte a cell in flat order. */
export async function hashState(cells: Uint8Array): Promise<Hashes> {
  const cellsSha = await createSha256()
  cellsSha.update(cells)
  const stateSha = await createSha256()
  stateSha.update(u32(STATE_HASH_VERSION))
  stateSha.update(cells)
  stateSha.update(u32(0))
  return { cellsHash: cellsSha.digestHex(), stateHash: stateSha.digestHex() }
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
