import { expect, test } from 'vitest'
import { policySchema } from './policy-schema.ts'
import { MAX_POLICY_BYTES } from './split-policies.ts'

const issuesOf = (value: unknown) =>
  policySchema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? []

test.each([
  {},
  { actor: 'ada', use: ['permit-all'], capacity: 0 },
  { cedar: 'permit(principal, action, resource);', attributes: { mood: 'long', a_1: 'bool' } },
  { capacities: { 'zone 0,0,1': 12 }, capacity: 248_832 },
])('takes %j', (value) => {
  expect(policySchema.parse(value)).toEqual(value)
})

test.each<[object, string]>([
  [{ policy: '' }, ''],
  [{ actor: '' }, 'actor'],
  [{ actor: 'a'.repeat(257) }, 'actor'],
  [{ use: [] }, 'use'],
  [{ use: ['permit-some'] }, 'use.0'],
  [{ cedar: ' '.repeat(MAX_POLICY_BYTES + 1) }, 'cedar'],
  [{ attributes: { mood: 'float' } }, 'attributes.mood'],
  [{ attributes: { rule: 'string' } }, 'attributes.rule'],
  [{ attributes: { '"': 'string' } }, 'attributes."'],
  [{ attributes: { __entity: 'string' } }, 'attributes.__entity'],
  [
    { attributes: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`a${i}`, 'bool'])) },
    'attributes',
  ],
  [{ capacity: -1 }, 'capacity'],
  [{ capacity: 1.5 }, 'capacity'],
  [{ capacities: { north: 2 ** 31 } }, 'capacities.north'],
  [
    { capacities: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, 1])) },
    'capacities',
  ],
])('refuses %j where it is wrong', (value, path) => {
  expect(issuesOf(value)).toEqual([path])
})
