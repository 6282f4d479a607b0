/** What policies promise wherever Cedar runs. The test file of each way to load it calls this once. */
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Cedar } from '../policy/cedar.ts'
import { createCedarAuthorizer } from '../policy/cedar-authorizer.ts'
import { PolicyInvalidError } from '../policy/errors.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicySource } from '../policy/policy-source.ts'
import { SpawnPolicy } from '../policy/spawn-policy.ts'
import type { SpawnRequest } from '../policy/spawn-request.ts'
import { anyPolicy, anyRequest, judge } from './policies.ts'

const REQUEST: SpawnRequest = {
  actor: 'ada',
  zoneId: 'north',
  coord: { x: 3, y: 4, z: 5 },
  attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
}

const EVERYBODY = '@id("everybody") permit(principal, action, resource);'

const VERDICTS: readonly [string, PolicySource, object][] = [
  [
    'without policies nobody spawns anything',
    {},
    {
      decision: 'deny',
      code: 'policy_denied',
      reason: 'no policies are given, and what none permits is denied',
      policies: [],
    },
  ],
  [
    'what no policy permits is denied',
    { cedar: 'permit(principal == Actor::"bo", action, resource);' },
    { decision: 'deny', code: 'policy_denied', reason: 'no policy permits it', policies: [] },
  ],
  [
    'permit-all permits, and is named',
    { use: ['permit-all'] },
    { decision: 'allow', reason: 'permitted by policy "permit-all"', policies: ['permit-all'] },
  ],
  [
    'forbid overrides permit, and is named',
    { cedar: `${EVERYBODY} @id("no ada") forbid(principal == Actor::"ada", action, resource);` },
    {
      decision: 'deny',
      code: 'policy_denied',
      reason: 'forbidden by policy "no ada"',
      policies: ['no ada'],
    },
  ],
  [
    'a text can forbid what permit-all permits',
    { use: ['permit-all'], cedar: 'forbid(principal, action, resource == Zone::"north");' },
    {
      decision: 'deny',
      code: 'policy_denied',
      reason: 'forbidden by policy "policy0"',
      policies: ['policy0'],
    },
  ],
  [
    'all policies that permit are named in their order',
    { cedar: `permit(principal, action, resource);\n${EVERYBODY}` },
    {
      decision: 'allow',
      reason: 'permitted by policy "policy0" and policy "everybody"',
      policies: ['policy0', 'everybody'],
    },
  ],
  [
    'a policy that fails denies, though another one permits',
    {
      cedar: `${EVERYBODY} @id("adds") forbid(principal, action, resource)
        when { context.coord.x + 9223372036854775807 < 0 };`,
    },
    {
      decision: 'deny',
      code: 'policy_denied',
      reason:
        'policy "adds" fails: integer overflow while attempting to add the values `3` and ' +
        '`9223372036854775807`',
      policies: ['adds'],
    },
  ],
  [
    'an attribute that may be absent is asked for first',
    {
      attributes: { mood: 'long' },
      cedar: `permit(principal, action, resource)
        unless { context.attributes has mood && context.attributes.mood > 3 };`,
    },
    { decision: 'allow', reason: 'permitted by policy "policy0"', policies: ['policy0'] },
  ],
]

/** Hundreds of policies are compiled, and a slow machine is not to decide. */
const DEEP_TIMEOUT_MS = 120_000

/** Ways to make an expression deeper. */
const DEEPER: Readonly<Record<string, (inner: string) => string>> = {
  parentheses: (inner) => `(${inner})`,
  complements: (inner) => `!(${inner})`,
  lists: (inner) => `[${inner}].contains(true)`,
  records: (inner) => `{a: ${inner}}.a`,
  'left conjunctions': (inner) => `${inner} && true`,
  'right conjunctions': (inner) => `true && ${inner}`,
  'bracketed conjunctions': (inner) => `(${inner} && context.coord.x < 9)`,
  alternatives: (inner) => `context.coord.x < 9 || ${inner}`,
  conditions: (inner) => `if ${inner} then true else false`,
  consequences: (inner) => `if true then ${inner} else false`,
  otherwise: (inner) => `if context.coord.y < 9 then true else ${inner}`,
  steps: (inner) => `${inner}.a`,
  calls: (inner) => `${inner}.isEmpty()`,
}

/**
 * @param numRuns how many random policies each property is tried on.
 * @param leap one level of so many is tried on the way into the deep.
 */
export function describePolicyConformance(
  name: string,
  loadCedar: () => Promise<Cedar>,
  numRuns = 150,
  leap = 1,
): void {
  async function open(source: PolicySource) {
    const cedar = await loadCedar()
    return createCedarAuthorizer(cedar, await loadPolicies(cedar, source))
  }

  describe(name, () => {
    test.each(VERDICTS)('%s', async (_, source, verdict) => {
      const authorizer = await open(source)
      onTestFinished(() => authorizer.dispose())
      expect(authorizer.decide(REQUEST)).toEqual(verdict)
    })

    test('random policies decide as they read, and a remembered verdict is the one given anew', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(anyPolicy, { maxLength: 4 }),
          fc.array(anyRequest, { minLength: 1, maxLength: 12 }),
          async (policies, requests) => {
            const cedar = policies.map(({ text }) => text).join('\n')
            const authorizer = await open({ cedar, attributes: { mood: 'long' } })
            const spawnPolicy = new SpawnPolicy({ authorizer })
            for (const request of requests) {
              const verdict = authorizer.decide(request)
              expect(verdict).toMatchObject(judge(policies, request))
              expect(spawnPolicy.checkSpawn(request)).toEqual(verdict)
            }
            authorizer.dispose()
          },
        ),
        { numRuns },
      ))

    test.each(Object.keys(DEEPER))(
      'policies as deep as their limit are followed: %s',
      async (way) => {
        await deepen(() => way)
      },
    )

    test(
      'policies as deep as their limit are followed, however they are nested',
      () =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.constantFrom(...Object.keys(DEEPER)), { minLength: 1, maxLength: 20 }),
            (ways) => deepen((level) => ways[level % ways.length]!),
          ),
          { numRuns: Math.ceil(numRuns / 5) },
        ),
      DEEP_TIMEOUT_MS,
    )

    /**
     * Makes a policy deeper until it is refused for it; Cedar fails itself nowhere on the way, the
     * last levels among them.
     */
    async function deepen(wayAt: (level: number) => string): Promise<void> {
      let inner = 'context.attributes.traceEnabled'
      const levels: string[] = []
      do {
        levels.push(inner)
        inner = DEEPER[wayAt(levels.length - 1)]!(inner)
      } while (levels.length % leap !== 1 % leap || (await isFollowed(levels.at(-1)!)))
      for (const level of levels.slice(-leap, -1)) await isFollowed(level)
    }

    /** Whether a condition is not too deep. */
    async function isFollowed(condition: string): Promise<boolean> {
      const cedar = `permit(principal, action, resource) when { ${condition} };`
      const outcome = await open({ cedar }).catch((error: unknown) => error)
      if (outcome instanceof PolicyInvalidError) return !outcome.message.includes('too deep')
      if (outcome instanceof Error) throw outcome
      const authorizer = outcome as Awaited<ReturnType<typeof open>>
      expect(authorizer.decide(REQUEST).reason).not.toContain('Cedar')
      authorizer.dispose()
      return true
    }
  })
}
