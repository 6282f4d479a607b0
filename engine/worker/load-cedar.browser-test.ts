import { expect, test } from 'vitest'
import { describePolicyConformance } from '../testing/policy-conformance.ts'
import { loadCedar } from './load-cedar.ts'

/** Chromium's own stack is less deep than Node's; what is deepest is tried there as well. */
describePolicyConformance('Cedar in a page', loadCedar, 30, 3)

test('Cedar is loaded once', async () => {
  expect(await loadCedar()).toBe(await loadCedar())
})
