import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rangesOf } from '../../rules/program/node-ranges.ts'
import { PROGRAM_LIMITS } from '../../rules/program/program.ts'
import { createProgramBuilder, type ProgramBuilder } from '../../rules/program/program-builder.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import { evaluateNodes } from '../../testing/evaluate-nodes.ts'
import { anyMetaRule, SMALL_WORLD } from '../../testing/meta-rules.ts'
import { compileMetaRules, type MetaRuleScope } from './compile-meta-rules.ts'
import {
  type BitContext,
  type BitRules,
  evaluateMetaRules,
  type TickContext,
} from './evaluate-meta-rules.ts'
import { ALWAYS, META_RULE_LIMITS, type MetaRule, type NumberKind } from './meta-rule.ts'
import { type MetaRuleDocument, metaRulesSchema } from './meta-rule-schema.ts'
import { resolveMetaRule } from './resolve-meta-rule.ts'

const { channels, parameters, metrics, rules } = SMALL_WORLD
const CHANNELS = [...channels.keys()]
const PARAMETERS = [...parameters.keys()]
const METRICS = [...metrics.keys()]

const HEAD = {
  dimensions: 3,
  states: SMALL_WORLD.states,
  channels: CHANNELS,
  parameters: [...PARAMETERS, ...METRICS, 'neighbors'],
  rules: rules.length,
} as const

/** Where the numbers of the small world are in a program with this head. */
function scopeIn(code: ProgramBuilder): MetaRuleScope {
  const named = (names: readonly string[], node: (i: number) => number) =>
    new Map(names.map((name, i) => [name, node(i)]))
  return {
    state: code.own(),
    rule: code.rule(),
    tick: code.tick(),
    neighbors: code.parameter(PARAMETERS.length + METRICS.length),
    fields: named(CHANNELS, (i) => code.field(i)),
    parameters: named(PARAMETERS, (i) => code.parameter(i)),
    metrics: named(METRICS, (i) => code.parameter(PARAMETERS.length + i)),
    random: (draw) => code.random(draw),
  }
}

interface Case {
  readonly bit: BitRules
  readonly context: BitContext
  readonly tick: TickContext
}

/** Any number of a kind, those near the thresholds of random meta-rules above all. */
const anyOf = ({ fractionBits, low, high }: NumberKind) => {
  const near = [
    0,
    1,
    2,
    ...[0.1, 0.25, 0.3, 0.5, 0.6, 0.75].map((x) => Math.round(x * 2 ** fractionBits)),
  ]
    .flatMap((raw) => [raw - 1, raw, raw + 1])
    .filter((raw) => raw >= low && raw <= high)
  return fc.oneof(fc.constantFrom(...near, low, high), fc.integer({ min: low, max: high }))
}

const anyNumbers = (kinds: ReadonlyMap<string, NumberKind>) =>
  fc
    .tuple(...[...kinds.values()].map(anyOf))
    .map((values) => new Map([...kinds.keys()].map((name, i) => [name, values[i]!])))

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    rule: fc.nat(rules.length - 1),
    state: fc.nat(SMALL_WORLD.states - 1),
    fields: anyNumbers(channels),
    own: anyNumbers(parameters),
    neighbors: fc.nat(26),
    measured: anyNumbers(metrics),
    tick: fc.oneof(fc.nat(12), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 + 3, 2 ** 50 + 1)),
    draws: fc.infiniteStream(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  })
  .map(({ rule, state, fields, own, neighbors, measured, tick, draws }) => {
    const drawn = [...draws.take(6)]
    return {
      bit: { rule, parameters: own },
      context: { state, fields, neighbors },
      tick: { tick, metrics: measured, random: (draw) => drawn[draw]! },
    }
  })

function compiledIn({ bit, context, tick }: Case, metaRules: readonly MetaRule[]): BitRules {
  const numbers = [...bit.parameters.values(), ...tick.metrics.values(), context.neighbors!]
  const view = {
    own: () => context.state,
    rule: bit.rule,
    tick: tick.tick | 0,
    field: (i: number) => context.fields.get(CHANNELS[i]!)!,
    parameter: (i: number) => numbers[i]!,
    random: (draw: number) => tick.random(draw),
  }
  const [rule, ...moved] = evaluateNodes(HEAD, view, (code) => {
    const next = compileMetaRules(code, metaRules, scopeIn(code))
    return [next.rule, ...PARAMETERS.map((name) => next.parameters.get(name)!)]
  })
  return { rule: rule!, parameters: new Map(PARAMETERS.map((name, i) => [name, moved[i]!])) }
}

