import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { describePolicyConformance } from '../testing/policy-conformance.ts'
import { tries } from '../testing/tries.ts'
import { createCedarAuthorizer } from './cedar-authorizer.ts'
import { loadPolicies } from './load-policies.ts'
import type { SpawnRequest } from './spawn-request.ts'

// One level of three, unless all is tried.
describePolicyConformance('Cedar in Node', loadCedar, tries(150), Math.round(3 / tries(3)))

const REQUEST: SpawnRequest = {
  actor: 'ada',
  zoneId: 'north',
  coord: { x: 3, y: 4, z: 5 },
  attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
}

async function permitAll() {
  const cedar = await loadCedar()
  const policies = await loadPolicies(cedar, {
    use: ['permit-all'],
    attributes: { mood: 'long' },
  })
  return createCedarAuthorizer(cedar, policies)
}

const withAttributes = (attributes: object): object => ({
  ...REQUEST,
  attributes: { ...REQUEST.attributes, ...attributes },
})

test.each<[string, object, string]>([
  ['an actor without a name', { ...REQUEST, actor: '' }, 'the actor needs a name'],
  ['a zone without a name', { ...REQUEST, zoneId: 7 }, 'the zone needs a name'],
  ['half a coordinate', { ...REQUEST, coord: { x: 1, y: 2 } }, 'the coordinate needs'],
  ['a fraction', { ...REQUEST, coord: { x: 0.5, y: 2, z: 3 } }, 'the coordinate needs'],
  ['an attribute nobody declared', withAttributes({ hue: 1 }), 'declares the attribute "hue"'],
  ['one that every object has', withAttributes({ valueOf: 1 }), 'the attribute "valueOf"'],
  ['an attribute of another type', withAttributes({ mood: '1' }), 'mood needs a whole number'],
  ['a number that is none', withAttributes({ metaRules: Number.NaN }), 'metaRules needs'],
  [
    'a missing attribute',
    { ...REQUEST, attributes: { rule: 'B3/S23' } },
    'traceEnabled is missing',
  ],
])('%s is denied with the reason', async (_, request, reason) => {
  const authorizer = await permitAll()
  expect(authorizer.decide(request as SpawnRequest)).toMatchObject({
    decision: 'deny',
    code: 'policy_denied',
    reason: expect.stringContaining(reason),
    policies: [],
  })
  authorizer.dispose()
})

test('a text that is no Unicode is denied, and Cedar goes on', async () => {
  const authorizer = await permitAll()
  expect(authorizer.decide({ ...REQUEST, actor: '\ud800' })).toMatchObject({ decision: 'deny' })
  expect(authorizer.decide(REQUEST)).toMatchObject({ decision: 'allow' })
  authorizer.dispose()
})

test('authorizers do not disturb one another, and a closed one denies everything', async () => {
  const cedar = await loadCedar()
  const only = async (actor: string) => {
    const text = `permit(principal == Actor::"${actor}", action, resource);`
    return createCedarAuthorizer(cedar, await loadPolicies(cedar, { cedar: text }))
  }
  const [ada, bo] = [await only('ada'), await only('bo')]
  const decisions = () => [ada, bo].map((authorizer) => authorizer.decide(REQUEST).decision)
  expect(decisions()).toEqual(['allow', 'deny'])
  bo.dispose()
  bo.dispose()
  const [cy, again] = [await only('cy'), await only('ada')]
  expect(decisions()).toEqual(['allow', 'deny'])
  expect(cy.decide(REQUEST).decision).toBe('deny')
  expect(again.decide(REQUEST).decision).toBe('allow')
  ada.dispose()
  expect(ada.decide(REQUEST)).toMatchObject({
    decision: 'deny',
    reason: 'the policies were closed',
  })
  expect(again.decide(REQUEST).decision).toBe('allow')
})
