import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragmentOfRun, runIdOf } from './run-link.ts'

test('the fragment of a run names it', () => {
  const anyId = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/)
  fc.assert(
    fc.property(anyId, (id) => {
      expect(runIdOf(fragmentOfRun(id))).toBe(id)
    }),
  )
})

test('what cannot be a run is none', () => {
  for (const bad of ['', '#run=', '#run=a/b', '#v=1&scenario=run', `#run=${'a'.repeat(200)}`]) {
    expect(runIdOf(bad)).toBeUndefined()
  }
})
