import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { openPolicies } from './open-policies.ts'

const open = async (cedar: string, ...names: string[]) => {
  const clock = { divisor: 1, phase: 0 }
  const zones = names.map((name) => ({ name, clock, rule: 0, isSettled: true }))
  ;(await openPolicies({ policies: { cedar }, zones }, loadCedar)).dispose()
}

test.each([
  'forbid(principal, action, resource == Zone::"nowhere");',
  'forbid(principal, action, resource) when { resource == Zone::"nowhere" };',
  'forbid(principal, action, resource) unless { [Zone::"west", Zone::"nowhere"].contains(resource) };',
])('a policy names zones that there are: %s', async (policy) => {
  const text = `permit(principal, action, resource);\n  ${policy}`
  await expect(open(text, 'west', 'nowhere')).resolves.toBeUndefined()
  const told = 'policies.cedar: "policy1" at line 2, column 3: there is no zone "nowhere"; '
  await expect(open(text, 'west', 'rest')).rejects.toThrow(
    `${told}the zones are "west", "rest" (found`,
  )
})

test('names of actors and texts are no zones', async () => {
  await expect(
    open('permit(principal == Actor::"west", action, resource);', 'rest'),
  ).resolves.toBeUndefined()
  await expect(
    open('permit(principal, action, resource) when { context.attributes.rule == "Zone" };', 'rest'),
  ).resolves.toBeUndefined()
})
