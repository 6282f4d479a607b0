/** What meta-rules make of a cell's rule and parameters, as nodes of the rule pass. */

import { writeLiveCount } from '../../bits/physics/trust.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { compileMetaRules, type MetaRuleOutputs } from '../meta-rules/compile-meta-rules.ts'
import { listFirstMetaDraws } from '../meta-rules/first-meta-draws.ts'
import { chooseByNumber } from './choose-by-number.ts'
import { listMetrics, physicsNeighborhood } from './lattice-planes.ts'
import type { PassScope } from './pass-scope.ts'

/** What meta-rules see beside the planes. */
export interface MetaInputs {
  readonly nextState: NodeId
  readonly rule: NodeId
  /** The parameters as the tick began, and as physics leaves them. */
  readonly parameters: ReadonlyMap<string, NodeId>
  readonly moved: ReadonlyMap<string, NodeId>
}

/** Appends what each list of meta-rules gives and the choice between them by the cell's own list. */
export function writeMetaRules(scope: PassScope, inputs: MetaInputs): MetaRuleOutputs {
  const { spec, head, code, own } = scope
  const { metaRules, channels } = spec
  const { nextState, rule, parameters, moved } = inputs
  if (metaRules.length === 1) return { rule, parameters: moved }
  const neighborhood = physicsNeighborhood(spec)
  const around = code.partition({ kind: 'neighborhood', neighborhood, withCenter: false })
  const shared = {
    state: nextState,
    rule,
    tick: code.tick(),
    neighbors: writeLiveCount(code, around, head.states),
    fields: new Map(channels.map(({ name }) => [name, own('channel', name)])),
    parameters,
    moved,
    metrics: new Map(listMetrics(metaRules.flat()).map(({ name }) => [name, own('metric', name)])),
  }
  const firstDraws = listFirstMetaDraws(metaRules)
  const outputs = metaRules.map((list, i): MetaRuleOutputs => {
    if (list.length === 0) return { rule, parameters: moved }
    const from = firstDraws[i]!
    return compileMetaRules(code, list, { ...shared, random: (draw) => code.random(from + draw) })
  })
  const list = own('meta', '')
  const choose = (values: readonly NodeId[]) => chooseByNumber(code, list, values)
  return {
    rule: choose(outputs.map((each) => each.rule)),
    parameters: new Map(
      [...parameters.keys()].map((name) => [
        name,
        choose(outputs.map((each) => each.parameters.get(name)!)),
      ]),
    ),
  }
}
