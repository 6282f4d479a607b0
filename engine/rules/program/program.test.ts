/** What must hold of any program: its checks, its simplest form, its text and its ranges. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import { assertSame } from '../../testing/case.ts'
import { anyProgramWorld, ruleOf, runProgramWorld } from '../../testing/programs.ts'
import { tries } from '../../testing/tries.ts'
import { anyRule } from '../../testing/worlds.ts'
import { ProgramError } from '../errors.ts'
import { parseRule } from '../parse-rule.ts'
import { type CellView, evaluateProgram } from './evaluate-program.ts'
import { countSites, gatheringOf, rangesOf } from './node-ranges.ts'
import { optimizeProgram } from './optimize-program.ts'
import { printProgram } from './print-program.ts'
import type { ProgramNode, RuleProgram } from './program.ts'
import { createProgramBuilder } from './program-builder.ts'
import { recognizeForm } from './recognize-form.ts'
import { hashProgram, serializeProgram } from './serialize-program.ts'
import { validateProgram } from './validate-program.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const

describe('the simplest form of a program', () => {
  test('means what the program means', () =>
    fc.assert(
      fc.asyncProperty(anyProgramWorld, async (world) => {
        const { rule } = world.setup
        const simplest = optimizeProgram(rule.program)
        validateProgram(simplest)
        const setup = { ...world.setup, rule: ruleOf(simplest) }
        const expected = await runProgramWorld(createReferenceKernel, world)
        assertSame(await runProgramWorld(createReferenceKernel, { ...world, setup }), expected)
      }),
      { numRuns: tries(100) },
    ))

  test('is its own simplest form', () => {
    fc.assert(
      fc.property(anyProgramWorld, ({ setup }) => {
        const once = optimizeProgram(setup.rule.program)
        expect(serializeProgram(optimizeProgram(once))).toBe(serializeProgram(once))
      }),
      { numRuns: tries(100) },
    )
  })

  test('is one table for Life, however it is written', () => {
    const life = optimizeProgram(parseRule('B3/S23').rule.program)
    expect(life.nodes.map(({ op }) => op)).toEqual(['partition', 'sum', 'own', 'table'])
    expect(serializeProgram(optimizeProgram(buildLifeByArithmetic()))).toBe(serializeProgram(life))
  })
})

/** Life as somebody would write it: alive when n = 3, or when alive and n = 2. */
function buildLifeByArithmetic(): RuleProgram {
  const b = createProgramBuilder({ dimensions: 2, states: 2 })
  const p = b.partition({ kind: 'neighborhood', neighborhood: MOORE, withCenter: false })
  const n = b.sum(p, { kind: 'is', value: 1 })
  const own = b.own()
  const isBorn = b.binary('eq', n, b.constant(3))
  const stays = b.binary('and', own, b.binary('eq', n, b.constant(2)))
  return b.finish(b.binary('or', isBorn, stays))
}

