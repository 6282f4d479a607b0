/** Rule files: what their notations mean, where their faults lie, and that they are bounded. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamedError } from '../../named-error.ts'
import { threadTimeMs } from '../../testing/thread-time.ts'
import { parseRule } from '../parse-rule.ts'
import { validateProgram } from '../program/validate-program.ts'
import { RuleFileError, RuleFileSizeError } from './errors.ts'
import { knownRuleFiles } from './known-rule-files.ts'
import { parseRuleFile } from './rule-file.ts'

const canonicalOf = (text: string) => parseRule(text).rule.canonical

const table = (head: string, lines: string) => {
  const [states, neighborhood, symmetries] = head.split(' ')
  return [
    '@RULE Test',
    '@TABLE',
    `n_states:${states}`,
    `neighborhood:${neighborhood}`,
    `symmetries:${symmetries}`,
    lines,
  ].join('\n')
}

/** Variables over 0 and 1, each of another name so that none is bound. */
const eight = [...'abcdefgh'].map((name) => `var ${name}={0,1}`).join('\n')

/** A dead cell is born on three, a live one dies on any number but two and three. */
const LIFE = `${eight}
0,1,1,1,0,0,0,0,0,1
1,1,1,0,0,0,0,0,0,1
1,1,1,1,0,0,0,0,0,1
1,a,b,c,d,e,f,g,h,0`

describe('a rule that a notation can say comes out in that notation', () => {
  test.each([
    ['Life', table('2 Moore permute', LIFE), 'B3/S23'],
    [
      'a hexagonal rule',
      table(
        '2 hexagonal permute',
        `${eight}
        0,1,1,0,0,0,0,1
        1,1,1,1,0,0,0,1
        1,1,1,1,1,0,0,1
        1,a,b,c,d,e,f,0`,
      ),
      'B2/S34H',
    ],
    ['rule 110', table('2 oneDimensional none', '1110\n0111\n0011'), 'W110'],
    ['rule 90', table('2 oneDimensional permute', '0,1,0,1\n1,1,1,0\n1,0,0,0'), 'W90'],
    ['what changes nothing', table('2 vonNeumann none', ''), 'B/S012345678'],
    [
      "Brian's Brain",
      table(
        '3 Moore permute',
        `${[...'abcdefgh'].map((name) => `var ${name}={0,1,2}`).join('\n')}
        var i={0,2}\nvar j=i\nvar k=i\nvar l=i\nvar m=i\nvar n=i
        0,1,1,i,j,k,l,m,n,1
        1,a,b,c,d,e,f,g,h,2
        2,a,b,c,d,e,f,g,h,0`,
      ),
      '/2/3',
    ],
  ])('%s', (_, text, canonical) => {
    expect(canonicalOf(text)).toBe(canonical)
  })

  test('a table and the tree of the same rule are one rule', () => {
    const life = `@TREE
# Each node: depth, then where 0 and where 1 leads.
num_states=2
num_neighbors=8
num_nodes=32
1 0 0
2 0 0
1 0 1
2 0 2
3 1 3
1 1 1
2 2 5
3 3 6
4 4 7
2 5 0
3 6 9
4 7 10
5 8 11
3 9 1
4 10 13
5 11 14
6 12 15
3 1 1
4 13 17
5 14 18
6 15 19
7 16 20
4 17 17
5 18 22
6 19 23
7 20 24
8 21 25
5 22 22
6 23 27
7 24 28
8 25 29
9 26 30
`
    expect(canonicalOf(life)).toBe('B3/S23')
  })

  test('whatever its file calls it, a rule with a name keeps that, and others take the file’s', () => {
    expect(parseRuleFile(table('2 Moore permute', LIFE)).name).toBe("Conway's Life")
    expect(parseRuleFile(table('3 Moore none', '0,2,0,0,0,0,0,0,0,2')).name).toBe('Test')
  })
})

