/** Living worlds whose memory is measured: what a bit has beside its attributes. */
import { DEFAULT_PHYSICS } from '../../engine/bits/physics/physics-settings.ts'
import { DEFAULT_CHANNELS } from '../../engine/fields/default-channels.ts'
import { composeLattice } from '../../engine/forge/lattice/compose-lattice.ts'
import { type LatticeSpec, PLAIN_LATTICE } from '../../engine/forge/lattice/lattice-spec.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import type { LatticeProgram } from '../../engine/rules/program/lattice-program.ts'
import { buildBenchLattice } from './bench-world.ts'

const build = (spec: Partial<LatticeSpec>): LatticeProgram =>
  composeLattice({
    ...PLAIN_LATTICE,
    dimensions: 3,
    rules: ['4555', '5766'].map((notation) => parseRule(notation).rule),
    isSettled: true,
    ...spec,
  })

/** The lattices by what their bits have; none is built before it is asked for. */
export const MEASURED_LATTICES: Readonly<Record<string, () => LatticeProgram>> = {
  attributes: () => build({}),
  'attributes, one channel': () => build({ channels: DEFAULT_CHANNELS.slice(2, 3) }),
  'attributes, a wave': () => build({ channels: DEFAULT_CHANNELS.slice(3, 4) }),
  'attributes, seven channels': () => build({ channels: DEFAULT_CHANNELS }),
  'four rules, seven channels': buildBenchLattice,
  'attributes, physics': () => build({ physics: DEFAULT_PHYSICS }),
}
