/** What a census must know of a rule, and which rules it can be taken of. */
import {
  isPlaceless,
  isSteady,
  reachOfProgram,
} from '../../kernels/sparse/byte-chunks/chunk-stepper.ts'
import { countNeighbors, type NeighborhoodSpec, type Reach } from '../../lattice/neighborhood.ts'
import { CensusError } from '../../metrics/census/errors.ts'
import { findSymmetries, type Symmetry } from '../../metrics/census/symmetries.ts'
import { cutRuleText } from '../../rules/cut-rule-text.ts'
import { optimizeProgram } from '../../rules/program/optimize-program.ts'
import { neighborhoodsOf } from '../../rules/program/program-topology.ts'
import { nextOfQuiescent } from '../../rules/program/quiescent.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import type { Rule } from '../../rules/rule.ts'

/** Rules whose cells see more than this are too slow to follow cell by cell. */
const MAX_NEIGHBORS = 124

export interface CensusRule {
  readonly rule: Rule
  readonly neighborhood: NeighborhoodSpec
  readonly reach: Reach
  readonly symmetries: readonly Symmetry[]
}

/**
 * Reads what a census must know.
 *
 * @throws {CensusError} for rules with chances, fields, blocks or a memory of the tick, whose cells do
 * not do the same everywhere and always; for rules in which empty space does not stay empty; and for
 * those that look at more than one neighborhood or at too many cells.
 */
export function readCensusRule(rule: Rule): CensusRule {
  const program = optimizeProgram(rule.program)
  const refuse = (wanted: string): never => {
    throw new CensusError({ found: `the rule ${cutRuleText(rule.canonical)}`, wanted })
  }
  const { components, channels, parameters, writes, rules } = program
  if (components.length + channels.length + parameters.length + writes.length > 0 || rules > 1) {
    refuse('its cells are to have a state and nothing else')
  }
  if (!isSteady(program)) refuse('it is to do the same at every tick, without chances')
  if (!isPlaceless(program)) refuse('it is to do the same everywhere, and not by blocks or places')
  const neighborhoods = new Map(
    neighborhoodsOf(program).map((each) => [JSON.stringify(each), each]),
  )
  const [neighborhood, ...others] = neighborhoods.values()
  if (neighborhood === undefined || others.length > 0)
    return refuse('it is to have one neighborhood')
  if (neighborhood.kind === 'named' && neighborhood.name === 'tetrahedral-3d') {
    refuse('the same neighbors are wanted at every cell')
  }
  if (countNeighbors(neighborhood) > MAX_NEIGHBORS) {
    refuse(`a cell is to see at most ${MAX_NEIGHBORS} others`)
  }
  if (nextOfQuiescent(program, 0) !== 0) refuse('empty space is to stay empty, so no birth from 0')
  return {
    rule,
    neighborhood,
    reach: reachOfProgram(program),
    symmetries: findSymmetries(recognizeForm(program)),
  }
}
