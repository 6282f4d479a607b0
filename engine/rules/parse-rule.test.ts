import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import {
  RuleLengthError,
  RuleNameError,
  RuleNotYetError,
  RuleRangeError,
  RuleSyntaxError,
  RuleTopologyError,
} from './errors.ts'
import { formatRuleWorld } from './format-rule-world.ts'
import { namedRules } from './named-rule-list.ts'
import { MAX_NOTATION_CHARS } from './notation-reader.ts'
import { parseRule } from './parse-rule.ts'
import { recognizeForm } from './program/recognize-form.ts'
import type { Rule } from './rule.ts'

const canonicalOf = (text: string) => parseRule(text).rule.canonical

function failureOf(text: string): Error & { details: Record<string, unknown> } {
  try {
    parseRule(text)
  } catch (error) {
    if (isNamedError(error)) return error as Error & { details: Record<string, unknown> }
    throw error
  }
  throw new Error(`${text} was read`)
}

describe('one rule, one canonical string', () => {
  test.each([
    ['B3/S23', ['b3s23', '23/3', 'S23/B3', 'B3S23', ' B3/S23\n', 'B3_S23', '23/3/2', '3/S23']],
    ['B3/S', ['/3', 'B3', 'B3/', 'b3s']],
    ['B/S23', ['23/', 'S23']],
    ['B2/S34H', ['34/2h', 'b2s34H']],
    ['B1/S012V', ['S012/B1V', '012/1/2V']],
    ['345/2/4', ['B2/S345/C4', 'B2/S345/4', 'B2S345G4', 'g4b2s345', 'b2/s345/g4']],
    ['12/2-a/3', ['B2-a/S12/3', '12/2ceikn/3']],
    ['B2-a/S12', ['B2ceikn/S12', 'b2nkiec/s12', 'S12/B2-a']],
    ['B3/S23', ['B3aceijknqry/S2-3', 'R1,C0,M0,S2..3,B3..3,NM', '1,3,3,3,4']],
    ['B1/S0V', ['R1,C0,M1,S1..1,B1..1,NN']],
    ['W30', ['w30', 'Rule 30', 'rule30', 'W 30']],
    ['W150', ['code10k2r1']],
    ['code777k3r1', ['Code 777, k=3, r=1', 'T777,k3,r1', 'CODE777K3R1']],
    ['4-5/5/2/M', ['4555', 'Life 4555', '4,5,5,5', '3D4,5/5', '5,4/5/2/m', '3d4..5/5']],
    ['0-6/1,3/2/N', ['0-6/1,3/2/VN', '0,1,2,3..6/3,1/2/vn', '3D0..6/1,3F', '3D0..6/1,3V']],
    ['R5,C0,M1,S34..58,B34..45,NM', ['r5,c2,m1,s34..58,b34..45,nm', '5,34,45,34,58', 'Bosco']],
    ['R5,C0,M1,S34..58,B34..45,NM', ['R5,C0,M0,S33..57,B34..45,NM', 'R5,C2,S33-57,B34-45']],
    ['R5,C0,M1,S34..58,B34..45,NM', ['r5b34t45s34t58', 'R5,C2,B34..45,S33..57,NM']],
    // P. Goucher gives these two as one rule.
    ['R2,C0,M1,S10..19,B4..4,NM', ['r2b4t4s10t19', 'r2b000008s03ff00']],
    ['R2,C0,M1,S0..0,B7..8,NN', ['R2,C2,S,B7-8,NN', 'R2,C0,M1,S0..0,B7..8,NN']],
    ['R2,C0,M1,S5..13,B13..13,NN', ['R2,C2,S4-12,B,NN', 'R2,C0,M1,S5..13,B13..13,NN']],
    ['R2,C2,S2-3,5,B3,8-9,NM', ['r2,c0,s5,2-3,b9,8,3', 'R2,C1,B3,8..9,S2..3,5,NM']],
    ['B3/S23', ['R1,C2,S2-3,B3', 'R1,C2,S2-3,B3,NF', 'R1,C2,S2-3,B3,N@ff', 'r1b04s06']],
    ['B2/S34H', ['R1,C2,S3-4,B2,NH', 'R1,C2,S3-4,B2,NA', 'R1,C2,S3-4,B2,NW110101011']],
    [
      'B1/S012V',
      ['R1,C2,S0-2,B1,N+', 'R1,C2,S0-2,B1,N2', 'R1,C2,S0-2,B1,NB', '0-2/1/2/@0,-1;-1,0;1,0;0,1'],
    ],
    ['R2,C0,M1,S3..4,B3..3,NN', ['R2,C2,S2-3,B3,N2', 'R2,C2,S2-3,B3,NW0010001110110110111000100']],
    // The cells of N2 and NC of radius 4 are not the same.
    ['R4,C2,S9-15,B11-12,N2', ['R4,C2,S9-15,B12,11,N2']],
    ['R3,C2,S3-4,B4,N+', ['3-4/4/2/@0,-3;0,-2;0,-1;-3,0;-2,0;-1,0;1,0;2,0;3,0;0,1;0,2;0,3']],
    [
      'M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,15',
      ['BBM', 'MS,D0;8;4;3;2;5;9;7; 1;6;10;11;12;13;14;15'],
    ],
    ['BBW', ['BusyBoxesW', ' bbw ']],
    [
      'B3/S23~birth=0.9,noise=0.001',
      ['Life ~ noise = .001 , birth=0.900', '23/3~birth=.9,noise=.001'],
    ],
    ['B3/S23', ['B3/S23~birth=1,survival=1.0,noise=0,update=1']],
    [
      'lenia:R13,T10,mu=0.15,sigma=0.015,b=1',
      ['Lenia: sigma=3/200, mu=.15, b=1/1, R=13, T=10, D2'],
    ],
  ])('%s', (canonical, notations) => {
    expect(canonicalOf(canonical)).toBe(canonical)
    for (const notation of notations) expect(canonicalOf(notation), notation).toBe(canonical)
  })
})

