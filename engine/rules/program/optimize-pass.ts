/** Brings a pass of a lattice into its simplest form, tallies and all. */
import type { LatticePass } from './lattice-program.ts'
import { optimizeProgram } from './optimize-program.ts'

/** The same pass in its simplest form. */
export function optimizePass(pass: LatticePass): LatticePass {
  const { program, tallies } = pass
  // What is written is kept and renamed, whatever channel it is for: so tallies come through.
  const writes = tallies.map(({ value }, channel) => ({ channel, value }))
  const simplest = optimizeProgram({ ...program, writes })
  return {
    ...pass,
    program: { ...simplest, writes: [] },
    tallies: tallies.map((tally, i) => ({ ...tally, value: simplest.writes[i]!.value })),
  }
}

/** Tells whether a pass leaves a component as it is. */
export function isKept({ program }: LatticePass, component: number): boolean {
  const node = program.nodes[program.next[component]!]!
  return node.op === 'own' && node.component === component
}
