/**
 * The two hashes of a state, the same on every back end.
 *
 * `cellsHash` is SHA-256 over one byte a cell (x fastest, then y, then z). `stateHash` covers all
 * that decides the future, in a fixed order; every section is written only where a world has it:
 *
 *   u32   format version (1)
 *   bytes cells, as for cellsHash
 *   i32   one a cell for every plane there is: further components, rule indices, physics
 *         parameters, memories, status, presence, channels with their previous planes; a world of plain automata has none, and takes no bytes for them
 *   bytes where the world has CAChannels: the number of each cell's, a u16 from 1 on or 0 for none; how
 *         often each site has been spawned, a u32; what the channels know (`encode-routing.ts`)
 *   u32   tick modulo the least common multiple of the zones' clock divisors (0 with one clock)
 *
 * In a world without an end the cells are those of the smallest box that holds everything but
 * background; before them, in both hashes, come the box's corner and its size as six i64 (x, y, z
 * each) and the background state as one byte. An empty world has the box of size 0 at 0.
 *
 * Integers are little-endian. No counters, no traces, no wall time.
 */
import type { WorldBox } from '../lattice/world-box.ts'
import { createSha256 } from '../math/sha256.ts'

export const STATE_HASH_VERSION = 1

/** The most cells that are hashed: beyond it an unbounded world has no hash, and says why. */
export const MAX_HASHED_CELLS = 2 ** 32

export interface Hashes {
  /** 64 lower-case hexadecimal digits. */
  readonly cellsHash: string
  readonly stateHash: string
}

/** Takes a state part by part, in flat order. */
export interface StateHasher {
  update(cells: Uint8Array): void
  /** Takes a plane after the last of the cells, in the order of `planesOf`. */
  updatePlane(values: Int32Array): void
  /** Takes what is known of CAChannels, after the last of the planes. */
  updateRoutes(bytes: Uint8Array): void
  digest(): Hashes
}

/**
 * Begins the hashes of a state.
 *
 * @param endless the box and background of an unbounded world.
 * @param clockPhase the tick modulo the least common multiple of the zones' clock divisors.
 */
export async function startStateHash(
  endless?: { readonly box: WorldBox; readonly background: number },
  clockPhase = 0,
): Promise<StateHasher> {
  const cellsSha = await createSha256()
  const stateSha = await createSha256()
  stateSha.update(u32(STATE_HASH_VERSION))
  const update = (bytes: Uint8Array) => {
    cellsSha.update(bytes)
    stateSha.update(bytes)
  }
  if (endless !== undefined) update(headerOf(endless.box, endless.background))
  return {
    update,
    updatePlane: (values) => stateSha.update(littleEndian(values)),
    updateRoutes: (bytes) => stateSha.update(bytes),
    digest() {
      stateSha.update(u32(clockPhase))
      return { cellsHash: cellsSha.digestHex(), stateHash: stateSha.digestHex() }
    },
  }
}

/** Hashes a dense state, one byte a cell in flat order. */
export async function hashState(cells: Uint8Array): Promise<Hashes> {
  const hasher = await startStateHash()
  hasher.update(cells)
  return hasher.digest()
}

function headerOf({ x, y, z, size }: WorldBox, background: number): Uint8Array {
  const bytes = new Uint8Array(6 * 8 + 1)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of [x, y, z, size.x, size.y, size.z].entries()) {
    view.setBigInt64(8 * i, BigInt(value), true)
  }
  bytes[6 * 8] = background
  return bytes
}

function littleEndian(values: Int32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setInt32(4 * i, values[i]!, true)
  return bytes
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
