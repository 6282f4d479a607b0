import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildNeighborhood, type NamedNeighborhood } from '../../lattice/neighborhood.ts'
import { rangesOf } from '../../rules/program/node-ranges.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { evaluateNodes } from '../../testing/evaluate-nodes.ts'
import { PhysicsError } from './errors.ts'
import { nextPhase, type PhaseSettings, triangle, writePhase } from './phase.ts'

const anyPhase = fc.oneof(
  fc.integer({ min: 0, max: 65_535 }),
  fc.constantFrom(0, 1, 16_383, 16_384, 32_767, 32_768, 49_152, 65_535),
)
const anySettings: fc.Arbitrary<PhaseSettings> = fc.record({
  omega: fc.oneof(fc.integer({ min: -32_768, max: 32_767 }), fc.constantFrom(-32_768, 32_767)),
  coupling: fc.oneof(fc.integer({ min: 0, max: 4096 }), fc.constantFrom(0, 1, 4096)),
})

const gathered = (name: NamedNeighborhood) => {
  const neighborhood = { kind: 'named', name } as const
  const sites = buildNeighborhood(neighborhood).count
  return { gathering: { kind: 'neighborhood', neighborhood, withCenter: false }, sites } as const
}

function phaseOfNodes(
  name: NamedNeighborhood,
  settings: PhaseSettings,
  phase: number,
  phases: readonly number[],
  alive: readonly number[],
): number {
  const { gathering, sites } = gathered(name)
  const partitions: number[] = []
  const view = {
    own: () => phase,
    gather: (id: number) => (id === partitions[0] ? phases : alive),
  }
  const [next] = evaluateNodes({ dimensions: 3, components: ['phase'] }, view, (code) => {
    partitions.push(code.partition(gathering, 1), code.partition(gathering, 0))
    const [own, others, living] = [code.own(1), partitions[0]!, partitions[1]!]
    return [writePhase(code, { phase: own, phases: others, alive: living, sites }, settings)]
  })
  return next!
}