test('without letters survival comes first, and so it does in three dimensions', () => {
  expect(recognizeForm(parseRule('23/3').rule.program)).toMatchObject({
    kind: 'counting',
    rows: [Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0), Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 0, 0)],
  })
  expect(canonicalOf('3D2,3/3')).toBe('2-3/3/2/M')
  expect(canonicalOf('2,3/3/2/M')).toBe('2-3/3/2/M')
})

describe('errors point at the character', () => {
  test.each([
    ['B3/S29', 5, '9'],
    ['B2/S7H', 4, '7'],
    ['B5/S2V', 1, '5'],
    ['B3/S23/257', 7, '257'],
    ['345/2/1', 6, '1'],
    ['W256', 1, '256'],
    ['R501,C0,M1,S1..2,B1..2,NM', 1, '501'],
    ['R2,C0,M0,S2..21,B3..3,NC', 13, '21'],
    ['R5,C0,M1,S58..34,B34..45,NM', 14, '34'],
    ['4355', 1, '3'],
    ['13-27/13/2/M', 3, '27'],
    ['7/1/2/N', 0, '7'],
    ['3D9/1C', 2, '9'],
    ['3D5/6T', 5, 'T'],
    ['code2187k3r1', 4, '2187'],
    ['B3/S23:T99999999999,5', 8, '99999999999'],
    ['R2,C2,S25,B3,NM', 7, '25'],
    ['R2,C2,S3-2,B3,NM', 9, '2'],
    ['R65,C2,S3,B3,NX', 1, '65'],
    ['R37,C2,S3,B3,N2', 1, '37'],
    ['R22,C2,S3,B3,NG', 1, '22'],
    ['R2,C2,S3,B3,N@12345', 14, '1'],
    ['M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,16', 36, '16'],
    ['NW257,RS1', 2, '257'],
    ['B3/S23~noise=2', 13, '2'],
    ['B3/S23~noise=0.1234567891', 13, '0.1234567891'],
    ['lenia:R37,T10,mu=0.1,sigma=0.1', 7, '37'],
    ['lenia:D3,R10,T10,mu=0.1,sigma=0.1', 10, '10'],
    ['lenia:R9,T10,mu=0.1,sigma=0', 26, '0'],
  ])('%s at %i', (text, position, found) => {
    const failure = failureOf(text)
    expect(failure.details).toMatchObject({ notation: text, position, found })
    expect([RuleRangeError, RuleSyntaxError]).toContain(failure.constructor)
  })

  test.each([
    ['B33/S23', 2, '3'],
    ['B2x/S', 2, 'x'],
    ['B1a/S', 2, 'a'],
    ['B5z/S', 2, 'z'],
    ['B2aa/S', 3, 'a'],
    ['B2a/S3V', 2, 'a'],
    ['23', 2, 'the end'],
    ['', 0, 'the end'],
    ['MAPAB!', 5, '!'],
    ['R5,C0,M1,S34..58,B34..45,NX', 26, 'X'],
    ['13-26/13-14,17-19/2', 19, 'the end'],
    ['4/4/5/Q', 6, 'Q'],
    ['B3/S23:Q5', 7, 'Q'],
    ['B3/S23:T5,', 10, 'the end'],
    ['R2,C2,S3,NM', 8, 'the end'],
    ['R2,C2,S3,B3,NZ', 13, 'Z'],
    ['M0,8,4', 6, 'the end'],
    ['MS,D0;8;4;3;2;5;9;7;1;6;10;11;12;13;14;15;', 41, ';'],
    ['NW1,NW2', 4, 'N'],
    ['NW1,XX2', 4, 'X'],
    ['B3/S23~', 7, 'the end'],
    ['B3/S23~luck=1', 7, 'l'],
    ['B3/S23~noise=0.1,noise=0.2', 17, 'n'],
    ['BBM~noise=0.1', 4, 'n'],
    ['WireWorld~birth=0.1', 10, 'b'],
    ['lenia:R13,T10,mu=0.15', 21, 'the end'],
    ['lenia:R13,T10,mu=0.15,sigma=0.1,kernel=x', 39, 'x'],
    ['4555:T64,64', 11, 'the end'],
  ])('%s at %i', (text, position, found) => {
    const failure = failureOf(text)
    expect(failure).toBeInstanceOf(RuleSyntaxError)
    expect(failure.details).toMatchObject({ notation: text, position, found })
    expect(failure.details.expected).toBeTruthy()
  })

  test('the message shows the notation with a caret under the character', () => {
    const [, shown, caret] = failureOf('B3/S29').message.split('\n')
    expect(shown).toBe('  B3/S29')
    expect(caret?.indexOf('^')).toBe(shown?.indexOf('9'))
  })

  test('a long notation is shown around the caret', () => {
    const text = `MAP${'A'.repeat(60)}!${'A'.repeat(900)}`
    const [, shown, caret] = failureOf(text).message.split('\n')
    expect(shown!.length).toBeLessThan(90)
    expect(shown![caret!.indexOf('^')]).toBe('!')
  })
})

