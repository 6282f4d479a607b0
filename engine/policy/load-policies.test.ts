import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { anyPolicy } from '../testing/policies.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { createCedarAuthorizer } from './cedar-authorizer.ts'
import { PolicyEngineError, type PolicyFault, PolicyInvalidError } from './errors.ts'
import { loadPolicies } from './load-policies.ts'
import type { PolicySource } from './policy-source.ts'

const ANY = 'permit(principal, action, resource);'

const load = async (source: PolicySource) => loadPolicies(await loadCedar(), source)

async function faultsOf(source: PolicySource): Promise<readonly PolicyFault[]> {
  const error: unknown = await load(source).catch((caught: unknown) => caught)
  if (error instanceof PolicyInvalidError) return error.details.faults
  throw error instanceof Error ? error : new Error('there are no faults')
}

test('policies are named by their id, or by their place in the text', async () => {
  const { policies } = await load({
    use: ['permit-all'],
    cedar: `${ANY} @id("edge") ${ANY} @note("none") ${ANY}`,
  })
  expect(policies.map(({ id }) => id)).toEqual(['permit-all', 'policy0', 'edge', 'policy2'])
})

test('the version follows from text, ids, order and attributes, and from nothing else', async () => {
  const other = 'forbid(principal, action, resource);'
  const sources: PolicySource[] = [
    {},
    { cedar: ANY },
    { use: ['permit-all'] },
    { cedar: `@id("a") ${ANY}` },
    { cedar: ANY + other },
    { cedar: other + ANY },
    { attributes: { mood: 'long' } },
    { attributes: { mood: 'string' } },
  ]
  const versions = await Promise.all(sources.map(async (source) => (await load(source)).version))
  expect(new Set(versions).size).toBe(sources.length)
  expect((await load({ cedar: `  ${ANY}// a comment` })).version).toBe(versions[1])
})

test.each<[string, string, Partial<PolicyFault>]>([
  ['what is no policy', `${ANY}\n  nonsense;`, { policy: 'policy1', line: 2, column: 11 }],
  ['a missing comma', `${ANY}\npermit(principal action, resource);`, { line: 2, column: 18 }],
  ['two policies without a semicolon', `permit(principal, action, resource)\n${ANY}`, { line: 2 }],
  [
    'letters outside ASCII before it',
    `${ANY} "é日𝒳" 1;`,
    { policy: 'policy1', line: 1, column: 38 },
  ],
  [
    'an attribute there is none of',
    `${ANY}\n@id("hue") permit(principal, action, resource)\nwhen { "é" == "𝒳" || context.hue == 1 };`,
    { policy: 'hue', line: 3, column: 23 },
  ],
  [
    'a type that does not fit',
    `${ANY} permit(principal, action, resource) when { 1 + "a" == 2 };`,
    { policy: 'policy1', line: 1 },
  ],
  [
    'an unknown action',
    'permit(principal, action == Action::"fly", resource);',
    { line: 1, column: 29 },
  ],
  [
    'an unknown kind of actor',
    'permit(principal is Robot, action, resource);',
    { line: 1, column: 21 },
  ],
  [
    'an attribute that may be absent',
    'permit(principal, action, resource) when { context.attributes.mood < 1 };',
    { policy: 'policy0', line: 1, column: 44 },
  ],
  ['a template', 'permit(principal == ?principal, action, resource);', { line: 1, column: 21 }],
  ['an id twice', `@id("a") ${ANY}\n@id("a") ${ANY}`, { policy: 'a', line: 2, column: 1 }],
  [
    'the id of a later one',
    `@id("policy1") ${ANY} ${ANY}`,
    { policy: 'policy1', line: 1, column: 53 },
  ],
  ['an empty id', `@id("") ${ANY}`, { policy: '', line: 1, column: 1 }],
  ['an id that commands a terminal', `@id("\\u{1b}[2J") ${ANY}`, { line: 1, column: 1 }],
])('%s is refused where it stands', async (_, cedar, fault) => {
  const faults = await faultsOf({ cedar, attributes: { mood: 'long' } })
  expect(faults[0]).toMatchObject(fault)
})

test('the faults of all policies are told at once, in their order', async () => {
  const bad = 'permit(principal, action, resource) when { context.hue };'
  const faults = await faultsOf({ cedar: `${bad}\n${ANY}\n${bad}\n${bad}` })
  expect(faults.map(({ policy, line }) => [policy, line])).toEqual([
    ['policy0', 1],
    ['policy2', 3],
    ['policy3', 4],
  ])
})

