import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countNeighbors } from '../../lattice/neighborhood.ts'
import { NamedError } from '../../named-error.ts'
import { answer } from '../../testing/answers.ts'
import { tries } from '../../testing/tries.ts'
import { parseRule } from '../parse-rule.ts'
import { type CellView, evaluateProgram } from '../program/evaluate-program.ts'
import { gatheringOf } from '../program/node-ranges.ts'
import { recognizeForm } from '../program/recognize-form.ts'
import type { Rule } from '../rule.ts'
import { ScriptError } from './errors.ts'
import { isScript } from './is-script.ts'
import { parseScriptRule } from './script-rule.ts'

/** What a rule makes of one cell, its own state, its neighbors and its fields being these. */
function stepCell(
  { program }: Rule,
  state: number,
  neighbors: readonly number[],
  fields: Readonly<Record<string, number>> = {},
) {
  const heard: Record<string, number> = {}
  const view: CellView = {
    x: 3,
    y: 4,
    z: 5,
    tick: 6,
    rule: 0,
    own: () => state,
    field: (channel) => fields[program.channels[channel]!] ?? 0,
    parameter: () => 7,
    random: (draw) => 1000 + draw,
    position: () => 0,
    gather: (id) => {
      const gathering = gatheringOf(program, id)
      const isWhole = gathering.kind === 'neighborhood' && !gathering.withCenter
      expect(isWhole && countNeighbors(gathering.neighborhood)).toBe(neighbors.length)
      return neighbors
    },
  }
  const values = evaluateProgram(program, view)
  for (const { channel, value } of program.writes) {
    const name = program.channels[channel]!
    heard[name] = (heard[name] ?? 0) + values[value]!
  }
  return { next: values[program.next[0]!]!, writes: heard }
}

const LIFE =
  '(state, neighbors) => { const n = neighbors.filter(Boolean).length; return n === 3 || (state && n === 2) }'

describe('Life is the same rule', () => {
  test.each([
    LIFE,
    '(s, all) => { let n = 0; for (const a of all) n += a; return n === 3 || (n === 2 && s === 1) ? 1 : 0 }',
    '(s, all) => { let n = 0; for (const a of all) { if (a === 1) n++ } if (n == 3) return true; return s ? n == 2 : false }',
    '(s, all) => { const n = all.reduce((sum, a) => sum + a, 0); return (n | s) === 3 }',
    'function life(s, all) { const n = all.reduce((sum, a) => a === 1 ? sum + 1 : sum, 0); if (n < 2 || n > 3) { return 0 } else if (n === 3) return 1; else return s }',
    `rule({ states: 2, neighborhood: "moore" }, ${LIFE})`,
    '(s, all) => { let n = 0; for (let i = 0; i < all.length; i++) n += all[i]; return (n | s) === 3 }',
    '(s, all) => { const live = (a) => a === 1; return ((all.filter(live).length) | s) === 3 }',
    '(s, all) => ((all[0]+all[1]+all[2]+all[3]+all[4]+all[5]+all[6]+all[7]) | s) === 3',
  ])('%s', (text) => {
    const form = recognizeForm(parseScriptRule(text).program)
    const life = recognizeForm(parseRule('B3/S23').rule.program)
    if (form.kind === 'counting') expect(form).toEqual(life)
    else {
      // Told by its sites one by one: compare what every configuration leads to.
      expect(form.kind).toBe('configuration')
      const rule = parseScriptRule(text)
      for (let i = 0; i < 512; i++) {
        const all = Array.from({ length: 8 }, (_, bit) => (i >> bit) & 1)
        const n = all.reduce((a, b) => a + b, 0)
        const own = i >> 8
        expect(stepCell(rule, own, all).next).toBe(n === 3 || (own === 1 && n === 2) ? 1 : 0)
      }
    }
  })
})

