import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { anyRequest } from '../testing/policies.ts'
import { createCedarAuthorizer } from './cedar-authorizer.ts'
import { loadPolicies } from './load-policies.ts'
import { openAuthorizer } from './open-authorizer.ts'
import type { PolicySource } from './policy-source.ts'

const neverLoad = () => Promise.reject(new Error('Cedar is not needed'))

test.each<PolicySource>([
  {},
  { cedar: ' \n' },
  { use: ['permit-all'] },
  { use: ['permit-all'], attributes: { mood: 'long' } },
])('without a text, verdicts and version are those that Cedar gives: %j', async (source) => {
  const cedar = await loadCedar()
  const real = createCedarAuthorizer(cedar, await loadPolicies(cedar, source))
  const builtIn = await openAuthorizer(source, neverLoad)
  expect(builtIn.policies).toEqual(real.policies)
  fc.assert(
    fc.property(anyRequest, (request) => {
      expect(builtIn.decide(request)).toEqual(real.decide(request))
    }),
  )
  real.dispose()
  builtIn.dispose()
  const [request] = fc.sample(anyRequest, 1)
  expect(builtIn.decide(request!)).toEqual(real.decide(request!))
})

test('a text takes Cedar, and what keeps it from loading is told', async () => {
  const cedar = 'permit(principal, action, resource);'
  await expect(openAuthorizer({ cedar }, neverLoad)).rejects.toThrow('Cedar is not needed')
  const authorizer = await openAuthorizer({ cedar }, loadCedar)
  expect(authorizer.policies.policies).toEqual([{ id: 'policy0', text: cedar }])
  authorizer.dispose()
})
