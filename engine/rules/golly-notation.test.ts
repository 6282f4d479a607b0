import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatGolly3dRule, formatGollyRule } from './golly-notation.ts'
import { parseRule } from './parse-rule.ts'

const gollyOf = (text: string) => formatGollyRule(parseRule(text).rule)
const golly3dOf = (text: string) => formatGolly3dRule(parseRule(text).rule)

test.each([
  ['23/3', 'B3/S23'],
  ['B2/S345/C4', '345/2/4'],
  ['Bosco', 'R5,C0,M1,S34..58,B34..45,NM'],
  ['W30', 'W30'],
  ['B0/S8', 'B0/S8'],
  ['W31', undefined],
  ['23/03/4', undefined],
  ['code777k3r1', undefined],
  ['4555', undefined],
  ['WireWorld', 'WireWorld'],
  ['@TREE num_states=3 num_neighbors=4 num_nodes=5 1 0 2 1 2 0*3 3 1*3 4 2*3 5 3*3', undefined],
  ['Critters', undefined],
  ['R2,C2,S2-3,5,B3,NM', undefined],
])('Golly reads %s as %s', (given, golly) => {
  expect(gollyOf(given)).toBe(golly)
})

test.each([
  ['4555', '3D4,5/5'],
  ['5766', '3D5..7/6'],
  ['0-6/1,3/2/N', '3D0..6/1,3F'],
  ['2/3/2/H', '3D2/3H'],
  ['/1/2/C', '3D/1C'],
  ['2/3/2/HEX12', undefined],
  ['2/2/2/T', undefined],
  ['4/4/5/M', undefined],
  ['1/0/2/M', undefined],
  ['B3/S23', undefined],
])("Golly's 3D script reads %s as %s", (given, golly) => {
  expect(golly3dOf(given)).toBe(golly)
})

test("what is written for Golly's 3D script reads as the same rule", () => {
  const most = { M: 26, N: 6, C: 8, E: 12, H: 12 } as const
  const anyRule = fc.constantFrom(...(['M', 'N', 'C', 'E', 'H'] as const)).chain((name) => {
    const list = (from: number) =>
      fc.subarray([...Array(most[name] + 1).keys()].slice(from)).map((counts) => counts.join(','))
    return fc.tuple(list(0), list(1)).map(([survival, birth]) => `${survival}/${birth}/2/${name}`)
  })
  fc.assert(
    fc.property(anyRule, (text) => {
      const { rule } = parseRule(text)
      expect(parseRule(formatGolly3dRule(rule)!).rule).toEqual(rule)
    }),
  )
})