const resolved = (documents: readonly MetaRuleDocument[]) =>
  metaRulesSchema.parse(documents).map((document, i) => resolveMetaRule(document, i, SMALL_WORLD))

const STILL: Case = {
  bit: { rule: 0, parameters: new Map(PARAMETERS.map((name) => [name, 8192])) },
  context: {
    state: 1,
    fields: new Map([
      ['heat', 9830],
      ['intent', 3],
    ]),
    neighbors: 2,
  },
  tick: { tick: 12, metrics: new Map(METRICS.map((name) => [name, 100])), random: () => 0 },
}

/** Both ways, which have to agree. */
function run(documents: readonly MetaRuleDocument[], changes: Partial<Case> = {}): BitRules {
  const given = { ...STILL, ...changes }
  const metaRules = resolved(documents)
  const found = compiledIn(given, metaRules)
  expect(found).toEqual(evaluateMetaRules(given.bit, metaRules, given.context, given.tick))
  return found
}

describe('meta-rules', () => {
  test('compiled, do for any bit what they do when evaluated', () =>
    fc.assert(
      fc.property(fc.array(anyMetaRule, { maxLength: 6 }), anyCase, (documents, given) => {
        const metaRules = resolved(documents)
        expect(compiledIn(given, metaRules)).toEqual(
          evaluateMetaRules(given.bit, metaRules, given.context, given.tick),
        )
      }),
      { numRuns: 1000 },
    ))

  test('leave a bit alone where there are none', () => {
    expect(run([])).toEqual(STILL.bit)
  })

  test('the first switch that holds decides the rule', () => {
    expect(
      run([
        { when: { field: 'heat', gt: 0.9 }, then: { switch: 'warm' } },
        { when: { field: 'heat', ge: 0.6 }, then: { switch: 'hot' } },
        { when: { of: 'state', eq: 1 }, then: { switch: 'warm' } },
      ]).rule,
    ).toBe(2)
  })

  test('one that is for another rule does nothing', () => {
    expect(run([{ for: 'hot', then: { switch: 'warm' } }]).rule).toBe(0)
    expect(run([{ for: 0, then: { switch: 'warm' } }]).rule).toBe(1)
  })

  test('a decimal is its nearest raw number, so a field that shows it equals it', () => {
    expect(run([{ when: { field: 'heat', eq: 0.6 }, then: { switch: 'hot' } }]).rule).toBe(2)
    expect(run([{ when: { field: 'heat', gt: 0.6 }, then: { switch: 'hot' } }]).rule).toBe(0)
  })

  test('all drifts that hold are applied in order, and conditions see what was before them', () => {
    const documents: MetaRuleDocument[] = [
      { then: { drift: { parameter: 'trust', by: 0.25 } } },
      { then: { drift: { parameter: 'trust', by: 0.5, high: 0.875 } } },
      { when: { parameter: 'trust', gt: 0.5 }, then: { switch: 'hot' } },
    ]
    const { rule, parameters: moved } = run(documents)
    expect(moved.get('trust')).toBe(0.875 * 2 ** 14)
    expect(rule).toBe(0)
  })

  test('a phase without bounds drifts round its cycle', () => {
    const bit = { rule: 0, parameters: new Map([...STILL.bit.parameters, ['phi_phase', 65_000]]) }
    const by = (amount: number) =>
      run([{ then: { drift: { parameter: 'phi_phase', by: amount } } }], { bit }).parameters
    expect(by(0.25).get('phi_phase')).toBe(65_000 + 16_384 - 65_536)
    expect(by(-1).get('phi_phase')).toBe(65_000)
  })

  test('a drift ends where its bounds are, also those of 32 bits', () => {
    const anyInt32 = fc.oneof(fc.constantFrom(-(2 ** 31), 0, 2 ** 31 - 1), fc.integer())
    fc.assert(
      fc.property(
        anyInt32,
        fc.oneof(fc.integer(), fc.constantFrom(2_000_000_000, 2 ** 32 - 1, 1 - 2 ** 32)),
        anyInt32,
        anyInt32,
        (value, by, one, other) => {
          const [low, high] = [Math.min(one, other), Math.max(one, other)]
          const drift = { kind: 'drift', parameter: 'trust', by, low, high, wraps: false } as const
          const metaRules = [{ when: ALWAYS, rule: undefined, chance: undefined, actions: [drift] }]
          const own = new Map([...STILL.bit.parameters, ['trust', value]])
          const { parameters: moved } = compiledIn(
            { ...STILL, bit: { rule: 0, parameters: own } },
            metaRules,
          )
          expect(moved.get('trust')).toBe(Math.min(Math.max(value + by, low), high))
        },
      ),
    )
  })

  test('drifts go on from what physics has made of a parameter, conditions see what it was', () => {
    const metaRules = resolved([
      { when: { parameter: 'trust', eq: 0.5 }, then: { switch: 'hot' } },
      { when: { parameter: 'trust', eq: 0.25 }, then: { switch: 'warm' } },
      { then: { drift: { parameter: 'trust', by: 0.125 } } },
    ])
    const view = { parameter: () => 0.5 * 2 ** 14 }
    const [rule, trust] = evaluateNodes(HEAD, view, (code) => {
      const scope = scopeIn(code)
      const moved = new Map([...scope.parameters, ['trust', code.constant(0.25 * 2 ** 14)]])
      const next = compileMetaRules(code, metaRules, { ...scope, moved })
      return [next.rule, next.parameters.get('trust')!]
    })
    expect([rule, trust]).toEqual([2, 0.375 * 2 ** 14])
  })

  test('a neighborhood leads to the variant of the rule that a bit has', () => {
    const documents: MetaRuleDocument[] = [
      { then: { neighborhood: 'moore' } },
      { then: { switch: 'hot' } },
    ]
    const at = (rule: number) => run(documents, { bit: { ...STILL.bit, rule } }).rule
    // Warm has no such variant, so the next meta-rule has its turn.
    expect([0, 1, 2, 3].map(at)).toEqual([3, 2, 2, 3])
  })

  test('a chance takes as many draws as it says, counted from the lowest', () => {
    const documents: MetaRuleDocument[] = [{ chance: 0.25, then: { switch: 'hot' } }]
    const at = (random: number) =>
      run(documents, { tick: { ...STILL.tick, random: () => random } }).rule
    expect([0, 2 ** 30 - 1, 2 ** 30, -1, -(2 ** 31)].map(at)).toEqual([2, 2, 0, 0, 0])
  })

  test('every chance has a draw of its own', () => {
    const metaRules = resolved([
      { chance: 0.5, then: { switch: 'hot' } },
      { then: { drift: { parameter: 'trust', by: 0.25 } } },
      { chance: 0.5, then: { switch: 'warm' } },
    ])
    const tick = { ...STILL.tick, random: (draw: number) => (draw === 0 ? -1 : 0) }
    const given = { ...STILL, tick }
    expect(compiledIn(given, metaRules).rule).toBe(1)
    expect(evaluateMetaRules(given.bit, metaRules, given.context, tick).rule).toBe(1)
  })

  test('give only rules that there are, and any kernel can tell', () => {
    fc.assert(
      fc.property(fc.array(anyMetaRule, { maxLength: 6 }), (documents) => {
        const code = createProgramBuilder(HEAD)
        const next = compileMetaRules(code, resolved(documents), scopeIn(code))
        const program = validateProgram(code.finish([code.own()]))
        const { low, high } = rangesOf(program)[next.rule]!
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThan(rules.length)
      }),
      { numRuns: 150 },
    )
  })

  test('look at a field once for each threshold', () => {
    const code = createProgramBuilder(HEAD)
    const scope = scopeIn(code)
    const documents = Array.from({ length: 50 }, (): MetaRuleDocument => {
      return { when: { field: 'heat', gt: 0.6 }, then: { switch: 'hot' } }
    })
    compileMetaRules(code, resolved(documents), scope)
    const { nodes } = code.finish([0])
    expect(nodes.filter((node) => node.op === 'binary' && node.operator === 'gt')).toHaveLength(1)
  })

  test('as many as are allowed fit a program, with room for its rules', () => {
    const { metaRules, allConditions, conditions, actions } = META_RULE_LIMITS
    const each = allConditions / metaRules
    expect(each).toBeLessThan(conditions)
    const drift = { drift: { parameter: 'trust', by: 0.25 } } as const
    const documents = Array.from({ length: metaRules }, (_, i): MetaRuleDocument => {
      const any = Array.from({ length: each }, (_, j) => ({
        field: 'heat',
        eq: (i * each + j) / 999,
      }))
      const chance = i < META_RULE_LIMITS.chances ? 0.5 : undefined
      const drifts = new Array<typeof drift>(actions - 1).fill(drift)
      return { for: 'cold', when: { not: { any } }, chance, then: [{ switch: 'hot' }, ...drifts] }
    })
    const code = createProgramBuilder(HEAD)
    compileMetaRules(code, resolved(documents), scopeIn(code))
    const { nodes } = validateProgram(code.finish([code.own()]))
    expect(nodes.length).toBeLessThan(PROGRAM_LIMITS.nodes * 0.8)
  })
})
