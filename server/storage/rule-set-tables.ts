/** Sets of rules for lanes. */
import type { LaneRuleSet } from '../../engine/resources/lane-rule-set.ts'
import type { Queries } from './database.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const RULE_SET_TABLE: ResourceTable<LaneRuleSet> = {
  name: 'lane_rule_sets',
  key: 'rule_set_id',
  columns: [
    ...['rule_set_id', 'sha256', 'name', 'rules', 'previous_sha256', 'state', 'registered_by'],
    ...['created_at_ms', 'replaced_at_ms'],
  ],
  toRow: (ruleSet) => ({ ...ruleSet, rules: JSON.stringify(ruleSet.rules) }),
  fromRow: ({ seq, ...row }) =>
    ({ ...withoutNulls(row), rules: JSON.parse(String(row.rules)) }) as LaneRuleSet,
}

/** The set of a content that no other has taken the place of; undefined where there is none. */
export async function selectCurrentRuleSet(
  queries: Queries,
  sha256: string,
): Promise<LaneRuleSet | undefined> {
  const [row] = await queries.query(
    `select ${RULE_SET_TABLE.columns.join(', ')} from lane_rule_sets
     where sha256 = $1 and state = 'current'`,
    [sha256],
  )
  return row === undefined ? undefined : RULE_SET_TABLE.fromRow(row)
}