test('a policy that can never apply is let through with a warning', async () => {
  const { warnings } = await load({
    cedar: `${ANY}\npermit(principal, action, resource) when { false };`,
  })
  expect(warnings).toMatchObject([{ policy: 'policy1', line: 2, column: 1 }])
  expect(warnings[0]!.problem).toContain('impossible')
})

test.each(['', 'rule', '__entity', 'a"?: Long, "b', 'é', 'a'.repeat(65)])(
  'no attribute can be declared as %j',
  async (name) => {
    expect(await faultsOf({ attributes: { [name]: 'long' } })).toMatchObject([
      { problem: `no attribute can be declared as ${JSON.stringify(name)}` },
    ])
  },
)

test('patterns of like are held to so many letters in all', async () => {
  const like = (letters: number) =>
    `permit(principal, action, resource) when { context.attributes.rule like "${'*a'.repeat(letters / 2)}" };`
  expect((await load({ cedar: like(500) + like(524) })).policies).toHaveLength(2)
  await expect(load({ cedar: like(500) + like(526) })).rejects.toThrow(
    expect.objectContaining({
      details: { what: 'letters in patterns of like', found: 1026, limit: 1024 },
    }),
  )
  const nested = `permit(principal, action, resource)
    when { if [{a: !("${'x'.repeat(9)}" like "${'y*'.repeat(600)}")}].contains({a: true}) then true else false };`
  await expect(load({ cedar: nested })).rejects.toThrow('patterns of like')
})

test('what makes Cedar tell a great deal is told in few words, and soon', async () => {
  const start = threadTimeMs()
  const many = `permit(principal, action, resource) when { [${'context.a,'.repeat(6000)}1].contains(1) };`
  expect(await faultsOf({ cedar: many })).toHaveLength(100)
  const long = `permit(principal, action, resource) when { ${'a'.repeat(60_000)} };`
  expect((await faultsOf({ cedar: long }))[0]!.problem.length).toBeLessThan(1000)
  expect(threadTimeMs() - start).toBeLessThan(5000)
})

test('damaged policies are refused by name in a bounded time, and Cedar goes on', async () => {
  const cedar = await loadCedar()
  const whole = fc
    .array(anyPolicy, { minLength: 1, maxLength: 3 })
    .map((policies) => policies.map(({ text }) => text).join('\n'))
  await fc.assert(
    fc.asyncProperty(anyDamagedText(whole), async (text) => {
      const start = threadTimeMs()
      const error: unknown = await loadPolicies(cedar, {
        cedar: text,
        attributes: { mood: 'long' },
      })
        .then((policies) => createCedarAuthorizer(cedar, policies).dispose())
        .catch((caught: unknown) => caught)
      expect(threadTimeMs() - start).toBeLessThan(5000)
      if (error !== undefined) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^policy\/(invalid|limit)$/) })
      }
    }),
    { numRuns: 400 },
  )
  expect((await loadPolicies(cedar, { cedar: ANY })).policies).toHaveLength(1)
})

test('an instance of Cedar that has failed once is not called again', async () => {
  const real = await loadCedar()
  const sound = await loadPolicies(real, { cedar: ANY })
  // Deeper than its stack, past the check that keeps such texts away.
  const deep = `permit(principal, action, resource) when { ${'('.repeat(400)}true${')'.repeat(400)} };`
  const { createRequire } = await import('node:module')
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@cedar-policy/cedar-wasm/nodejs')
  delete require.cache[entry]
  const doomed = require(entry) as typeof real
  const authorizer = createCedarAuthorizer(doomed, sound)
  const { callCedar } = await import('./cedar.ts')
  expect(() => callCedar(doomed, (cedar) => cedar.policyToJson(deep))).toThrow(PolicyEngineError)
  await expect(loadPolicies(doomed, { cedar: ANY })).rejects.toThrow(PolicyEngineError)
  const request = {
    actor: 'ada',
    zoneId: 'north',
    coord: { x: 0, y: 0, z: 0 },
    attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
  }
  expect(authorizer.decide(request)).toMatchObject({ decision: 'deny', code: 'policy_denied' })
  expect(() => authorizer.dispose()).not.toThrow()
})