describe('what cannot be run yet says so by name', () => {
  test.each([
    ['JvN29', 'von Neumann'],
    ['R2,C2,S6-9,B7-8,NL', 'triangular'],
    ['BB', 'Busy Boxes'],
    ['BusyBoxes', 'Busy Boxes'],
    ['2PCA4,0,4,8,3,1,10,6,7,2,9,5,11,12,13,14,15', 'PCA'],
    ['B3/S23L', 'triangular'],
    ['B3/S23History', 'state-recording'],
    ['B2o3m56/S2-p4oH', 'hexagonal'],
  ])('%s', (text, name) => {
    const failure = failureOf(text)
    expect(failure).toBeInstanceOf(RuleNotYetError)
    expect(failure.message).toContain(name)
  })
})

test.each(['Foo', 'Langton', 'xyz-3', 'Bibi~noise=0.5', 'Foo:T30,30'])(
  '%s is the name of no rule',
  (text) => {
    const failure = failureOf(text)
    expect(failure).toBeInstanceOf(RuleNameError)
    expect(failure.message).toContain('.rule')
  },
)

describe('hostile text', () => {
  test('longer than any rule is refused by its length', () => {
    expect(failureOf('3'.repeat(MAX_NOTATION_CHARS + 1))).toBeInstanceOf(RuleLengthError)
  })

  test.each([
    ['digits', '3'.repeat(MAX_NOTATION_CHARS)],
    ['a code', `code${'9'.repeat(MAX_NOTATION_CHARS - 8)}k2r1`],
    ['a wide code', `code${'9'.repeat(MAX_NOTATION_CHARS - 12)}k256r100`],
    ['slashes', '/'.repeat(MAX_NOTATION_CHARS)],
    ['colons', ':'.repeat(MAX_NOTATION_CHARS)],
    ['commas', `3D${'1,'.repeat(2040)}/`],
    ['letters', `B2${'o'.repeat(MAX_NOTATION_CHARS - 3)}H`],
    ['spaces', `B3${' '.repeat(MAX_NOTATION_CHARS - 4)}x/`],
    ['newlines', '\n'.repeat(1_000_000)],
    ['ranges', `${'0-26,'.repeat(800)}0-26/1/2/M`],
    ['a wide square with lists', `R500,C256,S1,3,${'5,'.repeat(1900)}7,B9,11`],
    ['weights', `R21,C2,S5,B5,NW${'7f'.repeat(1849)}`],
    ['weights that differ', `R21,C2,S5,B5,NW${'0123456789abcdef'.repeat(231)}01`],
    ['a map of a square', `R60,C2,S5,B5,N@${'9'.repeat(3660)}`],
    ['a pyramid', 'R21,C2,S5-9000,B5,70000,NG'],
    ['keywords', `${'RS5,'.repeat(1000)}RS5`],
    ['a wide kernel', 'lenia:R36,T1000,mu=0.5,sigma=0.000000001,b=1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1'],
    ['a deep kernel', 'lenia:D3,R9,T1,mu=1,sigma=1,b=1/999999999;1'],
  ])('%s are judged at once', (_, text) => {
    const start = threadTimeMs()
    try {
      parseRule(text)
    } catch (error) {
      expect(isNamedError(error)).toBe(true)
    }
    expect(threadTimeMs() - start).toBeLessThan(1000)
  })

  const seeds = [
    ...namedRules.map(([canonical]) => canonical),
    ...['B3/S23:T30+5,20', '345/2/4V:K30*+1,20', 'W30:T100', '3D4,5/5F:P9,9,9', 'Life:S30'],
    ...[
      'R2,C2,S2-3,5,B3,8-9,NM',
      'R2,C3,S2-3,B3,NW0000001110010100111000000,012',
      'R3,C2,S5,B7,N*',
    ],
    ...['R2,C2,S2,B3,N@891891', 'R2,C2,S2,B3,NFC2E1', 'R3,C2,S30-60,B45-50,NG', 'r2b000008s03ff00'],
    ...[
      'NW5,NN1,NE5,WW1,ME0,EE1,SW5,SS1,SE5,HI0,RS1,RB2',
      'MS,D0;8;4;3;2;5;9;7;1;6;10;11;12;13;14;15',
    ],
    ...[
      'B3/S23~birth=0.9,survival=0.5:T9',
      'lenia:D3,R7,T10,mu=0.12,sigma=0.01,b=1/2;1,kernel=poly',
    ],
    ...['code777k3r1', '4,5,5,5', '5,34,45,34,58', 'MAPARYXfg==', 'B2-a/S12', 'G4/B2/S345'],
  ]
  const mutation = fc.record({
    at: fc.nat(60),
    cut: fc.nat(3),
    put: fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('/', ':', ',', '-', '..', '*', '+', 'B', 'S', 'H', 'V', '0', '9', '99'),
    ),
  })
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([seed, mutations]) =>
      mutations.reduce(
        (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
        seed,
      ),
    )

  function isReadOrNamed(text: string): boolean {
    try {
      const { rule, world } = parseRule(text)
      return (
        canonicalOf(rule.canonical) === rule.canonical &&
        (world === undefined || formatRuleWorld(world, rule.dimensions).startsWith(':'))
      )
    } catch (error) {
      return isNamedError(error) && error.code.startsWith('rules/')
    }
  }

  test('any text is read or refused by a named error of this room', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), isReadOrNamed))
  })
  test('so is any damaged notation', () => {
    fc.assert(fc.property(mutated, isReadOrNamed), { numRuns: 2000 })
  })
})

