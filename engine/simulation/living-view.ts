/** What a single bit of a living world sees, for ticking it by itself. */
import type { BitStore } from '../bits/bit-store.ts'
import { createLatticeView, type LatticeView } from '../bits/lattice-view.ts'
import { createBitMetaRules } from '../forge/meta-rules/bit-meta-rules.ts'
import type { LivingRun } from '../scenario/living-run.ts'

/**
 * Looks at a living world as its bits do, meta-rules included.
 *
 * @param store whose planes are fresh (`Simulation.readBits`) whenever something is read.
 */
export function viewLivingLattice(
  { lattice, metaRules, movedParameters: moved }: LivingRun,
  store: BitStore,
): LatticeView {
  const parameters = lattice.planes.flatMap(({ plane }) =>
    plane.kind === 'parameter' ? [plane.name] : [],
  )
  const { dimensions } = lattice
  const view: LatticeView = createLatticeView(store, {
    parameters,
    evaluateMetaRules: createBitMetaRules({ lists: metaRules, dimensions, moved }, () => view),
  })
  return view
}