/** Functions that mean the same to JavaScript and to us, where no number leaves 32 bits. */
const twins: readonly string[] = [
  '(s, n) => Math.min(3, Math.max(0, n[0] - n[1] + s))',
  '(s, n) => { let a = s; a += n[2]; a *= 3; a -= 1; a ^= 5; a <<= 1; a >>= 1; return Math.abs(a) % 4 }',
  '(s, n) => { let t = 0; for (const a of n) { if (a > s) t += 2; else if (a === 0) t--; } return Math.abs(t) % 4 }',
  '(s, n) => { let best = 0; for (const a of n) if (a > best) best = a; return best }',
  '(s, n) => Math.max(...n) - Math.min(...n)',
  '(s, n) => n.some(a => a === 3) ? 1 : n.every(a => a > 0) ? 2 : n.includes(s) ? 3 : 0',
  '(s, n) => Math.trunc((n[0] - 2) / (n[1] + 1)) + 3',
  '(s, n) => Math.floor((n[0] - 2) / (n[1] + 1)) + 3',
  '(s, n) => (((n[0] * 7 - 9) / 2) | 0) & 3',
  '(s, n) => n.map(a => a * a).reduce((sum, a) => sum + a, s) % 4',
  '(s, n) => n.filter(a => a !== s).map(a => a + 1).reduce((sum, a) => sum + a, 0) % 4',
  '(s, n) => n.reduce((sum, a) => Math.max(sum, a + s), 0) % 4',
  '(s, n) => { const f = (a, b) => { if (a > b) return a - b; return b }; return f(s, f(n[0], n[1])) }',
  '(s, n) => { let c = 0; const add = (k) => { c += k; return c }; add(1); if (s) add(2); return c }',
  '(s, n) => { if (s === 0) { if (n[0]) return 1 } else { return n[1] } return 2 }',
  '(s, n) => (n[0] && n[1]) || (!s && 2) || Math.sign(n[2] - n[3]) + 1',
  '(s, n) => { let i = 0, t = 0; t = i++ + ++i; return (t + (~s & 1)) % 4 }',
  '(s, n) => -(-s) + (+n[0] >>> 1) === 2 ? 1 : 0',
  // What a function changes around it stays as it was where the function had returned before.
  '(s, n) => { let c = 0; const f = (a) => { if (a) return 1; c += 3; return 2 }; f(s); return c }',
  '(s, n) => { let c = 0; const g = () => { c++; return 0 }; const f = (a) => { if (a) return 1; g(); return 2 }; f(s); return c }',
  '(s, n) => { let c = 0; const f = () => { for (const a of n) { if (a === 2) return 1; c++ } return 0 }; f(); return c % 4 }',
  // A list is made where it is written, whatever its names stand for when it is looked at.
  '(s, n) => { let k = 1; const m = n.filter(a => a === k); k = 2; return m.length % 4 }',
  '(s, n) => { let q = 0; const m = n.map(a => a + q); q = 1; return m[0] }',
  '(s, n) => { let t = 1, u = 0; for (const a of n.filter(a => a === t)) { t = 2; u++ } return u % 4 }',
  '(s, n) => { const count = (list, k) => list.length; { let k = 1; return count(n.filter(a => a === k), 3) % 4 } }',
  '(s, n) => { const count = (list) => { let k = 3; return list.length + k }; { let k = 1; return count(n.filter(a => a === k)) % 4 } }',
  '(s, n) => { const count = (f) => n.filter(f).length; if (s) { let k = s; return count(a => a === s) % 4 } return 0 }',
  '(s, n) => { const apply = (f, k) => f(1) + k; return apply(x => x + s, 1) % 4 }',
  '(s, n) => { let x; if (s > 1) x = n[0]; else x = n[1]; return x }',
  '(s, n) => (s > 1) == 1 ? 2 : (s > 1) === n.some(a => a === 3) ? 1 : 0',
  '(s, n) => n.filter(a => n.filter(b => b === a).length > 2).length % 4',
  '(s, n) => { let a = 1; a += (a = 2); return a }',
  '(s, n) => { let t = 0; for (let i = 0; i < 3; i++) { let i = 5; t += i } return t % 4 }',
  '(s, n) => { let a = 0, b = 0; for (const x of n) { a += x; b += a } return b % 4 }',
  '(s, n) => { let a = 0; for (let i = 0; i < 4; i++) { for (let j = i; j < 4; j++) a += n[i] * n[j] } return a % 4 }',
]

