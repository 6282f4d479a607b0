import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatRuleWorld } from './format-rule-world.ts'
import { parseRule } from './parse-rule.ts'

function suffixOf(text: string): string {
  const { rule, world } = parseRule(text)
  return world === undefined ? '' : formatRuleWorld(world, rule.dimensions)
}

test.each([
  [':P30,20', ':P30,20'],
  [':p30,0', ':P30,0'],
  [':T0,20', ':T0,20'],
  [':T30', ':T30,30'],
  [':T30+5', ':T30+5,30'],
  [':T30+35,20', ':T30+5,20'],
  [':T30-35,20', ':T30-5,20'],
  [':T30+30,20', ':T30,20'],
  [':T30,20-2', ':T30,20-2'],
  [':K30*,20', ':K30*,20'],
  [':K30,20*', ':K30,20*'],
  [':K30,20', ':K30,20*'],
  [':K30*+1,20', ':K30*+1,20'],
  [':K30*-3,20', ':K30*+1,20'],
  [':K30*+2,20', ':K30*+1,20'],
  [':K30*+30,20', ':K30*,20'],
  [':K31*+1,20', ':K31*,20'],
  [':K31,20*+1', ':K31,20*+1'],
  [':C30,20', ':C30,20'],
  [':S30', ':S30'],
  [':T0,0', ''],
  [':P0', ''],
])('Golly writes %s as %s', (given, written) => {
  expect(suffixOf(`B3/S23${given}`)).toBe(written)
})

test('one and three dimensions have as many sizes as axes', () => {
  expect(parseRule('W30:T100').world).toEqual({
    size: { x: 100, y: 1, z: 1 },
    topology: { kind: 'torus' },
  })
  expect(suffixOf('W30:P100')).toBe(':P100')
  expect(suffixOf('4555:T64')).toBe(':T64,64,64')
  expect(parseRule('4555:P64,32,16').world?.size).toEqual({ x: 64, y: 32, z: 16 })
})

test('a suffix that is written reads as the same world', () => {
  const cells = fc.integer({ min: 1, max: 999 })
  const shift = fc.integer({ min: -2000, max: 2000 }).map((n) => (n < 0 ? `${n}` : `+${n}`))
  const suffix = fc.oneof(
    fc.tuple(cells, shift, cells).map(([w, s, h]) => `:T${w}${s},${h}`),
    fc.tuple(cells, cells, shift).map(([w, h, s]) => `:T${w},${h}${s}`),
    fc.tuple(cells, shift, cells).map(([w, s, h]) => `:K${w}*${s},${h}`),
    fc.tuple(cells, cells, shift).map(([w, h, s]) => `:K${w},${h}*${s}`),
    fc.tuple(cells, cells).map(([w, h]) => `:C${w},${h}`),
    cells.map((n) => `:S${n}`),
  )
  fc.assert(
    fc.property(suffix, (text) => {
      const { rule, world } = parseRule(`B3/S23${text}`)
      const written = formatRuleWorld(world!, rule.dimensions)
      expect(parseRule(`B3/S23${written}`).world).toEqual(world)
      expect(suffixOf(`B3/S23${written}`)).toBe(written)
    }),
  )
})

test('a 1-D world may be written as a plane of one row, and of no more', () => {
  expect(parseRule('W30:T41,1').world).toEqual(parseRule('W30:T41').world)
  expect(() => parseRule('W30:T41,20')).toThrow(expect.objectContaining({ code: 'rules/range' }))
})
