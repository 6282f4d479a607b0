/** Programs that no builder of ours makes: what is none is refused by name, and soon. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KernelUnsupportedError } from '../../kernels/errors.ts'
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import { createIntLaneKernel } from '../../kernels/wasm/int-lanes/int-lane-kernel.ts'
import { TopologyError } from '../../lattice/errors.ts'
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { isNamedError } from '../../named-error.ts'
import { assertSame } from '../../testing/case.ts'
import { mutate, mutationsOf } from '../../testing/program-mutations.ts'
import { anyProgramWorld, ruleOf, runProgramWorld } from '../../testing/programs.ts'
import { readProgramText } from '../../testing/read-program-text.ts'
import { tries } from '../../testing/tries.ts'
import { parseRule } from '../parse-rule.ts'
import { optimizeProgram } from './optimize-program.ts'
import type { ProgramNode, RuleProgram } from './program.ts'
import { createProgramBuilder } from './program-builder.ts'
import { hashProgram, serializeProgram } from './serialize-program.ts'
import { validateProgram } from './validate-program.ts'

/** Of this thread's own work, whatever else the machine does; what this is to catch takes minutes. */
const MAX_CHECK_MS = 5000

/** The program where it is one, undefined where it is refused by name. */
function validOrRefused(program: unknown): RuleProgram | undefined {
  const before = process.threadCpuUsage()
  try {
    return validateProgram(program as RuleProgram)
  } catch (error) {
    if (!isNamedError(error)) throw error
    expect(error.message.length).toBeLessThan(1000)
    return undefined
  } finally {
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(MAX_CHECK_MS)
  }
}

describe('a program damaged at random', () => {
  test('is refused by name, or runs the same on two kernels and keeps to its states', async () => {
    let [refused, ran] = [0, 0]
    await fc.assert(
      fc.asyncProperty(anyProgramWorld, mutationsOf(3), async (world, mutations) => {
        const program = validOrRefused(mutate(world.setup.rule.program, mutations))
        if (program === undefined) {
          refused++
          return
        }
        const setup = { ...world.setup, rule: ruleOf(program) }
        const planes = world.planes
          .filter(({ plane }) => hasPlane(program, plane))
          .map(({ plane, values }) => ({
            plane,
            // As cells are of its states, cells follow rules that the damaged program still has.
            values: plane.kind === 'rule' ? values.map((rule) => rule % program.rules) : values,
          }))
        const cells = world.cells.map((state) => state % program.states)
        const damaged = { ...world, setup, planes, cells }
        try {
          const expected = await runProgramWorld(createReferenceKernel, damaged)
          expect(expected.cells.every((state) => state < program.states)).toBe(true)
          assertSame(await runProgramWorld(createIntLaneKernel, damaged), expected)
          ran++
        } catch (error) {
          // It may look further than its world has room for.
          if (!(error instanceof TopologyError || error instanceof KernelUnsupportedError))
            throw error
        }
        const simplest = optimizeProgram(program)
        expect(serializeProgram(validateProgram(simplest))).toBe(serializeProgram(simplest))
      }),
      // Of a hundred about three still run.
      { numRuns: Math.max(400, tries(1000)) },
    )
    // Both have been tried.
    expect(Math.min(refused, ran)).toBeGreaterThan(0)
  })

  test('has another text wherever it is another program', () => {
    fc.assert(
      fc.property(anyProgramWorld, mutationsOf(1), ({ setup }, mutations) => {
        const { program } = setup.rule
        const damaged = validOrRefused(mutate(program, mutations))
        if (damaged === undefined) return
        expect(readProgramText(serializeProgram(damaged))).toEqual(plain(damaged))
      }),
      { numRuns: tries(300) },
    )
  })
})

function hasPlane(program: RuleProgram, { kind, name }: { kind: string; name: string }): boolean {
  const { components, channels, parameters, rules } = program
  const isRule = kind === 'rule' && rules > 1
  return isRule || [...components, ...channels, ...parameters].includes(name)
}

/** Without members that are undefined and zeros that have a sign, which mean nothing. */
const plain = (program: RuleProgram) => mutate(program, [], { isPlain: true })

describe('the text of a program', () => {
  test('holds all there is of it: read again, it is the program', () => {
    fc.assert(
      fc.property(anyProgramWorld, ({ setup }) => {
        const { program } = setup.rule
        expect(readProgramText(serializeProgram(program))).toEqual(plain(program))
      }),
      { numRuns: tries(300) },
    )
  })

  test('does not depend on the order in which members were written', async () => {
    await fc.assert(
      fc.asyncProperty(anyProgramWorld, async ({ setup }) => {
        const { program } = setup.rule
        const backward = mutate(program, [], { isBackward: true }) as RuleProgram
        expect(serializeProgram(validateProgram(backward))).toBe(serializeProgram(program))
        expect(await hashProgram(backward)).toBe(await hashProgram(program))
      }),
    )
  })
})

