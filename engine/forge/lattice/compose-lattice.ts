/**
 * From rules, zones and channels to one lattice: the pass of the rules, then that of the fields.
 */
import {
  type LatticeHead,
  type LatticePass,
  type LatticeProgram,
  validateLattice,
} from '../../rules/program/lattice-program.ts'
import { optimizePass } from '../../rules/program/optimize-pass.ts'
import { writeFields } from './field-pass.ts'
import { listPlanes } from './lattice-planes.ts'
import { type LatticeSpec, PLAIN_LATTICE } from './lattice-spec.ts'
import { writeRulePass } from './rule-pass.ts'

/**
 * Composes a lattice in its simplest form.
 *
 * @throws {ProgramError} where it would go beyond what a program may be.
 */
export function composeLattice(given: LatticeSpec): LatticeProgram {
  // Only bits have lists of meta-rules: where none can live, none of them is ever asked.
  const spec = given.isSettled ? given : { ...given, metaRules: PLAIN_LATTICE.metaRules }
  const { dimensions, rules } = spec
  const states = Math.max(...rules.map((rule) => rule.states))
  const head: LatticeHead = { dimensions, states, planes: listPlanes(spec) }
  const fields = writeFields(spec, head)
  const passes: LatticePass[] = [writeRulePass(spec, head), ...(fields ? [fields] : [])]
  return validateLattice(Object.freeze({ version: 1, ...head, passes: passes.map(optimizePass) }))
}
