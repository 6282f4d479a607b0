/** Registers and tells of sets of rules. */
import { hash } from 'node:crypto'
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import type { LaneRuleSet } from '../../../engine/resources/lane-rule-set.ts'
import type { InputOf } from '../../../engine/resources/operation.ts'
import {
  RULE_SETS_GET,
  RULE_SETS_LIST,
  RULE_SETS_REGISTER,
} from '../../../engine/resources/operations/rule-set-operations.ts'
import type { Database } from '../../storage/database.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { RULE_SET_TABLE, selectCurrentRuleSet } from '../../storage/rule-set-tables.ts'
import { LaneRuleError, NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'
import { readRule } from './read-rule.ts'

export interface RuleSetDependencies {
  readonly database: Database
  newId(): string
}

type LaneRules = InputOf<typeof RULE_SETS_REGISTER>['rules']

const MAX_PROBLEM_CHARS = 300

export function buildRuleSetHandlers(deps: RuleSetDependencies): readonly Handler[] {
  const { database } = deps
  return [
    handle(RULE_SETS_LIST, async ({ state, name, limit, after }) => {
      const range = { beforeSeq: readCursor(RULE_SETS_LIST.name, after), count: limit }
      return toPage(await selectResources(database, RULE_SET_TABLE, { state, name }, range))
    }),
    handle(
      RULE_SETS_GET,
      async ({ rule_set_id }) => await findRuleSet(database, rule_set_id),
      async ({ rule_set_id }) =>
        (await selectResource(database, RULE_SET_TABLE, rule_set_id))?.registered_by,
    ),
    handle(
      RULE_SETS_REGISTER,
      (input, context) => register(deps, input, context),
      (input) => findReplacedOwner(database, input),
    ),
  ]
}

async function findRuleSet(database: Database, id: string): Promise<LaneRuleSet> {
  const found = await selectResource(database, RULE_SET_TABLE, id)
  if (found === undefined) throw new NotFoundError({ resource: 'LaneRuleSet', id })
  return found
}

/** Who registered the set that another one takes the place of; else the one whose id it has. */
async function findReplacedOwner(
  database: Database,
  { rule_set_id: id, previous_sha256: previous }: InputOf<typeof RULE_SETS_REGISTER>,
): Promise<string | null | undefined> {
  const replaced =
    previous === undefined ? undefined : await selectCurrentRuleSet(database, previous)
  if (replaced !== undefined) return replaced.registered_by
  return id === undefined
    ? undefined
    : (await selectResource(database, RULE_SET_TABLE, id))?.registered_by
}

async function register(
  { database, newId }: RuleSetDependencies,
  input: InputOf<typeof RULE_SETS_REGISTER>,
  context: CallContext,
): Promise<LaneRuleSet> {
  const { rule_set_id: id = newId(), name, previous_sha256: previous } = input
  const rules = readLaneRules(input.rules)
  const sha256 = hash('sha256', canonicalJson({ name, rules }), 'hex')
  const move = { resource: 'LaneRuleSet', id, wanted: 'current' }
  const same = await selectCurrentRuleSet(database, sha256)
  if (same !== undefined && same.rule_set_id !== id) {
    const state = `the same as ${same.rule_set_id}`
    throw new StateConflictError({ ...move, state })
  }
  const isNew = (await selectResource(database, RULE_SET_TABLE, id)) === undefined
  if (isNew && previous !== undefined) await checkReplaced(database, previous)
  const replaced = previous === undefined ? {} : { previous_sha256: previous }
  const facts = { rule_set_id: id, sha256, name, rules, ...replaced }
  await confirmMove(
    database,
    { ...move, operation: RULE_SETS_REGISTER.name },
    context.publishEvent({
      kind: 'record',
      name: 'rules.registered',
      idempotencyKey: `rules/${id}`,
      data: { ...facts, registered_by: context.principal.id },
    }),
  )
  return await findRuleSet(database, id)
}

async function checkReplaced(database: Database, sha256: string): Promise<void> {
  if ((await selectCurrentRuleSet(database, sha256)) !== undefined) return
  throw new NotFoundError({ resource: 'current LaneRuleSet of the hash', id: sha256 })
}

/**
 * Rules in their canonical notations, by lane.
 *
 * @throws {LaneRuleError} for the first that is none, or cannot be kept as a notation.
 */
function readLaneRules(rules: LaneRules): LaneRules {
  const sorted = rules.toSorted((a, b) => (a.lane < b.lane ? -1 : 1))
  return sorted.map(({ lane, rule }, place) => {
    const refuse = (problem: string) =>
      new LaneRuleError({ lane, rule, problem: problem.slice(0, MAX_PROBLEM_CHARS) })
    if (sorted[place - 1]?.lane === lane) throw refuse('the lane has another rule too')
    return { lane, rule: readRule(rule, refuse) }
  })
}