describe('reading a canonical form gives an equal rule', () => {
  const counts = (most: number) =>
    fc.subarray([...Array(most + 1).keys()]).map((chosen) => chosen.join(''))
  const planar = fc
    .constantFrom(['', 8] as const, ['H', 6] as const, ['V', 4] as const)
    .chain(([suffix, most]) =>
      fc
        .tuple(counts(most), counts(most), fc.integer({ min: 2, max: 256 }))
        .map(([survival, birth, states]) => `${survival}/${birth}/${states}${suffix}`),
    )
  const spatial = fc
    .constantFrom(['M', 26], ['N', 6], ['C', 8], ['E', 12], ['H', 12], ['HEX12', 12], ['T', 4])
    .chain(([name, most]) => {
      const list = fc
        .shuffledSubarray([...Array(Number(most) + 1).keys()])
        .map((chosen) => chosen.join(','))
      return fc
        .tuple(list, list, fc.integer({ min: 2, max: 256 }))
        .map(([survival, birth, states]) => `${survival}/${birth}/${states}/${name}`)
    })
  const map = fc
    .tuple(
      fc.constantFrom(86, 22, 6),
      fc.infiniteStream(
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/'),
      ),
      fc.constantFrom('', '==', '/7'),
    )
    .map(([length, digits, end]) => `MAP${[...digits.take(length)].join('')}${end}`)

  const equalRules = (rule: Rule, other: Rule) => expect(other).toEqual(rule)

  test.each([
    ['in two dimensions', planar],
    ['in three', spatial],
    ['for maps', map],
  ])('%s', (_, notation) => {
    fc.assert(
      fc.property(notation, (text) => {
        const { rule } = parseRule(text)
        equalRules(rule, parseRule(rule.canonical).rule)
      }),
    )
  })
})

test('a topology that a rule cannot have is refused by name', () => {
  for (const [text, name] of [
    ['W30:K30*,20', 'Klein'],
    ['4555:S30', 'sphere'],
    ['4555:C30,20', 'cross-surface'],
    ['Bosco:K200*,200', 'Larger than Life'],
    ['Bosco:T200+1,200', 'Larger than Life'],
    ['4555:T30+1,30,30', 'shift'],
    ['B3/S23:T30+5,20-2', 'one axis'],
    ['B3/S23:T30+5,0', 'infinite'],
  ] as const) {
    const failure = failureOf(text)
    expect(failure, text).toBeInstanceOf(RuleTopologyError)
    expect(failure.message).toContain(name)
  }
})