test.each(twins)('means what JavaScript means: %s', (text) => {
  const rule = parseScriptRule(`rule({ states: 4 }, ${text})`)
  // The twin is a text of this file, evaluated here and nowhere else.
  const twin = new Function(`return ${text}`)() as (s: number, n: number[]) => number | boolean
  const cell = fc.integer({ min: 0, max: 3 })
  fc.assert(
    fc.property(cell, fc.array(cell, { minLength: 8, maxLength: 8 }), (state, neighbors) => {
      const expected = Math.min(3, Math.max(0, Number(twin(state, neighbors))))
      expect(stepCell(rule, state, neighbors).next).toBe(expected)
    }),
    { numRuns: tries(300) },
  )
})

test('fields are read and added to, on the path that is taken only', () => {
  const rule = parseScriptRule(`rule({ channels: ['heat', 'mood'] }, (s, n, fields) => {
    if (s === 1) { fields.heat += 5; fields.mood -= fields.heat }
    if (n[0]) return 1
    fields.heat += 7
    return fields['mood'] > 3
  })`)
  const quiet = [0, 0, 0, 0, 0, 0, 0, 0]
  const loud = [1, 0, 0, 0, 0, 0, 0, 0]
  expect(stepCell(rule, 0, quiet, { mood: 4 })).toEqual({ next: 1, writes: { heat: 7, mood: 0 } })
  expect(stepCell(rule, 1, loud, { heat: 3 })).toEqual({ next: 1, writes: { heat: 5, mood: -3 } })
  expect(stepCell(rule, 1, quiet, { heat: 3 })).toEqual({ next: 0, writes: { heat: 12, mood: -3 } })
})

test('a loop that cannot be a sum leaves no trace of the trial', () => {
  const loops = 'for (const a of n) { if (s === 1) give(a) }; '.repeat(20)
  const rule = parseScriptRule(`rule({ states: 4, channels: ['heat'] }, (s, n, f) => {
    const give = (a) => { f.heat += a; return 0 }
    ${loops}
    f.heat += 5
    return 0
  })`)
  const all = [1, 0, 2, 0, 0, 0, 0, 0]
  expect(stepCell(rule, 0, all)).toEqual({ next: 0, writes: { heat: 5 } })
  expect(stepCell(rule, 1, all)).toEqual({ next: 0, writes: { heat: 65 } })
})

test('a cell knows its place, its tick, its parameters and its draws', () => {
  const head = "rule({ states: 256, parameters: ['trust'] }, (s, n, f, cell) => "
  const quiet = new Array<number>(8).fill(0)
  const next = (body: string) => stepCell(parseScriptRule(`${head}${body})`), 0, quiet).next
  expect(next('cell.x * 10 + cell.y')).toBe(34)
  expect(next('cell.z * 10 + cell.tick')).toBe(56)
  expect(next('cell.trust')).toBe(7)
  expect(next('cell.random(2) - 1000')).toBe(2)
})

test.each([
  ['von-neumann', 4],
  ['moore-3d', 26],
  ['M', 26],
  ['HEX12', 12],
  ['elementary', 2],
])('looks at the neighborhood %s', (name, count) => {
  const rule = parseScriptRule(`rule({ neighborhood: '${name}' }, (s, n) => n.length === ${count})`)
  expect(stepCell(rule, 0, new Array<number>(count).fill(0)).next).toBe(1)
  const counting = parseScriptRule(
    `rule({ neighborhood: '${name}' }, (s, n) => n.filter(Boolean).length > 1)`,
  )
  expect(recognizeForm(counting.program)).toMatchObject({ kind: 'counting', neighbors: count })
})

test('looks at the offsets it lists', () => {
  const rule = parseScriptRule('rule({ neighborhood: [[2], [-1]] }, (s, n) => n[0] && !n[1])')
  expect(rule.dimensions).toBe(1)
  expect(stepCell(rule, 0, [1, 0]).next).toBe(1)
  expect(stepCell(rule, 0, [1, 1]).next).toBe(0)
})

test('a state outside the rule becomes the nearest one', () => {
  const rule = parseScriptRule('rule({ states: 3 }, (s, n) => n[0] - 5 * n[1] + 2)')
  const next = (a: number, b: number) => stepCell(rule, 0, [a, b, 0, 0, 0, 0, 0, 0]).next
  expect([next(0, 0), next(2, 0), next(0, 2)]).toEqual([2, 2, 0])
})