describe('a table', () => {
  const north = (lines: string, head = '4 vonNeumann none') => canonicalOf(table(head, lines))

  test('takes the first line that matches, in whatever order the states are given', () => {
    const both = north('var a={1,2}\n0,a,0,0,0,3\n0,2,0,0,0,1')
    expect(both).toBe(north('0,1,0,0,0,3\n0,2,0,0,0,3'))
    expect(north('0,2,0,0,0,1\nvar a={1,2}\n0,a,0,0,0,3')).not.toBe(both)
  })

  test('binds a variable that occurs twice to one state', () => {
    expect(north('var a={1,2,3}\n0,a,0,a,0,a')).toBe(north('0,1,0,1,0,1\n0,2,0,2,0,2\n0,3,0,3,0,3'))
  })

  test('has variables in variables, names that mean something new, and comments anywhere', () => {
    const lines = `var a={1} # one
      # nothing
      var b = {a, 2}
      0,b,0,0,0,3 # north
      var b={3}
      0,b , 0 0,0,1`
    expect(north(lines)).toBe(north('0,1,0,0,0,3\n0,2,0,0,0,3\n0,3,0,0,0,1'))
  })

  test('may leave out commas where all are digits', () => {
    expect(north('010003\n020001')).toBe(north('0,1,0,0,0,3\n0,2,0,0,0,1'))
  })

  test.each([
    ['vonNeumann', 'rotate4', '0,1,2,3,0,1', ['0,2,3,0,1,1', '0,3,0,1,2,1', '0,0,1,2,3,1']],
    ['vonNeumann', 'reflect_horizontal', '0,1,2,3,0,1', ['0,1,0,3,2,1']],
    ['Moore', 'rotate8', '0,1,2,0,0,0,0,0,0,1', ['0,0,1,2,0,0,0,0,0,1']],
    ['Moore', 'rotate4', '0,1,2,0,0,0,0,0,0,1', ['0,0,0,1,2,0,0,0,0,1']],
    ['Moore', 'rotate4reflect', '0,1,2,0,0,0,0,0,0,1', ['0,1,0,0,0,0,0,0,2,1']],
    ['hexagonal', 'rotate2', '0,1,2,0,0,0,0,1', ['0,0,0,0,1,2,0,1']],
    ['hexagonal', 'rotate3', '0,1,2,0,0,0,0,1', ['0,0,0,1,2,0,0,1']],
    ['hexagonal', 'rotate6', '0,1,2,0,0,0,0,1', ['0,0,1,2,0,0,0,1']],
    ['hexagonal', 'rotate6reflect', '0,1,2,0,0,0,0,1', ['0,2,1,0,0,0,0,1']],
    ['oneDimensional', 'reflect', '0,1,2,1', ['0,2,1,1']],
    ['oneDimensional', 'permute', '0,1,2,1', ['0,2,1,1']],
  ])('%s with %s has %s in other arrangements, too', (neighborhood, symmetry, line, others) => {
    const head = `4 ${neighborhood} `
    const whole = canonicalOf(table(`${head}${symmetry}`, line))
    for (const other of others) {
      expect(canonicalOf(table(`${head}${symmetry}`, other))).toBe(whole)
      expect(canonicalOf(table(`${head}none`, other))).not.toBe(whole)
    }
  })

  test('of permute has all arrangements', () => {
    const all = ['2,1,0,0', '2,0,1,0', '2,0,0,1', '1,2,0,0', '0,2,1,0', '0,2,0,1']
    const more = ['1,0,2,0', '0,1,2,0', '0,0,2,1', '1,0,0,2', '0,1,0,2', '0,0,1,2']
    const lines = [...all, ...more].map((neighbors) => `0,${neighbors},3`).join('\n')
    expect(north('0,0,1,0,2,3', '4 vonNeumann permute')).toBe(north(lines))
  })

  test('looks where its neighborhood says', () => {
    const east = canonicalOf(table('4 vonNeumann none', '0,0,2,0,0,3'))
    const others = '{0,1,2,3}'
    const free = [...'abcde'].map((name) => `var ${name}=${others}`).join('\n')
    const ofEast = canonicalOf(table('4 vonNeumann none', `${free}\na,b,2,c,d,3`))
    expect(ofEast).not.toBe(east)
    const moore = [...'abcdefgh'].map((name) => `var ${name}=${others}`).join('\n')
    expect(canonicalOf(table('4 Moore none', `${moore}\na,b,c,2,d,e,f,g,h,3`))).toBe(ofEast)
    const hexagon = [...'abcdef'].map((name) => `var ${name}=${others}`).join('\n')
    expect(canonicalOf(table('4 hexagonal none', `${hexagon}\na,b,2,c,d,e,f,3`))).toBe(ofEast)
  })
})

