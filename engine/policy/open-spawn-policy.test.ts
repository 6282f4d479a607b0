import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { openSpawnPolicy } from './open-spawn-policy.ts'
import { policySchema } from './policy-schema.ts'

const REQUEST = {
  actor: 'ada',
  zoneId: 'north',
  coord: { x: 3, y: 4, z: 5 },
  attributes: { rule: 'B3/S23', traceEnabled: false, metaRules: 0 },
}

test('a document is opened with its policies and capacities, and closed', async () => {
  const document = policySchema.parse({
    use: ['permit-all'],
    cedar:
      '@id("no high mood") forbid(principal, action, resource) when { context.attributes has mood && context.attributes.mood > 9 };',
    attributes: { mood: 'long' },
    capacity: 7,
    capacities: { south: 0 },
  })
  const policy = await openSpawnPolicy(document, loadCedar)
  const withMood = (mood: number) => ({ ...REQUEST, attributes: { ...REQUEST.attributes, mood } })
  expect(policy.checkSpawn(withMood(9)).policies).toEqual(['permit-all'])
  expect(policy.checkSpawn(withMood(10)).policies).toEqual(['no high mood'])
  expect(policy.checkSpawn({ ...REQUEST, zoneId: 'south' })).toMatchObject({ code: 'zone_full' })
  expect(policy.capacityOf('north')).toBe(7)
  policy.dispose()
  expect(policy.checkSpawn(withMood(9))).toMatchObject({ code: 'policy_denied' })
})

test('without a document nobody spawns anything, and Cedar is not loaded', async () => {
  const neverLoad = () => Promise.reject(new Error('Cedar is not needed'))
  const policy = await openSpawnPolicy(undefined, neverLoad)
  expect(policy.checkSpawn(REQUEST)).toMatchObject({
    decision: 'deny',
    code: 'policy_denied',
    reason: 'no policies are given, and what none permits is denied',
  })
  policy.dispose()
})
