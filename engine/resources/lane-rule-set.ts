/** Sets of rules for the lanes of automata. One that takes the place of another says so; both stay known. */
import { z } from 'zod'
import { id, list, maybe, oneOf, sha256 } from '../telemetry/event-fields.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

export const RULE_SET_STATES = ['current', 'replaced'] as const

export type RuleSetState = (typeof RULE_SET_STATES)[number]

/** The same event makes one set and replaces another, which it names by its hash. */
export const RULE_SET_MACHINE = defineStateMachine<
  RuleSetState,
  'rules.registered' | 'rules.registered/replaced'
>({
  resource: 'LaneRuleSet',
  begins: { 'rules.registered': 'current' },
  moves: { current: { 'rules.registered/replaced': 'replaced' }, replaced: {} },
})

/** A rule with its lane. */
export const laneRuleSchema = z
  .strictObject({
    lane: id('The lane, a zone or a kind of bit, that the rule is for.'),
    rule: z.string().min(1).max(1000).meta({ description: 'The rule in its canonical notation.' }),
  })
  .meta({ id: 'LaneRule', description: 'A rule with the lane that it is for.' })

/** A set of rules. */
export const laneRuleSetSchema = z
  .strictObject({
    rule_set_id: id('What it is known by.'),
    sha256: sha256('The hash of its name and its rules in canonical JSON, lanes in order.'),
    name: id('What people call it.'),
    rules: list(laneRuleSchema, 'The rules, by lane.'),
    previous_sha256: maybe(sha256('The hash of the set that it takes the place of.')),
    state: oneOf(RULE_SET_STATES, '`replaced` when another has taken its place.'),
    registered_by: hidden(id('Who registered it.')),
    created_at_ms: moment('When it was registered.'),
    replaced_at_ms: maybe(moment('When another took its place.')),
  })
  .meta({ id: 'LaneRuleSet', description: 'Rules for the lanes of automata.' })

export type LaneRuleSet = z.infer<typeof laneRuleSetSchema>

type RulesRegistered = ToldEvent<'rules.registered'>

/** The set that an event makes; undefined where there is one of its id already. */
export function nextRuleSet(
  ruleSet: LaneRuleSet | undefined,
  { name, data, atMs }: RulesRegistered,
): LaneRuleSet | undefined {
  const state = nextState(RULE_SET_MACHINE, ruleSet?.state, name)
  return state === undefined ? undefined : { ...data, state, created_at_ms: atMs }
}

/** The set whose place another has taken; undefined where its place was taken before. */
export function replaceRuleSet(
  ruleSet: LaneRuleSet,
  { name, atMs }: RulesRegistered,
): LaneRuleSet | undefined {
  const state = nextState(RULE_SET_MACHINE, ruleSet.state, `${name}/replaced`)
  return state === undefined ? undefined : { ...ruleSet, state, replaced_at_ms: atMs }
}
