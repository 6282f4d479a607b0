import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SMALL_WORLD } from '../../testing/meta-rules.ts'
import { threadTimeMs } from '../../testing/thread-time.ts'
import { thrownBy } from '../../testing/thrown-by.ts'
import { MetaRuleCycleError, MetaRuleError } from './errors.ts'
import type { MetaRuleDocument } from './meta-rule-schema.ts'
import { metaRulesSchema } from './meta-rule-schema.ts'
import { validateMetaRules } from './validate-meta-rules.ts'

const hot = { switch: 'hot' } as const
const validate = (documents: unknown, world = SMALL_WORLD) => validateMetaRules(documents, world)

describe('validateMetaRules', () => {
  test('takes meta-rules of every kind', () => {
    const documents: MetaRuleDocument[] = [
      { for: 'cold', when: { field: 'heat', gt: 0.6 }, then: { switch: 'hot' } },
      {
        about: 'Cools down when it is lonely, at times.',
        for: 'hot',
        when: {
          all: [
            { field: 'heat', lt: 0.3 },
            {
              any: [
                { of: 'neighbors', le: 2 },
                { metric: 'density', between: [0, 0.1] },
              ],
            },
            { not: { of: 'tick', every: 4, phase: 1 } },
          ],
        },
        chance: 0.5,
        then: [
          { switch: 'cold' },
          { drift: { parameter: 'lambda_sensitivity', by: -0.01, low: 0.1, high: 0.9 } },
        ],
      },
    ]
    const [first, second] = validate(documents)
    expect(first).toMatchObject({
      rule: 0,
      when: { kind: 'compare', comparison: 'gt', value: 9830 },
      actions: [{ kind: 'switch', rule: 2 }],
    })
    expect(second).toMatchObject({
      chance: 2 ** 31,
      actions: [{ rule: 0 }, { by: -164, low: 1638, high: 14_746 }],
    })
  })

  test.each([
    ['an unknown rule', { then: { switch: 'tepid' } }, /"tepid".*"cold"/],
    ['a rule by a number too high', { then: { switch: 4 } }, /rule 4/],
    ['a rule it is for that is unknown', { for: 'tepid', then: hot }, /"tepid"/],
    ['an unknown field', { when: { field: 'mood', gt: 0 }, then: hot }, /field "mood".*"heat"/],
    ['an unknown parameter', { when: { parameter: 'luck', gt: 0 }, then: hot }, /"luck"/],
    ['an unknown metric', { when: { metric: 'joy', gt: 0 }, then: hot }, /metric "joy"/],
    ['a name that objects inherit', { when: { field: 'constructor', gt: 0 }, then: hot }, /field/],
    ['an unknown neighborhood', { then: { neighborhood: 'hex' } }, /"hex", which no rule/],
    ['one its rule has not', { for: 'hot', then: { neighborhood: 'moore' } }, /"hot" not/],
    ['a drift of an unknown parameter', drifting({ parameter: 'luck' }), /"luck"/],
    ['a drift of nothing', drifting({ by: 0.00001 }), /by 0.00001, which is nothing/],
    ['a drift between nothing', drifting({ low: 0.5, high: 0.4 }), /where nothing is/],
    ['a drift beyond the range', drifting({ high: 1.5 }), /trust is from 0 to 1, never 1.5/],
    ['a state there is not', { when: { of: 'state', eq: 4 }, then: hot }, /from 0 to 3, never 4/],
    ['half a state', { when: { of: 'state', eq: 0.5 }, then: hot }, /whole number, not 0.5/],
    ['less than nothing', { when: { of: 'state', lt: 0 }, then: hot }, /never lt 0/],
    ['more than most', { when: { parameter: 'trust', gt: 1 }, then: hot }, /never gt 1/],
    ['a field beyond all fields', { when: { field: 'heat', lt: 9 }, then: hot }, /never 9/],
    [
      'ends the wrong way',
      { when: { field: 'heat', between: [1, 0] }, then: hot },
      /between 1 and/,
    ],
    ['two that exclude each other', all({ gt: 0.6 }, { lt: 0.3 }), /can never hold/],
    ['such in one comparison', all({ gt: 0.6, lt: 0.3 }), /can never hold/],
    ['not what is always', { when: { not: { of: 'state', ge: 0 } }, then: hot }, /never hold/],
    [
      'ticks that never meet',
      { when: { all: [every(4, 0), every(6, 3)] }, then: hot },
      /can never hold/,
    ],
    ['no chance', { chance: 0, then: hot }, /chance of 0 is none/],
    ['a chance beyond 1', { chance: 2, then: hot }, /chance/],
    ['nothing', {}, /then/],
    ['nothing to do', { then: [] }, /needs an action/],
    ['nothing to hold', { when: { all: [] }, then: hot }, /needs a condition/],
    ['an empty condition', { when: {}, then: hot }, /exactly one of of, field/],
    ['a subject without a comparison', { when: { field: 'heat' }, then: hot }, /needs one of eq/],
    ['two subjects', { when: { field: 'heat', of: 'state', eq: 1 }, then: hot }, /field/],
    ['a comparison of all', { when: { all: [every(2, 0)], eq: 1 }, then: hot }, /beside all/],
    ['every of a field', { when: { field: 'heat', every: 2 }, then: hot }, /tick only/],
    ['a phase beyond every', { when: every(2, 2), then: hot }, /less than every/],
    ['a phase alone', { when: { of: 'tick', eq: 1, phase: 0 }, then: hot }, /goes with every/],
    ['two ways to go', { then: [hot, { switch: 'cold' }] }, /more than one rule/],
    ['two actions in one', { then: { ...hot, neighborhood: 'moore' } }, /exactly one of switch/],
    ['an unknown action', { then: { explode: true } }, /then/],
    ['an unknown key', { then: hot, otherwise: hot }, /otherwise/],
    ['a number without end', { when: { field: 'heat', gt: Infinity }, then: hot }, /when.gt/],
    ['no meta-rule', null, /object/],
  ] as const)('refuses %s, and says which', (_, document, reason) => {
    const fault = thrownBy(() => validate([{ then: hot }, document]))
    expect(fault).toBeInstanceOf(MetaRuleError)
    expect(fault).toMatchObject({ code: 'invalid_meta_rule', details: { index: 1 } })
    expect((fault as MetaRuleError).message).toMatch(reason)
    expect((fault as MetaRuleError).message).toMatch(/^Meta-rule 1 cannot be used: /)
  })

  test('refuses neighbors where nobody counts them', () => {
    const documents = [{ when: { of: 'neighbors', eq: 1 }, then: hot }]
    const world = { ...SMALL_WORLD, neighbors: undefined }
    expect(() => validate(documents, world)).toThrow(/does not/)
  })

  test('refuses what is too deep, too wide or too much, at once', () => {
    const nested = (depth: number): object =>
      depth === 1 ? every(2, 0) : { not: nested(depth - 1) }
    expect(() => validate([{ when: nested(8), then: hot }])).not.toThrow()
    expect(() => validate([{ when: nested(9), then: hot }])).toThrow(/more than 8 deep/)
    let endless: object = every(2, 0)
    for (let i = 0; i < 100_000; i++) endless = { not: endless }
    const circular: { not?: object } = {}
    circular.not = circular
    const many = (count: number) => Array.from({ length: count }, () => every(2, 0))
    const started = threadTimeMs()
    expect(() => validate([{ when: endless, then: hot }])).toThrow(MetaRuleError)
    expect(() => validate([{ when: circular, then: hot }])).toThrow(MetaRuleError)
    expect(() => validate([{ when: { any: many(63) }, then: hot }])).not.toThrow()
    expect(() => validate([{ when: { any: many(64) }, then: hot }])).toThrow(/more than 64/)
    expect(() => validate([{ when: { any: many(1_000_000) }, then: hot }])).toThrow(/more than 64/)
    expect(() => validate(new Array(257).fill({ then: hot }))).toThrow(/list of meta-rules/)
    expect(() => validate(new Array(33).fill({ chance: 0.5, then: hot }))).toThrow(/33 of its/)
    const wide = new Array(33).fill({ when: { any: many(63) }, then: hot })
    expect(() => validate(wide)).toThrow(/2112 conditions/)
    // What joins conditions counts as well: it makes nodes of a program too.
    const doubtful = (leaf: object) => ({ not: { not: { not: { not: { not: { not: leaf } } } } } })
    const negated = { any: Array.from({ length: 8 }, () => doubtful(every(2, 0))) }
    const hostile = new Array(256).fill({ when: negated, then: hot })
    expect(() => validate(hostile)).toThrow(/conditions, and 2048/)
    expect(threadTimeMs() - started).toBeLessThan(5000)
  })

  test('takes nothing that is no list', () => {
    for (const documents of [undefined, null, 1, 'x', {}]) {
      expect(() => validate(documents)).toThrow(MetaRuleError)
    }
    expect(validate([])).toEqual([])
  })

  test('names the meta-rules of a cycle', () => {
    const documents: MetaRuleDocument[] = [
      { then: { drift: { parameter: 'trust', by: 0.1 } } },
      { for: 'cold', when: { field: 'heat', gt: 0.3 }, then: { switch: 'hot' } },
      { for: 'hot', when: { field: 'heat', lt: 0.6 }, then: { switch: 'cold' } },
    ]
    const fault = thrownBy(() => validate(documents)) as MetaRuleCycleError
    expect(fault).toBeInstanceOf(MetaRuleCycleError)
    expect(fault.code).toBe('meta_rule_cycle_detected')
    expect(fault.message).toContain('meta-rule 1 from cold to hot, meta-rule 2 from hot to cold')
    expect(fault.details).toEqual({
      switches: [
        { metaRule: 1, from: 'cold', to: 'hot' },
        { metaRule: 2, from: 'hot', to: 'cold' },
      ],
      isCertain: true,
    })
  })

  test('has a JSON Schema for editors', () => {
    const schema = z.toJSONSchema(metaRulesSchema, { io: 'input' })
    expect(schema).toMatchObject({ type: 'array', maxItems: 256 })
    expect(JSON.stringify(schema).length).toBeLessThan(20_000)
  })
})

function drifting(changes: object) {
  return { then: { drift: { parameter: 'trust', by: 0.1, ...changes } } }
}

function all(...comparisons: readonly object[]) {
  return { when: { all: comparisons.map((each) => ({ field: 'heat', ...each })) }, then: hot }
}

function every(ticks: number, phase: number) {
  return { of: 'tick', every: ticks, phase } as const
}
