/** What can be asked of sets of rules. */
import { z } from 'zod'
import { sha256 } from '../../telemetry/event-fields.ts'
import { afterInput, limitInput } from '../input-fields.ts'
import { laneRuleSetSchema, RULE_SET_STATES } from '../lane-rule-set.ts'
import { defineOperation } from '../operation.ts'
import { idInput, nameInput, pageOf } from '../resource-fields.ts'

/** As many as an event has. */
const MAX_LANES = 128
const MAX_RULE_CHARS = 1000

export const RULE_SETS_LIST = defineOperation({
  name: 'rule_sets.list',
  about: 'Sets of rules, the newest first.',
  resource: 'LaneRuleSet',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/rule-sets',
  input: z.strictObject({
    state: z.enum(RULE_SET_STATES).optional().meta({ description: 'Those in a state alone.' }),
    name: nameInput('Those of a name alone.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(laneRuleSetSchema).meta({
    id: 'LaneRuleSetList',
    description: 'Sets of rules.',
  }),
  isTool: true,
})

export const RULE_SETS_GET = defineOperation({
  name: 'rule_sets.get',
  about: 'A set of rules.',
  resource: 'LaneRuleSet',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/rule-sets/:rule_set_id',
  input: z.strictObject({ rule_set_id: idInput('The set of rules.') }),
  output: laneRuleSetSchema,
  subject: 'rule_set_id',
  isTool: true,
})

export const RULE_SETS_REGISTER = defineOperation({
  name: 'rule_sets.register',
  about: 'Makes a set of rules known; each rule is read, and kept in its canonical notation.',
  resource: 'LaneRuleSet',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/rule-sets',
  subject: 'rule_set_id',
  input: z.strictObject({
    rule_set_id: idInput(
      'An id that whoever asks has chosen; one is made where it is absent.',
    ).optional(),
    name: nameInput('What people call it.'),
    rules: z
      .array(
        z.strictObject({
          lane: nameInput('The lane, a zone or a kind of bit, that the rule is for.'),
          rule: z
            .string()
            .min(1)
            .max(MAX_RULE_CHARS)
            .meta({ description: 'A rule in any notation that is known, or its name.' }),
        }),
      )
      .min(1)
      .max(MAX_LANES)
      .meta({ description: 'The rules, each lane once.' }),
    previous_sha256: sha256('The hash of the set that it takes the place of.').optional(),
  }),
  output: laneRuleSetSchema,
})
