/** Brings the program of a pass into its simplest form, tallies and all. */
import type { LatticePass } from './lattice-program.ts'
import { optimizeProgram } from './optimize-program.ts'

/**
 * The same pass in its simplest form.
 *
 * Tallies ride along as writes, which are outputs like any other: so their nodes are kept, and found
 * again under their new numbers.
 */
export function optimizePass({ name, program, tallies }: LatticePass): LatticePass {
  const carried = optimizeProgram({
    ...program,
    channels: tallies.map((tally) => tally.name),
    writes: tallies.map(({ value }, channel) => ({ channel, value })),
  })
  const kept = tallies.map((tally, i) => ({ ...tally, value: carried.writes[i]!.value }))
  return Object.freeze({
    name,
    program: Object.freeze({ ...carried, channels: [], writes: [] }),
    tallies: kept,
  })
}
