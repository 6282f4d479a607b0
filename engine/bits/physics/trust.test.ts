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
import { nextTrust, trustMemory, writeLiveCount, writeTrust } from './trust.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const
const GATHERING = { kind: 'neighborhood', neighborhood: MOORE, withCenter: false } as const
const ONE = 2 ** 14

/** Life, whose cells trust: component 1 is the trust, component 2 its memory. */
function buildTrustingLife(rate: number): RuleProgram {
  const life = parseRule('B3/S23').rule.program
  const code = createProgramBuilder({ dimensions: 2, states: 2, components: ['trust', 'memory'] })
  for (const node of life.nodes) code.append(node)
  const live = writeLiveCount(code, code.partition(GATHERING), 2)
  const scope = { trust: code.own(1), remembered: code.own(2), live }
  const { trust, remembered } = writeTrust(code, scope, { rate })
  return code.finish([life.next[0]!, trust, remembered])
}

/** The trust of every cell of a torus of 16 by 16 that starts with `alive` and a trust of 1/2. */
async function trustAfter(
  ticks: number,
  alive: readonly (readonly [x: number, y: number])[],
): Promise<Int32Array> {
  const size = { x: 16, y: 16, z: 1 }
  const rule = ruleOf(buildTrustingLife(256))
  const kernel = createReferenceKernel({ size, topology: { kind: 'torus' }, rule, seed: 0n })
  const cells = new Uint8Array(256)
  for (const [x, y] of alive) cells[x + 16 * y] = 1
  await kernel.write(cells, 0)
  await kernel.writePlane({ kind: 'component', name: 'trust' }, new Int32Array(256).fill(ONE / 2))
  await kernel.advance(ticks)
  const trust = new Int32Array(256)
  await kernel.readPlane({ kind: 'component', name: 'trust' }, trust)
  return trust
}

describe('trust', () => {
  test('is the same as nodes and as numbers', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: ONE }),
        fc.nat(9),
        fc.nat(8),
        fc.integer({ min: 1, max: 4096 }),
        (trust, remembered, live, rate) => {
          const found = evaluateNodes({}, {}, (code) => {
            const nodes = {
              trust: code.constant(trust),
              remembered: code.constant(remembered),
              live: code.constant(live),
            }
            const next = writeTrust(code, nodes, { rate })
            return [next.trust, next.remembered]
          })
          expect(found).toEqual([nextTrust(trust, remembered, live, { rate }), live + 1])
        },
      ),
      { numRuns: 1000 },
    ))

  test('is 1, exactly, in a still world', async () => {
    const block = [
      [4, 4],
      [5, 4],
      [4, 5],
      [5, 5],
    ] as const
    expect([...new Set(await trustAfter(300, block))]).toEqual([ONE])
  })

  test('is not touched before there is anything to compare with', async () => {
    expect([...new Set(await trustAfter(1, []))]).toEqual([ONE / 2])
  })

  test('goes to nothing where the count changes in every tick, and to 1 out of its sight', async () => {
    const blinker = [
      [7, 8],
      [8, 8],
      [9, 8],
    ] as const
    const trust = await trustAfter(300, blinker)
    // A cell of the blinker's end has one neighbor alive, then two, then one.
    expect(trust[9 + 16 * 8]).toBe(0)
    // The middle has two alive in both of its shapes: steady, as trust sees it.
    expect(trust[8 + 16 * 8]).toBe(ONE)
    expect(trust[0]).toBe(ONE)
  })

  test('decays in chaos', () => {
    // Counts of a pseudo-random walk: equal one time in nine.
    let [trust, remembered, x] = [ONE, 0, 1]
    const seen: number[] = []
    for (let i = 0; i < 2000; i++) {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
      const live = (x >>> 16) % 9
      trust = nextTrust(trust, remembered, live, { rate: 64 })
      remembered = live + 1
      if (i >= 500) seen.push(trust)
    }
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length / ONE
    expect(mean).toBeGreaterThan(0.06)
    expect(mean).toBeLessThan(0.2)
  })

  test('trust and its memory stay within their bounds, and any kernel can tell', () => {
    const program = buildTrustingLife(4096)
    const [, trust, memory] = program.next
    const ranges = rangesOf(program)
    expect(ranges[trust!]).toEqual({ low: 0, high: ONE })
    const { low, high } = trustMemory(8)
    expect(ranges[memory!]!.low).toBeGreaterThanOrEqual(low)
    expect(ranges[memory!]!.high).toBe(high)
  })

  test('counts all states but 0 as alive', () => {
    const view = { gather: () => [0, 1, 2, 3, 0, 9, 0, 1] }
    const [count] = evaluateNodes({ states: 10 }, view, (code) => [
      writeLiveCount(code, code.partition(GATHERING), 10),
    ])
    expect(count).toBe(5)
  })

  test('refuses a rate of 0', () => {
    const code = createProgramBuilder({ dimensions: 1, states: 2 })
    const scope = { trust: 0, remembered: 0, live: 0 }
    expect(() => writeTrust(code, scope, { rate: 0 })).toThrow(PhysicsError)
  })
})