const MOORE: NeighborhoodSpec = { kind: 'named', name: 'moore-2d' }

function build(change: Partial<Record<keyof RuleProgram, unknown>>): unknown {
  return { ...parseRule('B3/S23').rule.program, ...change }
}

/** Life with a node more. */
function withNode(node: unknown): unknown {
  const { nodes, ...rest } = parseRule('B3/S23').rule.program
  return { ...rest, nodes: [...nodes, node] }
}

const withMeasure = (measure: unknown) => withNode({ op: 'sum', partition: 0, measure })
const withGathering = (gathering: unknown) => withNode({ op: 'partition', component: 0, gathering })
const withNeighborhood = (neighborhood: unknown) =>
  withGathering({ kind: 'neighborhood', neighborhood, withCenter: false })
const withOffsets = (offsets: unknown, dimensions: unknown = 2) =>
  withNeighborhood({ kind: 'offsets', dimensions, offsets })

describe('what is no program is refused by name:', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 3],
    ['a text', 'B3/S23'],
    ['a function', () => 0],
    ['a list', []],
    ['an empty object', {}],
    ['one whose members are inherited', Object.create(parseRule('B3/S23').rule.program)],
    ['a member that there is not', build({ color: 'red' } as object)],
    ['a member of a prototype', JSON.parse('{"__proto__": {"version": 1}}')],
    ['nodes that are no list', build({ nodes: { length: 1e9 } })],
    ['a list of nodes with gaps', build({ nodes: new Array(4) })],
    ['more nodes than there may be', build({ nodes: new Array(4e9) })],
    ['names that are numbers', build({ components: [1, 2] })],
    ['a name that is a novel', build({ channels: ['x'.repeat(1e6)] })],
    ['next values that are no list', build({ next: 3 })],
    ['a next value that is a text', build({ next: ['3'] })],
    ['no writes', build({ writes: undefined })],
    ['a write that is none', build({ writes: [null] })],
    ['two rules and a half', build({ rules: 2.5 })],
    ['states that are no number', build({ states: Number.NaN })],
    ['a node that is null', withNode(null)],
    ['a node that is a list', withNode([])],
    ['a node that is an array of bytes', withNode(new Uint8Array(2 ** 24))],
    ['an operation that there is not', withNode({ op: 'launch' })],
    ['an operation named as a method', withNode({ op: 'toString' })],
    ['an operation named as a prototype', withNode({ op: '__proto__' })],
    ['an operation that is none', withNode({ op: { toString: 1 } })],
    [
      'an operator that there is not',
      withNode({ op: 'binary', operator: 'pow', left: 1, right: 1 }),
    ],
    [
      'an operator named as a method',
      withNode({ op: 'binary', operator: 'constructor', left: 1, right: 1 }),
    ],
    ['an axis that there is not', withNode({ op: 'coordinate', axis: 'w' })],
    ['an axis named as another member', withNode({ op: 'coordinate', axis: 'tick' })],
    ['a constant that is a text', withNode({ op: 'const', value: '1' })],
    ['a constant of many digits', withNode({ op: 'const', value: 10n ** 100n })],
    ['a node with one member more', withNode({ op: 'tick', of: 1 })],
    ['no gathering', withGathering(undefined)],
    ['a gathering of another kind', withGathering({ kind: 'hexagons' })],
    ['no neighborhood', withNeighborhood(null)],
    ['a neighborhood of another kind', withNeighborhood({ kind: 'cube', radiusCells: 1 })],
    ['a neighborhood that has no name', withNeighborhood({ kind: 'named', name: 'moore-4d' })],
    ['a neighborhood named as a method', withNeighborhood({ kind: 'named', name: 'valueOf' })],
    ['a radius that is endless', withNeighborhood({ kind: 'square', radiusCells: Infinity })],
    ['offsets that are no list', withOffsets('1,0')],
    ['offsets of two numbers', withOffsets([[1, 0]])],
    ['offsets of four numbers', withOffsets([[1, 0, 0, 0]])],
    ['an offset that is not there', withOffsets([null])],
    ['offsets of no dimensions', withOffsets([[1, 0, 0]], 0)],
    ['offsets of some dimensions', withOffsets([[1, 0, 0]], Number.NaN)],
    [
      'neither with the center nor without',
      withGathering({ kind: 'neighborhood', neighborhood: MOORE }),
    ],
    ['blocks without a size', withGathering({ kind: 'block', corners: [[0, 0, 0]] })],
    [
      'a corner of no numbers',
      withGathering({ kind: 'block', sizeCells: { x: 2, y: 2, z: 1 }, corners: [[]] }),
    ],
    ['no corners', withGathering({ kind: 'block', sizeCells: { x: 2, y: 2, z: 1 }, corners: [] })],
    ['no measure', withMeasure(undefined)],
    ['a measure of another kind', withMeasure({ kind: 'weight' })],
    ['a measure with gaps', withMeasure({ kind: 'table', values: new Array(3) })],
    ['a measure in bytes', withMeasure({ kind: 'table', values: new Uint8Array(3) })],
    [
      'weights with gaps',
      withNode({ op: 'sum', partition: 0, measure: { kind: 'value' }, weights: new Array(8) }),
    ],
    ['a table in a plain list', withNode({ op: 'table', inputs: [], values: [1] })],
    ['a table without inputs', withNode({ op: 'table', values: new Int32Array(1) })],
    ['an input that is null', withNode({ op: 'table', inputs: [null], values: new Int32Array(1) })],
    [
      'a tree of doubles',
      withNode({ op: 'tree', inputs: [1], arity: 2, rows: new Float64Array(2) }),
    ],
    ['a node that uses itself', withNode({ op: 'select', condition: 4, then: 4, otherwise: 4 })],
    [
      'two nodes that use each other',
      build({
        nodes: [
          { op: 'select', condition: 1, then: 1, otherwise: 1 },
          { op: 'select', condition: 0, then: 0, otherwise: 0 },
        ],
        next: [0],
      }),
    ],
  ])('%s', (_, program) => {
    expect(validOrRefused(program)).toBeUndefined()
  })
})

