/**
 * Random functions for rules, as texts of JavaScript that is also what our compiler reads: every
 * number in them stays within 32 bits, so that both must come to the same.
 */
import fc from 'fast-check'

/** Names that a function has at its beginning; statements in between change `t` and `u`. */
const anyLeaf = fc.oneof(
  fc.constantFrom('s', 't', 'u', 'n.length'),
  fc.nat(7).map((i) => `n[${i}]`),
  fc.integer({ min: -40, max: 40 }).map((value) => (value < 0 ? `(${value})` : String(value))),
  fc.constantFrom(
    'n.filter(a => a === s).length',
    'n.reduce((sum, a) => sum + a, 0)',
    'Math.max(...n)',
    'Math.min(...n)',
    'n.map(a => a * 3 - 1).reduce((sum, a) => sum + a, 1)',
  ),
)

const anyTest = fc.oneof(
  fc.nat(3).map((value) => `n.some(a => a === ${value})`),
  fc.nat(3).map((value) => `n.every(a => a <= ${value})`),
  fc.nat(3).map((value) => `n.includes(${value})`),
)

/** Whole numbers of 32 bits. */
const { number: anyNumber } = fc.letrec<{ number: string; condition: string }>((tie) => {
  const number = tie('number')
  const both = (join: (left: string, right: string) => string) =>
    fc.tuple(number, number).map(([left, right]) => join(left, right))
  return {
    number: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'number' },
      { arbitrary: anyLeaf, weight: 3 },
      both((a, b) => `((${a} + ${b}) | 0)`),
      both((a, b) => `((${a} - ${b}) | 0)`),
      both((a, b) => `((${a} & 1023) * (${b} & 255))`),
      fc
        .tuple(number, fc.constantFrom('&', '|', '^'), number)
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc
        .tuple(number, fc.constantFrom('<<', '>>'), fc.nat(31))
        .map(([a, operator, by]) => `(${a} ${operator} ${by})`),
      fc.tuple(number, fc.integer({ min: 2, max: 9 })).map(([a, by]) => `(${a} % ${by})`),
      fc
        .tuple(fc.constantFrom('trunc', 'floor'), number, fc.integer({ min: 2, max: 9 }))
        .map(([name, a, by]) => `Math.${name}(${a} / ${by})`),
      both((a, b) => `Math.min(${a}, ${b})`),
      both((a, b) => `Math.max(${a}, ${b})`),
      number.map((a) => `Math.abs(${a} & 65535)`),
      number.map((a) => `Math.sign(${a})`),
      number.map((a) => `(~${a})`),
      fc.tuple(tie('condition'), number, number).map(([test, a, b]) => `(${test} ? ${a} : ${b})`),
    ),
    condition: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'number' },
      { arbitrary: anyTest, weight: 1 },
      fc
        .tuple(number, fc.constantFrom('<', '<=', '>', '>=', '===', '!=='), number)
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc
        .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie('condition').map((test) => `(!${test})`),
    ),
  }
})

const anyStatement = fc.oneof(
  anyNumber.map((value) => `t = ${value}`),
  anyNumber.map((value) => `u = (u + ${value}) | 0`),
  fc.tuple(anyNumber, anyNumber).map(([a, b]) => `if (${a} > ${b}) t = ${b}; else u = ${a}`),
  anyNumber.map((value) => `for (const a of n) { if (a > s) t = (t + ${value}) | 0 }`),
  anyNumber.map((value) => `for (let i = 0; i < 3; i++) { u = (u ^ n[i]) + (${value} & 7) | 0 }`),
  anyNumber.map((value) => `if (s === 1) return ${value} & 3`),
  // A function that may return before it changes what is around it.
  fc
    .tuple(anyNumber, anyNumber)
    .map(
      ([a, b]) =>
        `{ const f = (x, y) => { if (x > y) return ${a}; u = (u + x) | 0; return y }; t = f(s, ${b}) }`,
    ),
  // A list that is looked at after the name it was made with has changed.
  anyNumber.map(
    (value) => `{ const m = n.filter(a => a === (t & 3)); t = ${value}; u = (u + m.length) | 0 }`,
  ),
)

/** A function of a state and eight neighbors of four states, `(s, n) => ...`. */
export const anyFunctionText: fc.Arbitrary<string> = fc
  .tuple(fc.array(anyStatement, { maxLength: 3 }), anyNumber)
  .map(([statements, value]) => {
    const body = ['let t = 0', 'let u = 1', ...statements, `return ${value} & 3`]
    return `(s, n) => { ${body.join('; ')} }`
  })
