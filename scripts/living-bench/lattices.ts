/** Living worlds whose memory is measured: what a bit has beside its attributes. */
import { DEFAULT_PHYSICS } from '../../engine/bits/physics/physics-settings.ts'
import { DEFAULT_CHANNELS } from '../../engine/fields/default-channels.ts'
import { composeLattice } from '../../engine/forge/lattice/compose-lattice.ts'
import { type LatticeSpec, PLAIN_LATTICE } from '../../engine/forge/lattice/lattice-spec.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import type { LatticeProgram } from '../../engine/rules/program/lattice-program.ts'
import { createProgramBuilder } from '../../engine/rules/program/program-builder.ts'
import type { Rule } from '../../engine/rules/rule.ts'
import { BENCH_RULES, parseBenchRule } from './bench-world.ts'

/** Rules and the lattice of them. */
export interface MeasuredLattice {
  readonly rules: readonly Rule[]
  readonly lattice: LatticeProgram
}

function build(spec: Partial<LatticeSpec>): MeasuredLattice {
  const rules = spec.rules ?? ['4555', '5766'].map((notation) => parseRule(notation).rule)
  return {
    rules,
    lattice: composeLattice({ ...PLAIN_LATTICE, dimensions: 3, rules, isSettled: true, ...spec }),
  }
}

/**
 * A rule of two states and seven components beside them, each of which takes what its neighbors
 * have of it together: they are looked around in and changed, so a kernel has each of them twice.
 */
function buildComponentRule(): Rule {
  const { rule } = parseRule('4555')
  const partition = rule.program.nodes.find((node) => node.op === 'partition')!
  const components = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const code = createProgramBuilder({ dimensions: 3, states: 2, components })
  const sums = ['', ...components].map((_, component) =>
    code.sum(code.partition(partition.gathering, component), { kind: 'value' }),
  )
  const state = code.binary('and', sums[0]!, code.constant(1))
  const program = code.finish([state, ...sums.slice(1)])
  return { ...rule, canonical: 'eight components', name: undefined, family: 'custom', program }
}

/** The lattices by what their bits have; none is built before it is asked for. */
export const MEASURED_LATTICES: Readonly<Record<string, () => MeasuredLattice>> = {
  attributes: () => build({}),
  'one channel that diffuses': () => build({ channels: DEFAULT_CHANNELS.slice(2, 3) }),
  'one channel, a wave': () => build({ channels: DEFAULT_CHANNELS.slice(3, 4) }),
  'seven channels': () => build({ channels: DEFAULT_CHANNELS }),
  'seven channels, four rules': () =>
    build({ rules: BENCH_RULES.map(parseBenchRule), channels: DEFAULT_CHANNELS }),
  physics: () => build({ physics: DEFAULT_PHYSICS }),
  'physics, seven channels': () => build({ physics: DEFAULT_PHYSICS, channels: DEFAULT_CHANNELS }),
  'eight components': () => build({ rules: [buildComponentRule()] }),
  'eight components, physics, seven channels': () =>
    build({ rules: [buildComponentRule()], physics: DEFAULT_PHYSICS, channels: DEFAULT_CHANNELS }),
}
