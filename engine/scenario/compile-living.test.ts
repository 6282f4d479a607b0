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

test('meta-rules may speak of parameters in a world where no bit can have them', async () => {
  const learn = [
    {
      when: { parameter: 'trust', lt: 0.2 },
      then: { drift: { parameter: 'lambda_sensitivity', by: 0.1 } },
    },
  ]
  const head = { version: 1, name: 'Plain cells', world: { size: [4, 4] }, rule: 'B3/S23' }
  const text = JSON.stringify({ ...head, metaRules: { learn } })
  const { living } = await compileScenario(text, () => Promise.reject(new Error('no files')))
  expect(living!.lattice.planes).toEqual([])
})

test('functions that take too much to read all together are refused by name', async () => {
  const long = (start: number) => `rule({ states: 4, neighborhood: 'moore-3d' }, (s, n) => {
    let c = ${start}
    for (const a of n) { for (const b of n) { if (a > b) c = (c * 3 + a - b) | 0; else c = c ^ b } }
    return c & 3
  })`
  const names = Array.from({ length: 60 }, (_, i) => [`r${i}`, long(i)])
  const head = { version: 1, name: 'Long', world: { size: [4, 4, 4] }, rule: '4-5/5/2/M' }
  const text = JSON.stringify({ ...head, rules: Object.fromEntries(names) })
  const compiled = compileScenario(text, () => Promise.reject(new Error('no files')))
  await expect(compiled).rejects.toThrow(/^The scenario has one fault:\n {2}rules\.r\d: with this/)
})
