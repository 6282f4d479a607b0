/**
 * That whoever changes policies and flags cannot lock everybody out, or bring the server down: whatever is asked for is
 * answered, and after what was accepted the same caller can put all of it back.
 */
import fc from 'fast-check'
import { FLAGS_SET, POLICIES_CHANGE } from '../../engine/resources/operations/policy-operations.ts'
import type { Case } from '../../engine/testing/case.ts'
import { anyDamagedText } from '../../engine/testing/hostile-bytes.ts'
import { DEFAULT_POLICIES } from '../policy/default-policies.ts'
import { anyInput } from './any-input.ts'
import { type FuzzedApi, isAnswered } from './fuzzed-api.ts'
import { buildRestRequest } from './rest-request.ts'

const POLICIES = DEFAULT_POLICIES.split('\n\n')

/** Policies that are read, some under which nobody may do anything; and texts that are none. */
const anyPolicies = fc.oneof(
  fc.subarray(POLICIES).map((some) => some.join('\n')),
  fc.constantFrom(
    '',
    'permit (principal, action, resource);',
    'forbid (principal, action, resource);',
    'permit (principal, action, resource) when { context.nothing };',
    'permit (principal, action, resource) when { 9223372036854775807 + 1 == 0 };',
    'permit (principal == ?principal, action, resource);',
  ),
  fc.nat({ max: 300 }).map((depth) => {
    const condition = `${'('.repeat(depth)}true${')'.repeat(depth)}`
    return `permit (principal, action, resource) when { ${condition} };`
  }),
  anyDamagedText(fc.constantFrom(DEFAULT_POLICIES, ...POLICIES)),
)

/** Cases over a server; they put back what they change. */
export function listSwitchCases(api: FuzzedApi): Case[] {
  const anyToken = fc.constantFrom(...api.tokens)
  const anyChange = fc.oneof(
    anyInput(FLAGS_SET).map((input) => buildRestRequest(FLAGS_SET, input)),
    anyInput(POLICIES_CHANGE).map((input) => buildRestRequest(POLICIES_CHANGE, input)),
    anyPolicies.map((text) => buildRestRequest(POLICIES_CHANGE, { text, reason: 'Any.' })),
  )
  return [
    {
      kind: 'switches and policies',
      property: fc.asyncProperty(anyChange, anyToken, async (request, token) => {
        await isAnswered(api, { ...request, token })
        await putBack(api)
      }),
    },
  ]
}

/** @throws where the first token, of somebody who may do everything, can no longer do so. */
async function putBack(api: FuzzedApi): Promise<void> {
  // Who may change policies need not be somebody who may read them.
  const inForce = await ask(api, 'GET', '/policies')
  if (inForce.answer.text !== DEFAULT_POLICIES) {
    assertDone(await ask(api, 'PUT', '/policies', { text: DEFAULT_POLICIES, reason: 'As before.' }))
  }
  const flags = await ask(api, 'GET', '/flags')
  assertDone(flags)
  for (const { flag, is_on: isOn, default_is_on: wasOn } of flags.answer.items) {
    if (isOn === wasOn) continue
    assertDone(await ask(api, 'PUT', `/flags/${flag}`, { is_on: wasOn, reason: 'As before.' }))
  }
}

async function ask({ address, tokens }: FuzzedApi, method: string, path: string, body?: object) {
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { what: `${method} ${path}`, status: response.status, answer: await response.json() }
}

function assertDone({ what, status, answer }: Awaited<ReturnType<typeof ask>>): void {
  if (status !== 200) throw new Error(`${what} gives ${status}: ${JSON.stringify(answer)}`)
}
