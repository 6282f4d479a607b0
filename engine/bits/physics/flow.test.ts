import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { rangesOf } from '../../rules/program/node-ranges.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { evaluateNodes } from '../../testing/evaluate-nodes.ts'
import { ruleOf } from '../../testing/programs.ts'
import { PhysicsError } from './errors.ts'
import { FLOW_MEMORY, nextFlow, writeFlow } from './flow.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const
const GATHERING = { kind: 'neighborhood', neighborhood: MOORE, withCenter: false } as const
const ONE = 2 ** 14

/** A rule whose cells feel the flow: component 1 is the flow, component 2 its memory. */
function buildFlowing(notation: string, rate: number): RuleProgram {
  const { rule } = parseRule(notation)
  const components = ['flow', 'changed']
  const code = createProgramBuilder({ dimensions: 2, states: rule.states, components })
  for (const node of rule.program.nodes) code.append(node)
  const nextState = rule.program.next[0]!
  const neighborsChanged = code.partition(GATHERING, 2)
  const scope = { flow: code.own(1), state: code.own(0), nextState, neighborsChanged }
  const { flow, changed } = writeFlow(code, scope, { rate })
  return code.finish([nextState, flow, changed])
}

async function flowAfter(
  notation: string,
  ticks: number,
  alive: readonly (readonly [x: number, y: number])[],
): Promise<Int32Array> {
  const size = { x: 16, y: 16, z: 1 }
  const rule = ruleOf(buildFlowing(notation, 256))
  const kernel = createReferenceKernel({ size, topology: { kind: 'torus' }, rule, seed: 0n })
  const cells = new Uint8Array(256)
  for (const [x, y] of alive) cells[x + 16 * y] = 1
  await kernel.write(cells, 0)
  await kernel.advance(ticks)
  const flow = new Int32Array(256)
  await kernel.readPlane({ kind: 'component', name: 'flow' }, flow)
  return flow
}

describe('sigma_flow', () => {
  test('is the same as nodes and as numbers', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -ONE, max: ONE }),
        fc.boolean(),
        fc.array(fc.nat(1), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 4096 }),
        (flow, changes, memories, rate) => {
          const found = evaluateNodes({}, { gather: () => memories }, (code) => {
            const scope = {
              flow: code.constant(flow),
              state: code.constant(1),
              nextState: code.constant(changes ? 0 : 1),
              neighborsChanged: code.partition(GATHERING),
            }
            const next = writeFlow(code, scope, { rate })
            return [next.flow, next.changed]
          })
          const heard = memories.filter((memory) => memory === 1).length
          expect(found).toEqual([nextFlow(flow, changes, heard, { rate }), changes ? 1 : 0])
        },
      ),
      { numRuns: 1000 },
    ))

  test('is 0 in a still world', async () => {
    const block = [
      [4, 4],
      [5, 4],
      [4, 5],
      [5, 5],
    ] as const
    expect([...new Set(await flowAfter('B3/S23', 20, block))]).toEqual([0])
  })

  test('comes back to 0, exactly, where a world has come to rest', async () => {
    // Two cells die at once; everything is still from then on.
    const pair = [
      [4, 4],
      [5, 4],
    ] as const
    expect((await flowAfter('B3/S23', 1, pair))[4 + 16 * 4]).toBeLessThan(0)
    expect([...new Set(await flowAfter('B3/S23', 300, pair))]).toEqual([0])
  })

  test('rises where neighbors hand a change on, and falls where a cell changes by itself', async () => {
    // A glider hands itself on: all that change after the first tick do so after a neighbor.
    const glider = [
      [1, 0],
      [2, 1],
      [0, 2],
      [1, 2],
      [2, 2],
    ] as const
    const passed = await flowAfter('B3/S23', 30, glider)
    expect(Math.max(...passed)).toBeGreaterThan(0)
    expect(Math.min(...passed)).toBeGreaterThanOrEqual(-1024)
    // A cell of many states that nobody keeps alive grows old on its own.
    const aging = await flowAfter('/2/25', 12, [[5, 5]])
    expect(aging[5 + 16 * 5]).toBeLessThan(-4096)
  })

  test('is within -1 and 1 always', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4096 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat(8)), { maxLength: 200 }),
        (rate, events) => {
          let flow = 0
          for (const [changes, heard] of events) {
            flow = nextFlow(flow, changes, heard, { rate })
            expect(Math.abs(flow)).toBeLessThanOrEqual(ONE)
          }
        },
      ),
    )
    const program = buildFlowing('B3/S23', 4096)
    const [, flow, changed] = program.next
    expect(rangesOf(program)[flow!]).toEqual({ low: -ONE, high: ONE })
    const { low, high } = FLOW_MEMORY
    expect(rangesOf(program)[changed!]).toEqual({ low, high })
  })

  test('reaches its ends where all is passed on, or nothing', () => {
    let [up, down] = [0, 0]
    for (let i = 0; i < 300; i++) {
      up = nextFlow(up, true, 1, { rate: 256 })
      down = nextFlow(down, true, 0, { rate: 256 })
    }
    expect([up, down]).toEqual([ONE, -ONE])
  })

  test('refuses a rate beyond 1', () => {
    const code = createProgramBuilder({ dimensions: 1, states: 2 })
    const scope = { flow: 0, state: 0, nextState: 0, neighborsChanged: 0 }
    expect(() => writeFlow(code, scope, { rate: 4097 })).toThrow(PhysicsError)
  })
})
