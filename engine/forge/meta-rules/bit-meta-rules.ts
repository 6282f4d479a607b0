/**
 * What the forge answers when one bit asks which rule it is to have: its list of meta-rules, evaluated
 * by their definition. Thunderbit contract, sections 2.4 and 9.2.
 */
import { accept, type BitFailure, type Outcome, refuse } from '../../bits/bit-failure.ts'
import { fixedToRaw } from '../../bits/fixed-point.ts'
import type { EvaluateMetaRules, LatticeView, MetaRuleRequest } from '../../bits/lattice-view.ts'
import { facesOf } from '../../fields/directions.ts'
import type { Dimensions } from '../../lattice/size.ts'
import { evaluateMetaRules } from './evaluate-meta-rules.ts'
import { listFirstMetaDraws } from './first-meta-draws.ts'
import { formatSubject, type MetaRule, type Subject, subjectsOf } from './meta-rule.ts'

export interface BitMetaRulesSpec {
  /** By the number of the list; the first is empty. */
  readonly lists: readonly (readonly MetaRule[])[]
  readonly dimensions: Dimensions
  /**
   * Parameters that physics moves before meta-rules see them. What they become is not known here, so
   * conditions on them are refused.
   */
  readonly moved?: readonly string[]
}

/**
 * Makes the evaluation for the bits of a world.
 *
 * It refuses with `invalid_meta_rule` what one bit alone cannot know: metrics of zones, and parameters
 * that physics moves in the same tick.
 */
export function createBitMetaRules(
  spec: BitMetaRulesSpec,
  lattice: () => LatticeView,
): EvaluateMetaRules {
  const neighborhood = facesOf(spec.dimensions)
  const firstDraws = listFirstMetaDraws(spec.lists)
  return ({ bit, rule, next, fieldState, context }: MetaRuleRequest): Outcome<number> => {
    const number = Math.floor(bit.rulesVersion / 256)
    const list = spec.lists[number] ?? []
    const fault = findUnknown(list, spec.moved ?? [])
    if (fault !== undefined) return { ok: false, failure: fault }
    const { spatialIndex, random, parameters, readParameter, channels } = lattice()
    const { x, y, z } = bit.coord
    const around = spatialIndex.getNeighborStates(bit.coord, neighborhood)
    const decided = evaluateMetaRules(
      {
        rule,
        parameters: new Map(parameters.map((name) => [name, readParameter(name, bit.coord)])),
      },
      list,
      {
        state: next.value,
        // A bit has every channel as if it had 14 fraction bits, so this is the plane's own number.
        fields: new Map(channels.map((name) => [name, fixedToRaw(fieldState[name] ?? 0)])),
        neighbors: around.reduce((live, state) => live + Math.min(state, 1), 0),
      },
      {
        tick: context.tickNumber,
        metrics: new Map(),
        random: (draw) => random(x, y, z, context.tickNumber | 0, firstDraws[number]! + draw),
      },
    )
    return accept(decided.rule)
  }
}

/** The first meta-rule that looks at what one bit cannot know. */
function findUnknown(list: readonly MetaRule[], moved: readonly string[]): BitFailure | undefined {
  const isUnknown = ({ kind, name }: Subject) =>
    kind === 'metric' || (kind === 'parameter' && moved.includes(name))
  for (const [index, { when }] of list.entries()) {
    const subject = [...subjectsOf(when)].find(isUnknown)
    if (subject === undefined) continue
    const reason = `one bit alone does not know ${formatSubject(subject)}`
    return refuse('invalid_meta_rule', { index, reason }).failure
  }
  return undefined
}