describe('a form', () => {
  test('is found by what a program depends on, not by how it is written', () => {
    const life = recognizeForm(parseRule('B3/S23').rule.program)
    expect(recognizeForm(buildLifeByArithmetic())).toEqual(life)
  })

  test('is counting also where the cell counts itself', () => {
    const b = createProgramBuilder({ dimensions: 2, states: 2 })
    const p = b.partition({ kind: 'neighborhood', neighborhood: MOORE, withCenter: true })
    const n = b.sum(p, { kind: 'value' })
    const isThree = b.binary('eq', n, b.constant(3))
    const isFour = b.binary('and', b.binary('eq', n, b.constant(4)), b.own())
    const program = b.finish(b.binary('or', isThree, isFour))
    expect(recognizeForm(program)).toEqual(recognizeForm(parseRule('B3/S23').rule.program))
  })

  test('is one of configurations where single sites decide', () => {
    const b = createProgramBuilder({ dimensions: 1, states: 2 })
    const neighborhood = { kind: 'named', name: 'elementary' } as const
    const p = b.partition({ kind: 'neighborhood', neighborhood, withCenter: true })
    // Rule 30: left xor (center or right).
    const program = b.finish(
      b.binary('xor', b.site(p, 0), b.binary('or', b.site(p, 1), b.site(p, 2))),
    )
    expect(recognizeForm(program)).toEqual(recognizeForm(parseRule('W30').rule.program))
  })

  test.each([
    ['tick', (b: ReturnType<typeof createProgramBuilder>) => b.tick()],
    ['place', (b: ReturnType<typeof createProgramBuilder>) => b.coordinate('x')],
    ['chance', (b: ReturnType<typeof createProgramBuilder>) => b.random(0)],
  ])('is general where the %s decides too', (_, build) => {
    const b = createProgramBuilder({ dimensions: 2, states: 2 })
    const p = b.partition({ kind: 'neighborhood', neighborhood: MOORE, withCenter: false })
    const n = b.sum(p, { kind: 'is', value: 1 })
    const isOdd = b.binary('and', b.binary('add', n, build(b)), b.constant(1))
    expect(recognizeForm(b.finish(isOdd))).toEqual({ kind: 'general' })
  })

  test('of a rule in a table survives fusion', () => {
    fc.assert(
      fc.property(anyRule, ({ program }) => {
        const simplest = optimizeProgram(program)
        // What looks at nothing has lost its neighborhood.
        fc.pre(simplest.nodes.some(({ op }) => op === 'partition'))
        expect(recognizeForm(simplest)).toEqual(recognizeForm(program))
      }),
      { numRuns: tries(100) },
    )
  })
})

describe('the text of a program', () => {
  test('is the same for equal programs only', () => {
    fc.assert(
      fc.property(anyProgramWorld, anyProgramWorld, (a, b) => {
        const [first, second] = [a.setup.rule.program, b.setup.rule.program]
        expect(serializeProgram(structuredClone(first))).toBe(serializeProgram(first))
        expect(serializeProgram(first) === serializeProgram(second)).toBe(
          isDeeplyEqual(first, second),
        )
      }),
    )
  })

  test('has a hash that tells one table entry', async () => {
    const { program } = parseRule('B3/S23').rule
    const flipped = program.nodes.map((node): ProgramNode => {
      if (node.op !== 'table') return node
      const values = node.values.slice()
      values[8] = 1
      return { ...node, values }
    })
    const hash = await hashProgram(program)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashProgram(structuredClone(program))).toBe(hash)
    expect(await hashProgram({ ...program, nodes: flipped })).not.toBe(hash)
  })

  test('is read by people too', () => {
    expect(printProgram(parseRule('B3/S23').rule.program).split('\n')).toEqual([
      'program of 2 dimensions, 2 states',
      '  n0 = partition state of moore-2d (8 sites)',
      '  n1 = sum n0 where it is 1                  : 0..8',
      '  n2 = own state                             : 0..1',
      '  n3 = table [n2, n1] 3*0 1 7*0 2*1 5*0      : 0..1',
      '  next state = n3',
    ])
  })

  test('has a line for each node of any program', () => {
    fc.assert(
      fc.property(anyProgramWorld, ({ setup }) => {
        const { program } = setup.rule
        const lines = printProgram(program).split('\n')
        const outputs = program.next.length + program.writes.length
        expect(lines).toHaveLength(1 + program.nodes.length + outputs)
      }),
    )
  })
})

function isDeeplyEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}

test('a node never has a value outside its range', () => {
  fc.assert(
    fc.property(anyProgramWorld, fc.array(fc.integer(), { minLength: 64, maxLength: 64 }), drawn),
    { numRuns: tries(250) },
  )
})

