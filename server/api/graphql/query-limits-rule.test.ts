/** What the rule counts is held to documents that were really expanded, every fragment written where it is spread. */
import fc from 'fast-check'
import {
  buildSchema,
  type DocumentNode,
  getIntrospectionQuery,
  Kind,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { GRAPHQL_LIMITS as LIMITS } from './limits.ts'
import { buildLimitsRule } from './query-limits-rule.ts'

const SCHEMA = buildSchema(`
  type Query { one: Thing all(limit: Int): Things size: Int }
  type Thing { size: Int part: Thing parts(limit: Int): Things }
  type Things { items: [Thing] }
`)
const CALLS: ReadonlySet<string> = new Set(['one', 'all', 'parts'])
const rule = buildLimitsRule((field) => CALLS.has(field))

const problemOf = (text: string): string | undefined =>
  validate(SCHEMA, parse(text), [rule])[0]?.message

/** A field with what is in it, without fragments. */
interface Expanded {
  readonly name: string
  readonly hasAlias: boolean
  readonly limit: string | undefined
  readonly inner: readonly Expanded[]
}

function expand({ definitions }: DocumentNode): readonly Expanded[] {
  const fieldsOf = (set: SelectionSetNode | undefined): readonly Expanded[] =>
    (set?.selections ?? []).flatMap((each): readonly Expanded[] => {
      if (each.kind === Kind.INLINE_FRAGMENT) return fieldsOf(each.selectionSet)
      if (each.kind === Kind.FIELD) {
        const limit = each.arguments?.[0]?.value
        return [
          {
            ...{ name: each.name.value, hasAlias: each.alias !== undefined },
            limit: limit?.kind === Kind.INT ? limit.value : undefined,
            inner: fieldsOf(each.selectionSet),
          },
        ]
      }
      const fragment = definitions.find(
        (it) => it.kind === Kind.FRAGMENT_DEFINITION && it.name.value === each.name.value,
      )
      return fieldsOf((fragment as { selectionSet: SelectionSetNode }).selectionSet)
    })
  const [query] = definitions
  return fieldsOf((query as { selectionSet: SelectionSetNode }).selectionSet)
}

const every = (fields: readonly Expanded[]): readonly Expanded[] =>
  fields.flatMap((field) => [field, ...every(field.inner)])
const depthOf = (fields: readonly Expanded[]): number =>
  Math.max(0, ...fields.map(({ inner }) => 1 + depthOf(inner)))
/** As if each list were as long as it may be, and every field of every item stood there. */
const costOf = (fields: readonly Expanded[]): number =>
  fields.reduce((sum, { name, limit, inner }) => {
    const isList = CALLS.has(name) && inner.some((each) => each.name === 'items')
    const times = isList ? Number(limit ?? LIMITS.listLength) : 1
    return sum + (CALLS.has(name) ? 1 + LIMITS.callCost : 1) + times * costOf(inner)
  }, 0)

/** Selections of things, in which the fragments of higher numbers are spread. */
const anyThing = (level: number, fragments: readonly string[]): fc.Arbitrary<string> => {
  const leaf = fc.constantFrom('size', 'a: size', '__typename', 'b: __typename')
  if (level === 0) return leaf
  const inner = fc.array(anyThing(level - 1, fragments), { minLength: 1, maxLength: 3 })
  const limit = fc.integer({ min: 1, max: 9 })
  return fc.oneof(
    leaf,
    ...(fragments.length === 0 ? [] : [fc.constantFrom(...fragments).map((name) => `...${name}`)]),
    inner.map((of) => `part { ${of.join(' ')} }`),
    inner.map((of) => `... on Thing { ${of.join(' ')} }`),
    fc
      .tuple(limit, inner)
      .map(([most, of]) => `p${most}: parts(limit: ${most}) { items { ${of.join(' ')} } }`),
  )
}

const NAMES = ['f0', 'f1', 'f2', 'f3']
const anyDocument = fc
  .tuple(
    fc.array(anyThing(2, NAMES), { minLength: 1, maxLength: 4 }),
    fc.tuple(...NAMES.map((_, at) => anyThing(2, NAMES.slice(at + 1)))),
    fc.integer({ min: 1, max: 12 }),
  )
  .map(([query, fragments, roots]) => {
    const ones = Array.from({ length: roots }, () => 'one { size }').join(' ')
    const all = `all(limit: 3) { items { ${query.join(' ')} } }`
    const defined = fragments.map((text, at) => `fragment f${at} on Thing { ${text} }`)
    return `{ ${all} ${ones} } ${defined.join(' ')}`
  })

test('a document is refused just where it is too much when all fragments are written out', () => {
  const seen = { refused: 0, taken: 0 }
  fc.assert(
    fc.property(anyDocument, (text) => {
      const fields = expand(parse(text))
      const aliases = every(fields).filter(({ hasAlias }) => hasAlias).length
      const isTooMuch =
        depthOf(fields) > LIMITS.depth ||
        aliases > LIMITS.aliases ||
        fields.length > LIMITS.rootFields ||
        costOf(fields) > LIMITS.cost
      seen[isTooMuch ? 'refused' : 'taken']++
      expect(problemOf(text) !== undefined).toBe(isTooMuch)
    }),
    { numRuns: tries(1000) },
  )
  expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(0)
})

describe('limits', () => {
  const deep = (levels: number) =>
    `one { ${'part { '.repeat(levels - 2)} size ${'} '.repeat(levels - 1)}`

  test('a name of a type or a look at the schema beside it lets nothing be deeper', () => {
    expect(problemOf(`{ ${deep(8)} }`)).toBeUndefined()
    for (const more of ['', '__typename', '__schema { queryType { name } }']) {
      expect(problemOf(`{ ${deep(9)} ${more} }`)).toMatch(/8 levels deep/)
    }
  })

  test('the whole schema may be asked for, though not again and again', () => {
    expect(problemOf(getIntrospectionQuery())).toBeUndefined()
    const look = (name: string) => `${name}: __schema { types { name } }`
    expect(problemOf(`{ ${look('a')} ${look('b')} }`)).toBeUndefined()
    expect(problemOf(`{ ${look('a')} ${look('b')} ${look('c')} }`)).toMatch(/2 times/)
    const type = '...f } fragment f on Query { __type(name: "Thing") { name } }'
    expect(problemOf(`{ ${look('a')} ${look('b')} ${type}`)).toMatch(/2 times/)
  })
})

/** Documents as large as any may be, that have made readers of GraphQL slow. */
const repeat = (count: number, each: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => each(at)).join(' ')
const SLOW: readonly (readonly [string, string])[] = [
  ['of the same field again and again', `{ ${repeat(240, () => 'one { size }')} }`],
  [
    'of fragments that spread others three times each',
    `{ one { ...f0 } } ${repeat(80, (at) => `fragment f${at} on Thing { ${at === 79 ? 'size' : repeat(3, () => `...f${at + 1}`)} }`)}`,
  ],
  [
    'of fragments that all spread each other',
    `{ one { ...f0 } } ${repeat(24, (at) => `fragment f${at} on Thing { ${repeat(16, (to) => `...f${to}`)} }`)}`,
  ],
  [
    'of parts within parts, twice at each level',
    `{ one { ${repeat(2, () => `${'part { '.repeat(160)}size${' }'.repeat(160)}`)} } }`,
  ],
  ['of brackets that do not end', `{ ${'one { part { '.repeat(240)}`],
]

test.each(SLOW)('a document %s is refused within a moment', (_, text) => {
  // Of the processor's time: the machine may have other work.
  const before = process.cpuUsage()
  let faults = 0
  try {
    faults = validate(SCHEMA, parse(text, { maxTokens: LIMITS.tokens }), [
      ...specifiedRules,
      rule,
    ]).length
  } catch {
    faults = 1
  }
  expect(faults).toBeGreaterThan(0)
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
})
