/** Cuts passes that touch more buffers than a shader binds into parts that do not. */
import type { LatticePass } from '../../rules/program/lattice-program.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { DeviceLimitError } from './errors.ts'
import { type PassUse, readsOf, valuesOf } from './pass-use.ts'

/** What one shader makes of a pass. */
export interface Part {
  /** Components that it changes. */
  readonly made: readonly number[]
  /** Nodes that it tallies. */
  readonly tallies: readonly NodeId[]
  /** Number of the first of them among all of the lattice. */
  readonly firstTotal: number
}

/** A pass in one part. */
export function wholeOf({ pass, changed, firstTotal }: PassUse): Part {
  return { made: changed, tallies: valuesOf(pass), firstTotal }
}

/**
 * Storage buffers that a part binds: banks, tables, and totals where it tallies.
 *
 * @param bankOf the bank of each component.
 */
export function countBuffers(
  pass: LatticePass,
  { made, tallies }: Part,
  bankOf: readonly number[],
): number {
  const { read } = readsOf(pass, made, tallies)
  const banks = new Set([...read, ...made].map((component) => bankOf[component]!))
  return banks.size + 1 + (tallies.length > 0 ? 1 : 0)
}

/**
 * Cuts a pass into parts that each bind as many buffers as are allowed.
 *
 * @throws {DeviceLimitError} when a single plane or tally wants more.
 */
export function splitUse(use: PassUse, bankOf: readonly number[], allowed: number): Part[] {
  const { pass } = use
  const parts: Part[] = []
  for (const single of listSingles(use)) {
    const wanted = countBuffers(pass, single, bankOf)
    if (wanted > allowed) {
      throw new DeviceLimitError({ limit: 'maxStorageBuffersPerShaderStage', allowed, wanted })
    }
    const last = parts.at(-1)
    const joined = last && joinParts(last, single)
    const isFitting = joined !== undefined && countBuffers(pass, joined, bankOf) <= allowed
    if (isFitting) parts.splice(-1, 1, joined)
    else parts.push(single)
  }
  return parts
}

function listSingles({ pass, changed, firstTotal }: PassUse): Part[] {
  return [
    ...changed.map((component) => ({ made: [component], tallies: [], firstTotal })),
    ...valuesOf(pass).map((value, i) => {
      return { made: [], tallies: [value], firstTotal: firstTotal + i }
    }),
  ]
}

/** Both parts in one; tallies that follow each other stay so. */
function joinParts(a: Part, b: Part): Part {
  return {
    made: [...a.made, ...b.made],
    tallies: [...a.tallies, ...b.tallies],
    firstTotal: a.tallies.length > 0 ? a.firstTotal : b.firstTotal,
  }
}
