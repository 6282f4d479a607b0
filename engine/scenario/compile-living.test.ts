import { expect, test } from 'vitest'
import { compileScenario } from './compile-scenario.ts'

test.each([undefined, [{ cells: [[0, 0, 0]] }]])(
  'rules that are too many with their variants are refused before they are composed',
  async (bits) => {
    const rules = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`r${i}`, '4/4/2/M']))
    const then = { neighborhood: 'von-neumann-3d' }
    const metaRules = { go: [{ when: { metric: 'activity', gt: 0.4 }, then }] }
    const world = { size: [12, 12, 8], topology: 'torus' }
    const head = { version: 1, name: 'Many', world, rule: '4-5/5/2/M' }
    const document = JSON.stringify({ ...head, rules, metaRules, bits })
    const compiled = compileScenario(document, () => Promise.reject(new Error('no files')))
    await expect(compiled).rejects.toThrow('metaRules: needs at most 256 rules in all, not 262')
  },
)