/** Evaluates a program on numbers drawn at random, each brought into the range it can have. */
function drawn({ setup }: { readonly setup: { rule: { program: RuleProgram } } }, raw: number[]) {
  const { program } = setup.rule
  const ranges = rangesOf(program)
  let next = 0
  const draw = (low: number, high: number) => {
    const value = raw[next++ % raw.length]!
    return low + (Math.abs(value) % (high - low + 1))
  }
  const any = () => raw[next++ % raw.length]!
  const of = (component: number) => (component === 0 ? draw(0, program.states - 1) : any())
  const known = new Map<number, number>()
  const view: CellView = {
    x: any(),
    y: any(),
    z: any(),
    tick: any(),
    rule: draw(0, program.rules - 1),
    own: (component) => {
      if (!known.has(component)) known.set(component, of(component))
      return known.get(component)!
    },
    field: () => draw(-131071, 131071),
    parameter: any,
    random: any,
    position: (partition) => draw(0, countSites(gatheringOf(program, partition)) - 1),
    gather: (partition) => {
      const node = program.nodes[partition]!
      const component = node.op === 'partition' ? node.component : 0
      return Array.from({ length: countSites(gatheringOf(program, partition)) }, () =>
        of(component),
      )
    },
  }
  const values = evaluateProgram(program, view)
  for (const [id, node] of program.nodes.entries()) {
    if (node.op === 'partition') continue
    expect(values[id]).toBeGreaterThanOrEqual(ranges[id]!.low)
    expect(values[id]).toBeLessThanOrEqual(ranges[id]!.high)
  }
}

describe('a faulty program is refused by name:', () => {
  const build = (change: Partial<RuleProgram>) => ({ ...buildLifeByArithmetic(), ...change })
  const withNode = (node: ProgramNode): RuleProgram => {
    const { nodes, ...rest } = buildLifeByArithmetic()
    return { ...rest, nodes: [...nodes, node] }
  }
  test.each<[string, RuleProgram]>([
    ['no states', build({ states: 1 })],
    ['too many states', build({ states: 257 })],
    ['four dimensions', build({ dimensions: 4 as 3 })],
    ['an output that is no node', build({ next: [99] })],
    ['an output that is a partition', build({ next: [0] })],
    ['two outputs for one component', build({ next: [3, 4] })],
    ['a write to no channel', build({ writes: [{ channel: 0, value: 1 }] })],
    ['names that are not distinct', build({ channels: ['heat', 'heat'] })],
    ['a state beyond the last', build({ next: [1] })],
    ['an input after the node', withNode({ op: 'binary', operator: 'add', left: 1, right: 90 })],
    [
      'a partition used as a number',
      withNode({ op: 'binary', operator: 'add', left: 0, right: 1 }),
    ],
    ['a sum of a number', withNode({ op: 'sum', partition: 1, measure: { kind: 'value' } })],
    ['a site that is not there', withNode({ op: 'site', partition: 0, index: 8 })],
    ['a position without blocks', withNode({ op: 'position', partition: 0 })],
    ['a component that is not there', withNode({ op: 'own', component: 1 })],
    ['a parameter that is not there', withNode({ op: 'parameter', parameter: 0 })],
    ['a channel that is not there', withNode({ op: 'field', channel: 0 })],
    ['too many draws', withNode({ op: 'random', draw: 64 })],
    ['a constant of 33 bits', withNode({ op: 'const', value: 2 ** 31 })],
    [
      'weights that are too few',
      withNode({ op: 'sum', partition: 0, measure: { kind: 'value' }, weights: [1] }),
    ],
    [
      'a table of the wrong length',
      withNode({ op: 'table', inputs: [{ node: 1, low: 0, count: 9 }], values: new Int32Array(8) }),
    ],
    [
      'a tree that leads back',
      withNode({ op: 'tree', inputs: [1, 2], arity: 2, rows: Int32Array.of(0, 1, 1, 1) }),
    ],
    [
      'a block of no cells',
      withNode({
        op: 'partition',
        component: 0,
        gathering: { kind: 'block', sizeCells: { x: 0, y: 2, z: 1 }, corners: [[0, 0, 0]] },
      }),
    ],
    [
      'a corner outside its block',
      withNode({
        op: 'partition',
        component: 0,
        gathering: { kind: 'block', sizeCells: { x: 2, y: 2, z: 1 }, corners: [[2, 0, 0]] },
      }),
    ],
  ])('%s', (_, program) => {
    expect(() => validateProgram(program)).toThrow(ProgramError)
  })

  test('random programs are none of them', () => {
    fc.assert(fc.property(anyProgramWorld, ({ setup }) => void validateProgram(setup.rule.program)))
  })
})