describe('phi_phase', () => {
  test.each(['elementary', 'von-neumann-3d', 'moore-3d'] as const)(
    'is the same as nodes and as numbers among %s',
    (name) => {
      const { sites } = gathered(name)
      const listOf = <T>(item: fc.Arbitrary<T>) =>
        fc.array(item, { minLength: sites, maxLength: sites })
      fc.assert(
        fc.property(
          anySettings,
          anyPhase,
          listOf(anyPhase),
          listOf(fc.constantFrom(0, 1, 2, 255)),
          (settings, phase, phases, alive) => {
            const living = phases.filter((_, i) => alive[i] !== 0)
            expect(phaseOfNodes(name, settings, phase, phases, alive)).toBe(
              nextPhase(phase, living, sites, settings),
            )
          },
        ),
        { numRuns: 300 },
      )
    },
  )

  test('does not overflow when all of 26 neighbors pull with all their might', () => {
    for (const [other, pulled] of [
      [16_384, 16_384],
      [49_152, 49_152],
    ] as const) {
      const phases = new Array<number>(26).fill(other)
      const alive = new Array<number>(26).fill(1)
      const settings = { omega: 0, coupling: 4096 }
      expect(phaseOfNodes('moore-3d', settings, 0, phases, alive)).toBe(pulled)
    }
  })

  test('the triangle wave is odd, has a cycle for its period and turns at quarters', () => {
    let faults = 0
    for (let d = -65_536; d <= 65_536; d++) {
      const isOdd = triangle(-d) + triangle(d) === 0
      const isPeriodic = triangle(d + 65_536) === triangle(d)
      if (!isOdd || !isPeriodic || Math.abs(triangle(d + 1) - triangle(d)) !== 1) faults++
    }
    expect(faults).toBe(0)
    expect([0, 16_384, 32_768, 49_152].map(triangle)).toEqual([0, 16_384, 0, -16_384])
  })

  test.each([1, 64, 1024, 32_767, -1, -256])(
    'a bit alone with an omega of %d is back after as many ticks as make a cycle, and not before',
    (omega) => {
      // The least number of ticks after which whole cycles have passed.
      const greatestDivisor = (a: number, b: number): number =>
        b === 0 ? a : greatestDivisor(b, a % b)
      const expected = 65_536 / greatestDivisor(65_536, Math.abs(omega))
      let [phase, ticks] = [12_345, 0]
      do {
        phase = nextPhase(phase, [], 6, { omega, coupling: 4096 })
        ticks++
      } while (phase !== 12_345)
      expect(ticks).toBe(expected)
      if (65_536 % omega === 0) expect(ticks).toBe(Math.abs(65_536 / omega))
    },
  )

  test('two coupled oscillators lock, wherever they start', () =>
    fc.assert(
      fc.property(
        anyPhase,
        anyPhase,
        fc.integer({ min: 512, max: 4096 }),
        fc.integer({ min: -999, max: 999 }),
        (first, second, coupling, omega) => {
          // Exactly opposite phases are an equilibrium, and near them a pull may round to nothing.
          const slack = Math.ceil((2 * 4096) / coupling)
          const apart = Math.abs(triangle(second - first))
          const isOpposite = Math.abs(((second - first) << 16) >> 16) > 32_768 - slack
          fc.pre(!isOpposite)
          let [a, b] = [first, second]
          for (let i = 0; i < 1000; i++) {
            const [before, settings] = [a, { omega, coupling }]
            a = nextPhase(a, [b], 2, settings)
            b = nextPhase(b, [before], 2, settings)
          }
          const left = Math.abs(((b - a) << 16) >> 16)
          expect(left).toBeLessThan(slack)
          expect(left).toBeLessThanOrEqual(Math.max(apart, slack))
        },
      ),
      { numRuns: 300 },
    ))

  test('oscillators of different speeds lock when the coupling can hold them, else they drift', () => {
    const drift = (omega: number, coupling: number) => {
      let [a, b, turned] = [0, 0, 0]
      for (let i = 0; i < 4000; i++) {
        const [before, apart] = [a, b - a]
        a = nextPhase(a, [b], 1, { omega: 0, coupling })
        b = nextPhase(b, [before], 1, { omega, coupling })
        if (i >= 2000) turned += ((b - a - apart) << 16) >> 16
      }
      return turned
    }
    // Each gives way by at most a quarter of the coupling: 2 * 16384 * 0.25 = 8192 in all.
    expect(drift(4000, 1024)).toBe(0)
    expect(drift(8100, 1024)).toBe(0)
    expect(drift(8300, 1024)).toBeGreaterThan(65_536)
  })

  test('stays a u16 whatever it is given, and any kernel can tell', () => {
    const code = createProgramBuilder({ dimensions: 3, states: 2, components: ['phase'] })
    const { gathering, sites } = gathered('von-neumann-3d')
    const phases = code.partition(gathering, 1)
    const alive = code.partition(gathering)
    const scope = { phase: code.own(1), phases, alive, sites }
    const next = writePhase(code, scope, { omega: -5, coupling: 4096 })
    expect(rangesOf(code.finish([code.own(), next]))[next]).toEqual({ low: 0, high: 65_535 })
  })

  test.each([
    [{ omega: 32_768, coupling: 0 }, 6],
    [{ omega: 0.5, coupling: 0 }, 6],
    [{ omega: 0, coupling: 4097 }, 6],
    [{ omega: 0, coupling: -1 }, 6],
    [{ omega: 0, coupling: 1 }, 32],
    [{ omega: 0, coupling: 1 }, 0],
  ])('refuses %o with %i neighbors', (settings, sites) => {
    const code = createProgramBuilder({ dimensions: 1, states: 2 })
    const scope = { phase: 0, phases: 0, alive: 0, sites }
    expect(() => writePhase(code, scope, settings)).toThrow(PhysicsError)
  })
})
