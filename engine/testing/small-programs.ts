/**
 * Random worlds for kernels that compute with small numbers only: random dataflows without the
 * nodes that can have any 32 bits.
 *
 * The newest nodes are the next values of components that nothing reads, so that they are compared
 * in full.
 */
import fc from 'fast-check'
import { countCells } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { ProgramNode, RuleProgram } from '../rules/program/program.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import { anyPlace, anyScope } from './program-places.ts'
import { anyRecipes, buildFromRecipes, type Recipe } from './program-recipes.ts'
import { type ProgramWorld, ruleOf } from './programs.ts'

/** Kinds of nodes whose values are never small. */
const WIDE_KINDS: readonly Recipe['kind'][] = ['parameter', 'tick', 'random']

/** Outputs of a program beside its state. */
const COMPONENTS = ['newest', 'older', 'oldest'] as const

/** Any program without wide nodes, in any small world that it fits, run for up to four ticks. */
export const anySmallProgramWorld: fc.Arbitrary<ProgramWorld> = fc
  .record({
    placed: anyPlace.chain((place) =>
      anyScope(place).map((scope) => ({
        place,
        scope: { ...scope, components: 0, parameters: 0 },
      })),
    ),
    recipes: anyRecipes,
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    startTick: fc.oneof(fc.nat(9), fc.constant(2 ** 50)),
    ticks: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ placed: { place, scope }, recipes, seed, startTick, ticks }) => {
    const narrow = recipes.filter(({ kind }) => !WIDE_KINDS.includes(kind))
    const program = validateProgram(exposeNewest(buildFromRecipes(scope, narrow)))
    const cells = countCells(place.size)
    const random = createSplitMix64(seed)
    const draw = (limit: number) => {
      random.next()
      return random.high % limit
    }
    const drawPlane = (value: () => number) => new Int32Array(cells).map(value)
    return {
      setup: { ...place, rule: ruleOf(program), seed },
      cells: Uint8Array.from(drawPlane(() => draw(program.states))),
      planes: [
        ...COMPONENTS.map((name) => ({
          plane: { kind: 'component' as const, name },
          values: drawPlane(() => draw(2 ** 32) | 0),
        })),
        ...program.channels.map((name) => ({
          plane: { kind: 'channel' as const, name },
          values: drawPlane(() => draw(2 * FIELD_LIMIT + 1) - FIELD_LIMIT),
        })),
        ...(program.rules > 1 ? [{ kind: 'rule' as const, name: '' }] : []).map((plane) => ({
          plane,
          values: drawPlane(() => draw(program.rules)),
        })),
      ],
      startTick,
      ticks,
    }
  })

/** The same program with a state made of small numbers, and its newest values as components. */
function exposeNewest(program: RuleProgram): RuleProgram {
  const { nodes, states } = program
  // What recipes make of their last value goes through all 32 bits: seven nodes at the end.
  const kept = nodes.slice(0, -7)
  const values = kept.flatMap(({ op }, id) => (op === 'partition' ? [] : [id]))
  const newest = (back: number) => values[Math.max(0, values.length - 1 - back)]!
  const count = kept.length
  const added: readonly ProgramNode[] = [
    { op: 'const', value: states },
    { op: 'binary', operator: 'rem', left: newest(0), right: count },
    {
      op: 'table',
      inputs: [{ node: count + 1, low: 1 - states, count: 2 * states - 1 }],
      values: new Int32Array(2 * states - 1).map((_, i) => Math.abs(i + 1 - states)),
    },
  ]
  return {
    ...program,
    components: COMPONENTS,
    nodes: [...kept, ...added],
    next: [count + 2, ...COMPONENTS.map((_, back) => newest(back))],
  }
}