describe('older files and suffixes', () => {
  test('a .table and a .tree are read without a heading', () => {
    const [, , ...bare] = table('2 Moore permute', LIFE).split('\n')
    expect(canonicalOf(`# Life\n\n${bare.join('\n')}`)).toBe('B3/S23')
    expect(
      canonicalOf('num_states=2\nnum_neighbors=4\nnum_nodes=5\n1 0 1\n2 0 0\n3 1 1\n4 2 2\n5 3 3'),
    ).toBe('B/S012345678')
  })

  test('a canonical tree may have a topology and chances', () => {
    const { canonical } = parseRule('WireWorld').rule
    const { rule, world } = parseRule(`${canonical}~noise=0.5:T30,20`)
    expect(rule.canonical).toBe(`${canonical}~noise=0.5`)
    expect(world?.size).toEqual({ x: 30, y: 20, z: 1 })
    expect(parseRule('WireWorld:T30,20').rule.canonical).toBe(canonical)
  })

  test('line ends of any machine are line ends', () => {
    const text = table('2 Moore permute', LIFE)
    expect(canonicalOf(text.replaceAll('\n', '\r\n'))).toBe('B3/S23')
    expect(canonicalOf(text.replaceAll('\n', '\r'))).toBe('B3/S23')
  })
})

test('colors are given to states one by one or as a gradient', () => {
  const text = `${table('4 vonNeumann none', '0,1,0,0,0,3')}
@COLORS
# all but 0
0 0 255 255 0 0 from blue to red
2 10 20 30 gray
9 1 1 1 no such state
nonsense
0 300 1 1`
  expect(parseRuleFile(text).colors).toEqual([undefined, [0, 0, 255], [10, 20, 30], [255, 0, 0]])
  expect(parseRuleFile(table('4 vonNeumann none', '')).colors).toBeUndefined()
})

describe('faults are pointed at', () => {
  const good = table('4 vonNeumann none', 'var a={1,2}\n0,a,0,0,0,3')
  test.each([
    ['@RULE Foo\n', 1, 1, '@TABLE'],
    [good.replace('n_states:4', 'n_states:1'), 3, 10, '2 to 256'],
    [good.replace('vonNeumann', 'Hex'), 4, 14, 'one of vonNeumann, Moore'],
    [good.replace(':none', ':rotate8'), 5, 12, 'rotate4'],
    [good.replace('symmetries:none\n', ''), 5, 1, '"symmetries:" before'],
    [good.replace('neighborhood:vonNeumann\n', ''), 4, 1, '"neighborhood:" before'],
    [good.replace('0,a,', '0,b,'), 7, 3, 'no variable'],
    [good.replace('0,a,', '4,a,'), 7, 1, '0 to 3'],
    [good.replace('{1,2}', '{1,7}'), 6, 10, '0 to 3'],
    [good.replace('{1,2}', '{}'), 6, 5, 'states of "a"'],
    [good.replace(',3', ''), 7, 1, 'expected 6'],
    [good.replace(',0,0,3', ',0,0,a').replace('0,a', '0,1'), 7, 11, 'several states'],
    [good.replace('n_states', 'states'), 3, 1, '"n_states:"'],
    ['@TREE\nnum_states=2\nnum_neighbors=5\nnum_nodes=1\n1 0 1', 3, 15, '4 or 8'],
    ['@TREE\nnum_states=2\nnum_nodes=1\n1 0 1', 4, 1, 'num_neighbors'],
    ['@TREE\nnum_states=2\nnum_neighbors=4\nnum_nodes=1\n1 0 1', 5, 1, 'the root, of depth 5'],
    ['@TREE\nnum_states=2\nnum_neighbors=4\nnum_nodes=2\n1 0 2', 5, 5, 'a state'],
    ['@TREE\nnum_states=2\nnum_neighbors=4\nnum_nodes=2\n1 0 1\n3 0 0', 6, 3, 'expected 2'],
    ['@TREE\nnum_states=2\nnum_neighbors=4\nnum_nodes=2\n1 0 1\n2 0 1', 6, 5, 'before it'],
    ['@TREE\nnum_states=2\nnum_neighbors=4\nnum_nodes=2\n1 0 1', 5, 1, 'expected 2 nodes'],
  ])('%j', (text, line, column, words) => {
    expect(() => parseRule(text)).toThrow(RuleFileError)
    try {
      parseRule(text)
    } catch (error) {
      expect(error).toMatchObject({ details: { line, column } })
      expect((error as Error).message).toContain(words)
    }
  })
})

describe('what would take too long or too much is refused', () => {
  const all = (states: number) => Array.from({ length: states }, (_, state) => state).join(',')
  test.each([
    ['too long a file', `@RULE A\n@TABLE\n${'#\n'.repeat(2 ** 22)}`],
    [
      'too many states for variables that occur twice',
      table('256 Moore none', `var a={${all(256)}}\nvar b=a\nvar c=a\na,a,b,b,c,c,0,0,0,1`),
    ],
    ['too large a tree', '@TREE\nnum_states=256\nnum_neighbors=8\nnum_nodes=999999999\n'],
    [
      'a table as tangled as can be',
      table(
        '16 Moore permute',
        Array.from({ length: 4000 }, (_, i) => {
          const digit = (shift: number) => (Math.imul(i + 1, 0x9e3779b1) >>> shift) & 15
          return [0, 3, 6, 9, 12, 15, 18, 21, 24, 27].map(digit).join(',')
        }).join('\n'),
      ),
    ],
  ])('%s', (_, text) => {
    expect(() => parseRule(text)).toThrow(RuleFileSizeError)
  })
})

