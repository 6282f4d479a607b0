/** Random policies, each beside a function that says what it means, and requests to try them on. */
import fc from 'fast-check'
import type { SpawnRequest } from '../policy/spawn-request.ts'

/** An expression in Cedar's language, and its value. */
interface Meaning<T> {
  readonly text: string
  /** @throws {EvaluationFailure} where Cedar fails too. */
  readonly evaluate: (request: SpawnRequest) => T
}

/** What an expression does that has no value. */
class EvaluationFailure extends Error {}

export interface MeantPolicy {
  readonly text: string
  readonly effect: 'permit' | 'forbid'
  readonly meaning: (request: SpawnRequest) => boolean
}

const number = fc.integer({ min: -4, max: 4 })
const axisName = fc.constantFrom('x', 'y', 'z')

const axis: fc.Arbitrary<Meaning<number>> = fc
  .tuple(axisName, fc.boolean())
  .map(([name, isIndexed]) => ({
    text: isIndexed ? `context["coord"]["${name}"]` : `context.coord.${name}`,
    evaluate: ({ coord }) => coord[name as 'x'],
  }))

const metaRules: Meaning<number> = {
  text: 'context.attributes.metaRules',
  evaluate: ({ attributes }) => attributes.metaRules,
}

const literal: fc.Arbitrary<Meaning<number>> = number.map((value) => ({
  text: String(value),
  evaluate: () => value,
}))

const sum: fc.Arbitrary<Meaning<number>> = fc.tuple(axis, axis).map(([a, b]) => ({
  text: `${a.text} + ${b.text}`,
  evaluate: (r) => a.evaluate(r) + b.evaluate(r),
}))

/** Overflows for every value above 0. */
const overflow: fc.Arbitrary<Meaning<number>> = fc
  .oneof(axis, fc.constant(metaRules))
  .map(({ text, evaluate }) => ({
    text: `${text} + 9223372036854775807`,
    evaluate(request) {
      if (evaluate(request) > 0) throw new EvaluationFailure()
      return 2 ** 62
    },
  }))

const operators = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
}

const term = fc.oneof(
  { weight: 6, arbitrary: axis },
  { weight: 2, arbitrary: fc.constant(metaRules) },
  { weight: 1, arbitrary: sum },
  { weight: 1, arbitrary: overflow },
)

const comparison: fc.Arbitrary<Meaning<boolean>> = fc
  .tuple(
    term,
    fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[])),
    fc.oneof({ weight: 4, arbitrary: literal }, axis),
    fc.boolean(),
  )
  .map(([a, operator, b, isTurned]) => {
    const [left, right] = isTurned ? [b, a] : [a, b]
    return {
      text: `${left.text} ${operator} ${right.text}`,
      evaluate: (r) => operators[operator](left.evaluate(r), right.evaluate(r)),
    }
  })

const other: fc.Arbitrary<Meaning<boolean>> = fc.oneof(
  fc.constant<Meaning<boolean>>({
    text: 'context.attributes.traceEnabled',
    evaluate: ({ attributes }) => attributes.traceEnabled,
  }),
  number.map((value) => ({
    text: `context.attributes has mood && context.attributes.mood < ${value}`,
    evaluate: ({ attributes: { mood } }: SpawnRequest) => typeof mood === 'number' && mood < value,
  })),
  fc.tuple(axis, number).map(([a, value]) => ({
    text: `[0, ${value}].contains(${a.text})`,
    evaluate: (r: SpawnRequest) => [0, value].includes(a.evaluate(r)),
  })),
  fc.tuple(number, number, number).map(([x, y, z]) => ({
    text: `context.coord == {x: ${x}, y: ${y}, z: ${z}}`,
    evaluate: ({ coord }: SpawnRequest) => coord.x === x && coord.y === y && coord.z === z,
  })),
  fc.constant<Meaning<boolean>>({
    text: 'context has coord && context.coord has x',
    evaluate: () => true,
  }),
)

const { condition } = fc.letrec<{ condition: Meaning<boolean> }>((tie) => {
  const pair = fc.tuple(tie('condition'), tie('condition'))
  return {
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: comparison },
      { weight: 2, arbitrary: other },
      {
        weight: 2,
        arbitrary: pair.map(([a, b]) => ({
          text: `(${a.text}) && (${b.text})`,
          evaluate: (r: SpawnRequest) => a.evaluate(r) && b.evaluate(r),
        })),
      },
      {
        weight: 2,
        arbitrary: pair.map(([a, b]) => ({
          text: `(${a.text}) || (${b.text})`,
          evaluate: (r: SpawnRequest) => a.evaluate(r) || b.evaluate(r),
        })),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(pair, comparison).map(([[a, b], c]) => ({
          text: `if ${c.text} then (${a.text}) else !(${b.text})`,
          evaluate: (r: SpawnRequest) => (c.evaluate(r) ? a.evaluate(r) : !b.evaluate(r)),
        })),
      },
    ),
  }
})

const clauses = fc.array(fc.tuple(fc.constantFrom('when', 'unless'), condition), { maxLength: 2 })

export const anyPolicy: fc.Arbitrary<MeantPolicy> = fc
  .record({
    effect: fc.constantFrom('permit', 'forbid'),
    actor: fc.constantFrom(undefined, undefined, 'ada', 'bo'),
    zone: fc.constantFrom(undefined, undefined, undefined, 'north'),
    clauses,
  })
  .map(({ effect, actor, zone, clauses }) => {
    const principal = actor === undefined ? 'principal' : `principal == Actor::"${actor}"`
    const resource = zone === undefined ? 'resource' : `resource == Zone::"${zone}"`
    const words = clauses.map(([kind, { text }]) => ` ${kind} { ${text} }`).join('')
    return {
      effect,
      text: `${effect}(${principal}, action == Action::"spawn", ${resource})${words};`,
      meaning: (request) =>
        (actor === undefined || actor === request.actor) &&
        (zone === undefined || zone === request.zoneId) &&
        clauses.every(([kind, { evaluate }]) => (kind === 'when') === evaluate(request)),
    }
  })

export const anyRequest: fc.Arbitrary<SpawnRequest> = fc.record({
  actor: fc.constantFrom('ada', 'bo', 'cy'),
  zoneId: fc.constantFrom('north', 'south'),
  coord: fc.record({ x: fc.integer({ min: -6, max: 6 }), y: number, z: number }),
  attributes: fc.record(
    {
      rule: fc.constantFrom('B3/S23', '4-5/5/2/M'),
      traceEnabled: fc.boolean(),
      metaRules: fc.nat(3),
      mood: number,
    },
    { requiredKeys: ['rule', 'traceEnabled', 'metaRules'] },
  ),
})

/** What policies that are named `policy0`, `policy1`, ... say together. */
export function judge(
  policies: readonly MeantPolicy[],
  request: SpawnRequest,
): { readonly decision: 'allow' | 'deny'; readonly policies: readonly string[] } {
  const satisfied = { permit: [] as string[], forbid: [] as string[] }
  for (const [i, { effect, meaning }] of policies.entries()) {
    const id = `policy${i}`
    try {
      if (meaning(request)) satisfied[effect].push(id)
    } catch (error) {
      if (!(error instanceof EvaluationFailure)) throw error
      return { decision: 'deny', policies: [id] }
    }
  }
  if (satisfied.forbid.length > 0) return { decision: 'deny', policies: satisfied.forbid }
  if (satisfied.permit.length > 0) return { decision: 'allow', policies: satisfied.permit }
  return { decision: 'deny', policies: [] }
}
