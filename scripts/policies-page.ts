/** What the page about policies has of the policies themselves: their matrix, their text, and the flags. */
import { loadCedar } from '../engine/node/load-cedar.ts'
import { FEATURE_FLAGS } from '../engine/resources/feature-flag.ts'
import type { OperationType } from '../engine/resources/operation.ts'
import { DEFAULT_POLICIES } from '../server/policy/default-policies.ts'
import { openGatePolicies } from '../server/policy/gate-policies.ts'
import { buildGateSchema } from '../server/policy/gate-schema.ts'
import { formatPolicyMatrix } from '../server/policy/policy-matrix.ts'

/** Parts that are written stand between such comments. */
const PART = /(<!-- written: (?<name>\w+) -->\n)[\s\S]*?(<!-- end -->)/g

/** The page with these parts as they should be. */
export async function fillPoliciesPage(
  page: string,
  operations: readonly OperationType[],
): Promise<string> {
  const schema = buildGateSchema(operations)
  const policies = openGatePolicies(await loadCedar(), schema, DEFAULT_POLICIES)
  const flags = Object.entries(FEATURE_FLAGS).map(
    ([name, { about, isOn }]) => `| \`${name}\` | ${isOn ? 'on' : 'off'} | ${about} |\n`,
  )
  const parts: Readonly<Record<string, string>> = {
    matrix: formatPolicyMatrix(policies, operations),
    policies: `\`\`\`cedar\n${DEFAULT_POLICIES}\`\`\`\n`,
    flags: `| Flag | At first | What is there where it is on |\n| --- | --- | --- |\n${flags.join('')}`,
  }
  policies.dispose()
  return page.replaceAll(PART, (_, begin, name, end) => `${begin}${parts[name] ?? ''}${end}`)
}