describe('a file made to take long is answered soon:', () => {
  const all = Array.from({ length: 256 }, (_, state) => state).join(',')
  const repeat = (text: string, count: number) => text.repeat(count)
  const moore = (lines: string) => table('256 Moore none', lines)
  test.each<[string, () => string, string]>([
    ['millions of empty lines', () => `@TABLE${repeat('\n', 8e6)}`, 'more than 262144 lines'],
    ['millions of headings', () => repeat('@A\n@TABLE\n', 8e5), 'more than 262144 lines'],
    [
      'a million variables',
      () => moore(Array.from({ length: 5e5 }, (_, i) => `var v${i}={0}`).join('\n')),
      'more than 262144 lines',
    ],
    [
      'variables that list others over and over',
      () => moore(`var a={${all}}\n${repeat(`var a={${repeat('a,', 1000)}0}\n`, 3000)}`),
      'states in its variables',
    ],
    ['a line of millions of words', () => moore(repeat('0,', 4e6)), 'more than 65536 characters'],
    [
      'a number behind a gap',
      () => `@TABLE\nn_states:${repeat(' ', 60_000)}x`,
      'line 2, column 60010: found "x"',
    ],
    ['a heading behind a gap', () => `@TREE${repeat(' ', 1e6)}\nx`, 'line 2, column 1: found "x"'],
  ])('%s', (_, text, message) => {
    const start = threadTimeMs()
    expect(() => parseRule(text())).toThrow(message)
    expect(threadTimeMs() - start).toBeLessThan(5000)
  })

  test('a line of millions of colors, and a gradient in every line', () => {
    const start = threadTimeMs()
    const { colors } = parseRuleFile(
      `${moore('')}\n@COLORS\n${repeat('1 ', 2e6)}\n${repeat('0 0 255 255 0 0\n', 1.5e5)}`,
    )
    expect(threadTimeMs() - start).toBeLessThan(5000)
    expect(colors?.[1]).toEqual([0, 0, 255])
  })
})

test('a variable that is another by a new name means its states, also when that one changes', () => {
  const head = '4 vonNeumann none'
  const renamed = table(head, 'var a={1,2}\nvar b=a\nvar a={3}\n0,b,0,0,0,3')
  expect(canonicalOf(renamed)).toBe(canonicalOf(table(head, '0,1,0,0,0,3\n0,2,0,0,0,3')))
})

describe('damaged files', () => {
  const seeds = [
    ...knownRuleFiles.values(),
    table('3 Moore rotate8reflect', 'var a={0,1,2}\nvar b=a\n0,a,b,1,0,0,0,0,0,a\n011100000 1'),
    table('2 hexagonal rotate6', '01100000'),
    '@TREE num_states=3 num_neighbors=4 num_nodes=6 1 0 2 1 1 1 2 0 2 0 1 0 3 2*3 4 3*3 5 4*3',
    'num_states=2\nnum_neighbors=4\nnum_nodes=5\n1 0 1\n2 0 0\n3 1 1\n4 2 2\n5 3 3',
  ]
  const mutation = fc.record({
    at: fc.nat(300),
    cut: fc.nat(6),
    put: fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('\n', ',', '9', '0', 'a', '{', '}', '=', ':', '#', '*3', 'var ', '@TABLE\n'),
    ),
  })
  const damaged = fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([seed, mutations]) =>
      mutations.reduce(
        (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
        seed,
      ),
    )

  test('are read or refused by a named error of this room, soon', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const start = threadTimeMs()
        try {
          const { canonical, program } = parseRule(text).rule
          expect(() => validateProgram(program)).not.toThrow()
          expect(canonicalOf(canonical)).toBe(canonical)
        } catch (error) {
          if (!isNamedError(error)) throw error
          expect(error.code).toMatch(/^rules\//)
        }
        expect(threadTimeMs() - start).toBeLessThan(5000)
      }),
      { numRuns: 400 },
    )
  })
})

test.each([...knownRuleFiles])('%s is known by its name', (name, text) => {
  expect(parseRule(name).rule).toEqual(parseRuleFile(text))
  expect(parseRule(` ${name.toLowerCase()}\n`).rule.name).toBe(name)
})