test('is read wherever a rule is, and written back in one way', () => {
  const spaced = '(s,  n) => /* why */ n[0] // so\n'
  const { rule } = parseRule(spaced)
  expect(rule.canonical).toBe('( s , n ) => n [ 0 ]')
  expect(parseRule(rule.canonical).rule.canonical).toBe(rule.canonical)
  expect(rule.family).toBe('custom')
})

describe('is refused at its line and column:', () => {
  test.each<[string, number, number]>([
    ['(s, n) => s / 2', 1, 11],
    ['(s, n) => {\n  return m\n}', 2, 10],
    ['(s, n) => { while (s) s--; return 0 }', 1, 13],
    ['(s, n) => { if (s) return 1 }', 1, 29],
    ['(s, n) => 0.5', 1, 11],
    ['(s, n) => { let c = 0; const k = n.filter(a => { c++; return a }).length; return c }', 1, 50],
    ['(s, n) => { let c = 0; return n.reduce((x, a) => { c += a; return x }, 0) }', 1, 52],
    ['rule({ channels: ["h"] }, (s, n, f) => n.some(a => { f.h += 1; return a }))', 1, 54],
    ['(s, n) => { n.map(a => a); return 0 }', 1, 13],
    ['(s, n) => { const f = (g) => g(1); { let k = 1; return f(x => x + k) } }', 1, 30],
    ['(s, n) => s === true', 1, 11],
    ['(s, n) => { const b = s > 1; return b !== 1 }', 1, 37],
    ['(s, n) => { const c = n.some(a => a > 1) && 5; return s === c }', 1, 55],
    ['(s, n) => { let c = 0; if (s) { c = s > 1 } return c === 0 }', 1, 52],
    ['(s, n) => (s ? n.length : s < 2) === 0', 1, 11],
    ['(s, n) => { const f = (a) => a > 1; return f(s) === 1 }', 1, 44],
    ['(s, n) => { const f = (a) => { if (a) return 2; return a < 1 }; return f(s) === 0 }', 1, 72],
    ['(s, n) => n.filter(a => (a > 1) === a).length', 1, 25],
    ['(s, n) => n.map(a => a > 1).some(b => b === 1)', 1, 39],
    ['(s, n) => n.map(a => a > 1).includes(1)', 1, 11],
    ['(s, n) => n.reduce((x, a) => a > x, 0) === 1', 1, 11],
    ['(s, n) => s < 0xffffffff', 1, 11],
    ['(s, n) => n[8]', 1, 13],
    ['(s, n) => n[s]', 1, 13],
    ['(s, n) => Math.random()', 1, 11],
    ['(s, n) => Date.now()', 1, 11],
    ['(s, n) => n.sort()', 1, 11],
    ['(s, n, f) => f.heat', 1, 14],
    ['(s, n) => { s.x = 1; return 0 }', 1, 13],
    ['(s, n) => { const a = 1; a = 2; return a }', 1, 26],
    ['(s, n) => { var a = 1; return a }', 1, 17],
    ['(s, n) => { for (let i = 0; i < s; i++) {} return 0 }', 1, 29],
    ['(s, n) => { for (let i = 0; i < 9999; i++) {} return 0 }', 1, 13],
    ['(s, n) => "1"', 1, 11],
    ['async (s, n) => 1', 1, 1],
    ['(s, n) => new Array(3)', 1, 11],
    ['(s, n) => this', 1, 11],
    ['(s, n) => { const f = (a) => f(a); return f(1) }', 1, 23],
    ['rule({ states: 1 }, (s) => 0)', 1, 16],
    ['rule({ colors: 1 }, (s) => 0)', 1, 8],
    ["rule({ neighborhood: 'big' }, (s) => 0)", 1, 22],
    ['rule({ states: 2 })', 1, 1],
    ['(s, n) => (', 1, 12],
    ['(s, n) => 1 1', 1, 13],
    ['({ get a() { return 1 } }, n) => 1', 1, 8],
    ['(s, ...n) => s', 1, 5],
    ['({ s }, n) => s', 1, 2],
    ['(\u{1f600}, n) => 1', 1, 2],
  ])('%s', (text, line, column) => {
    let caught: unknown
    try {
      parseScriptRule(text)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ScriptError)
    expect(caught).toMatchObject({ details: { line, column } })
  })
})

