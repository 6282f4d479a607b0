import { expect, test } from 'vitest'
import { DEFAULT_POLICIES } from '../../../server/policy/default-policies.ts'
import { findPolicy } from './policy-text.ts'

test('each of the default policies is found by its id, by itself', () => {
  const ids = ['read', 'write', 'admin', 'view-all-fields', 'graphql-is-off', 'mcp-is-off']
  for (const id of ids) {
    const policy = findPolicy(DEFAULT_POLICIES, id)
    expect(policy).toMatch(new RegExp(`^@id\\("${id}"\\)\n(permit|forbid) \\([^;]*;$`))
  }
  expect(findPolicy(DEFAULT_POLICIES, 'no such')).toBeUndefined()
})

test('policies without an id are named by their place, and texts and comments end none', () => {
  const text =
    'permit(principal, action, resource) when { principal.name == "a;b" };\n// one; two;\n' +
    '@id("x")forbid(principal, action, resource);permit(principal, action, resource);'
  expect(findPolicy(text, 'policy0')).toContain('"a;b"')
  expect(findPolicy(text, 'x')).toBe('@id("x")forbid(principal, action, resource);')
  expect(findPolicy(text, 'policy2')).toBe('permit(principal, action, resource);')
  expect(findPolicy(text, 'policy1')).toBeUndefined()
  expect(findPolicy('"', 'policy0')).toBeUndefined()
})