describe('a program made to take long is checked or refused soon:', () => {
  const nodesOf = (nodes: readonly unknown[]) => build({ nodes, next: [0] })
  const box = (side: number) =>
    Array.from({ length: side ** 3 }, (_, i) => [
      i % side,
      Math.floor(i / side) % side,
      Math.floor(i / side / side) + 1,
    ])
  const offsets = { kind: 'offsets', dimensions: 3, offsets: box(16) } as const
  const wide: ProgramNode = {
    op: 'partition',
    component: 0,
    gathering: {
      kind: 'neighborhood',
      neighborhood: offsets as unknown as NeighborhoodSpec,
      withCenter: false,
    },
  }
  const own: ProgramNode = { op: 'own', component: 0 }
  const many = <T>(count: number, make: (i: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i))
  const long = new Array<number>(2 ** 24).fill(1)
  test.each<[string, () => unknown, boolean]>([
    [
      '4096 sites named 19,998 times',
      () => ({
        ...(nodesOf([
          own,
          wide,
          ...many(19_998, (i) => ({ op: 'site', partition: 1, index: i % 4096 })),
        ]) as object),
        dimensions: 3,
      }),
      true,
    ],
    [
      'a list of neighbors in 19,999 partitions',
      () => ({ ...(nodesOf([own, ...many(19_999, () => wide)]) as object), dimensions: 3 }),
      false,
    ],
    [
      'a square of a million cells in 19,999 partitions',
      () =>
        nodesOf([
          own,
          ...many(19_999, () => ({
            ...wide,
            gathering: {
              kind: 'neighborhood',
              neighborhood: { kind: 'square', radiusCells: 500 },
              withCenter: true,
            },
          })),
        ]),
      false,
    ],
    [
      'a measure of 2^24 values, 19,998 times',
      () =>
        nodesOf([
          own,
          parseRule('B3/S23').rule.program.nodes[0],
          ...many(19_998, () => ({
            op: 'sum',
            partition: 1,
            measure: { kind: 'table', values: long },
          })),
        ]),
      false,
    ],
    [
      'tables of 19,998 inputs',
      () =>
        nodesOf([
          own,
          ...many(19_998, () => ({
            op: 'table',
            inputs: many(1, () => ({ node: 0, low: 0, count: 1 })),
            values: new Int32Array(1),
          })),
        ]),
      true,
    ],
    ['a tree of 2^20 leaves', () => nodesOf([own, towerOfRows(20)]), true],
    [
      'a tree of which all but the root is out of reach',
      () => nodesOf([own, { op: 'tree', inputs: [0], arity: 2, rows: new Int32Array(2 ** 24) }]),
      true,
    ],
  ])('%s', { timeout: 20_000 }, (_, program, isOne) => {
    expect(validOrRefused(program()) !== undefined).toBe(isOne)
  })

  test('twenty thousand names of one value deep', () => {
    const builder = createProgramBuilder({ dimensions: 2, states: 2 })
    let last = builder.own()
    for (let i = 1; i < 20_000; i++) last = builder.binary('and', last, last)
    expect(validOrRefused(builder.finish(last))).toBeDefined()
  })
})

/** A tree of two states and no two equal rows. */
function towerOfRows(depth: number): ProgramNode {
  const rows = new Int32Array(2 ** (depth + 1) - 2)
  let at = 2 ** depth
  let below = 0
  for (let width = 2 ** (depth - 2); width >= 1; width /= 2) {
    for (let i = 0; i < 2 * width; i++) rows[at++] = below + i
    below += 2 * width
  }
  return { op: 'tree', inputs: new Array<number>(depth).fill(0), arity: 2, rows }
}