test('a regular expression that nests too deep for the parser is refused by name', () => {
  const deep = '('.repeat(16_000)
  expect(() => parseScriptRule(`(s, n) => /${deep}/`)).toThrow(ScriptError)
})

describe('what goes on and on and makes nothing is refused within a second of work:', () => {
  const eightCalls = (name: string) => Array.from({ length: 8 }, () => `${name}()`).join(' + ')
  const callTree = ['b', 'c', 'd', 'e', 'f', 'g', 'h']
    .map((name, i) => `const ${name} = () => ${eightCalls('abcdefg'[i]!)}`)
    .join('; ')
  const manyNames = Array.from({ length: 900 }, (_, i) => `let v${i} = 0`).join('; ')
  const times = (name: string, body: string) =>
    `for (let ${name} = 0; ${name} < 4000; ${name}++) { ${body} }`
  const nested = (depth: number): string =>
    depth === 0 ? 'true' : `n.filter((a${depth}) => ${nested(depth - 1)}).length`
  test.each([
    ['loops in loops', `(s, n) => { ${times('i', times('j', times('k', '')))} return s }`],
    ['a tree of calls', `(s, n) => { const a = () => 1; ${callTree}; return h() & 1 }`],
    ['a loop beside many names', `(s, n) => { ${manyNames}; ${times('i', 'v0 = i')} return s }`],
    ['lists in lists', `(s, n) => ${nested(12)}`],
  ])('%s', async (_, text) => {
    expect(() => parseScriptRule(text)).toThrow('too much to follow')
    await answer(async () => parseScriptRule(text))
  })
})

describe('a dataflow as long as it may be is compiled:', () => {
  test.each([
    ['that comes down to a table', '(a * 5 + n[i % 8]) ^ i', 11],
    ['that stays as long as it is', '(a * 5 + cell.x) ^ i', 12_001],
  ])('%s', (_, step, nodes) => {
    const { program } = parseScriptRule(
      `(s, n, f, cell) => { let a = s; for (let i = 0; i < 3000; i++) a = ${step}; return a & 1 }`,
    )
    expect(program.nodes).toHaveLength(nodes)
    const wanted = Array.from({ length: 3000 }, (_, i) => i).reduce(
      (a, i) => (Math.imul(a, 5) + (nodes === 11 ? (i % 8 === 5 ? 1 : 0) : 3)) ^ i,
      1,
    )
    expect(
      stepCell({ ...parseRule('B3/S23').rule, program }, 1, [0, 0, 0, 0, 0, 1, 0, 0]).next,
    ).toBe(wanted & 1)
  })
})

const words = [
  ...[
    '(s, n) => ',
    'rule({',
    '})',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    's',
    'n',
    'f',
    'cell',
    'n.length',
  ],
  ...[
    'n.filter(',
    'n.reduce(',
    'for (const a of n)',
    'for (let i = 0; i < 3; i++)',
    'if (s)',
    'else',
  ],
  ...[
    'return ',
    'const a = ',
    'let b = ',
    ';',
    ',',
    '=>',
    '+',
    '-',
    '/',
    '%',
    '?',
    ':',
    '===',
    '&&',
  ],
  ...[
    '0',
    '1',
    '7',
    '0x7fffffff',
    'true',
    '`',
    '"',
    '/*',
    '*/',
    '\\u{',
    '#',
    '...',
    'f.heat += ',
    '!',
  ],
]

test('any text is a rule or is refused by name, in bounded time', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constantFrom(...words), fc.integer({ min: 1, max: 9000 }))
      .map(([word, n]) => `(s, n) => ${word.repeat(n)}`),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      isScript(text)
      try {
        parseScriptRule(text)
      } catch (error) {
        expect(error).toBeInstanceOf(NamedError)
      }
    }),
    { numRuns: tries(500) },
  )
})
