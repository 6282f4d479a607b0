import { expect, test } from 'vitest'
import { PatternFileMissingError } from './errors.ts'
import { findFilePaths, findRuleNames, sourceOfFiles, sourceOfText } from './open-input.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const SCENARIO = 'version: 1\nname: Test\nrule: B3/S23\ninitial:\n  - pattern: patterns/gun.rle\n'

test.each(['B3/S23', '13-26/13-14,17-19/2/M', 'W30', "Brian's Brain"])(
  'the one line %s is a rule, on a soup',
  (rule) => {
    expect(sourceOfText(` ${rule}\n`, '7')).toMatchObject({
      kind: 'soup',
      rule,
      overrides: { seed: '7' },
    })
  },
)

test.each([
  '@RULE Foo\n@TABLE\nn_states:2\n0,1,1,1,1,1\n',
  'n_states:2\nneighborhood:vonNeumann\n',
  '(state, neighbors) =>\n  neighbors.length > 3 ? 1 : 0',
  'function (state) {\n  return state\n}',
])('the lines %j are a rule too, on a soup', (rule) => {
  expect(sourceOfText(`${rule}\n`, '7')).toMatchObject({ kind: 'soup', overrides: { seed: '7' } })
  expect(sourceOfText(`${rule}\n`, '7')).toHaveProperty('rule', rule.trim())
})

test('a file with a function runs on a soup, or on the pattern that it came with', () => {
  const file = { name: 'rule.js', bytes: encode('(state) => state') }
  expect(sourceOfFiles([file], '7')).toMatchObject({ kind: 'soup', rule: '(state) => state' })
  const pattern = { name: 'a.rle', bytes: encode('o!') }
  expect(sourceOfFiles([file, pattern], '7')).toMatchObject({
    kind: 'pattern',
    fileName: 'a.rle',
    overrides: { rule: '(state) => state' },
  })
})

test('a scenario whose rule is a function is a scenario', () => {
  expect(sourceOfText('version: 1\nrule: (state) => state\n', '7')?.kind).toBe('scenario')
})

test.each(['x = 3, y = 3\nbob$2o$bo!', 'bob$2o$bo!', '.O.\n..O\nOOO'])(
  'the text %j is a pattern',
  (text) => {
    expect(sourceOfText(text, '0')?.kind).toBe('pattern')
  },
)

test('blank text is nothing', () => {
  expect(sourceOfText(' \n', '0')).toBeUndefined()
})

test('a scenario finds its pattern among the files it came with, wherever they lay', () => {
  const pattern = { name: 'gun.rle', bytes: encode('o!') }
  const scenario = { name: 'test.yaml', bytes: encode(SCENARIO) }
  expect(sourceOfFiles([pattern, scenario], '7')).toEqual({
    kind: 'scenario',
    text: SCENARIO,
    files: { 'patterns/gun.rle': pattern.bytes },
  })
})

test('a scenario without its pattern is refused by the name of what is missing', () => {
  expect(() => sourceOfText(SCENARIO, '0')).toThrow(PatternFileMissingError)
  expect(() => sourceOfText(SCENARIO, '0')).toThrow(/patterns\/gun\.rle/)
})

test('paths are found in flow, block, quoted and JSON form, each once', () => {
  const text = `- pattern: a.rle # note
- { pattern: 'b.rle', at: [1, 2] }
- {"pattern": "c.rle"}
- pattern: a.rle`
  expect(findFilePaths(text)).toEqual(['a.rle', 'b.rle', 'c.rle'])
})

const RULE = { name: 'folder/Foo.rule', bytes: encode('@RULE Foo\n@TABLE\nn_states:2\n') }

test('a pattern takes along the rule files it came with, by their names', () => {
  const pattern = { name: 'a.rle', bytes: encode('x = 1, y = 1, rule = Foo\no!') }
  expect(sourceOfFiles([RULE, pattern], '7')).toEqual({
    kind: 'pattern',
    bytes: pattern.bytes,
    fileName: 'a.rle',
    files: { 'Foo.rule': RULE.bytes },
  })
})

test('a scenario takes them along too, and a rule file alone runs on a soup', () => {
  const scenario = { name: 'a.yaml', bytes: encode('version: 1\nname: Test\nrule: Foo\n') }
  expect(sourceOfFiles([scenario, RULE], '7')).toMatchObject({ files: { 'Foo.rule': RULE.bytes } })
  expect(sourceOfFiles([RULE], '7')).toMatchObject({
    kind: 'soup',
    rule: expect.stringMatching(/Foo/),
  })
})

test('names of rules are found in block, quoted and JSON form, and notations are not', () => {
  const text = `rule: Foo # note
rule: "Bar-2"
{"rule": "Baz", "name": 1}
rule: B3/S23
rule: 4-5/5/2/M
rule: (state) => state
rule: Foo
`
  expect(findRuleNames(text)).toEqual(['Foo', 'Bar-2', 'Baz'])
})
