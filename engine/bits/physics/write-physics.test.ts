import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CreateKernel } from '../../kernels/kernel.ts'
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import { createWasmKernel } from '../../kernels/wasm/wasm-kernel.ts'
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { ruleOf } from '../../testing/programs.ts'
import { nextFlow } from './flow.ts'
import { nextPhase } from './phase.ts'
import { DEFAULT_PHYSICS, type PhysicsSettings } from './physics-settings.ts'
import { nextTrust } from './trust.ts'
import { writePhysics } from './write-physics.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const
const GATHERING = { kind: 'neighborhood', neighborhood: MOORE, withCenter: false } as const
const PLANES = ['phase', 'flow', 'trust', 'changed', 'remembered'] as const
const SIZE = { x: 12, y: 10, z: 1 }
const CELLS = SIZE.x * SIZE.y

/** Brian's Brain, a rule of three states, whose cells have physics. */
function buildBrain(settings: PhysicsSettings): RuleProgram {
  const { rule } = parseRule('/2/3')
  const code = createProgramBuilder({ dimensions: 2, states: 3, components: PLANES })
  for (const node of rule.program.nodes) code.append(node)
  const own = (name: (typeof PLANES)[number]) => code.own(PLANES.indexOf(name) + 1)
  const around = (name: (typeof PLANES)[number]) =>
    code.partition(GATHERING, PLANES.indexOf(name) + 1)
  const next = writePhysics(
    code,
    {
      states: 3,
      state: code.own(),
      nextState: rule.program.next[0]!,
      phase: own('phase'),
      flow: own('flow'),
      trust: own('trust'),
      remembered: own('remembered'),
      neighborStates: code.partition(GATHERING),
      neighborPhases: around('phase'),
      neighborsChanged: around('changed'),
      sites: 8,
    },
    settings,
  )
  return code.finish([rule.program.next[0]!, ...PLANES.map((name) => next[name])])
}

type Planes = Readonly<Record<'state' | (typeof PLANES)[number], readonly number[]>>

function drawWorld(seed: bigint): Planes {
  const random = createSplitMix64(seed)
  const draw = (count: number) =>
    Array.from({ length: CELLS }, () => {
      random.next()
      return random.high % count
    })
  return {
    state: draw(3),
    phase: draw(65_536),
    flow: draw(32_769).map((value) => value - 16_384),
    trust: draw(16_385),
    changed: draw(2),
    remembered: draw(10),
  }
}

async function runOn(
  createKernel: CreateKernel,
  settings: PhysicsSettings,
  world: Planes,
  ticks: number,
): Promise<Planes> {
  const rule = ruleOf(buildBrain(settings))
  const kernel = await createKernel({ size: SIZE, topology: { kind: 'torus' }, rule, seed: 0n })
  await kernel.write(Uint8Array.from(world.state), 0)
  for (const name of PLANES) {
    await kernel.writePlane({ kind: 'component', name }, Int32Array.from(world[name]))
  }
  await kernel.advance(ticks)
  const cells = new Uint8Array(CELLS)
  await kernel.read(cells)
  const after: [string, readonly number[]][] = [['state', [...cells]]]
  for (const name of PLANES) {
    const values = new Int32Array(CELLS)
    await kernel.readPlane({ kind: 'component', name }, values)
    after.push([name, [...values]])
  }
  kernel.dispose()
  return Object.fromEntries(after) as Planes
}

/** One tick by the formulas on plain numbers. */
function tickPlainly(world: Planes, settings: PhysicsSettings): Planes {
  const { offsets } = buildNeighborhood(MOORE)
  const sites = Array.from({ length: CELLS }, (_, cell) => cell)
  const around = (cell: number) =>
    Array.from({ length: 8 }, (_, i) => {
      const x = ((cell % SIZE.x) + offsets[3 * i]! + SIZE.x) % SIZE.x
      const y = (Math.floor(cell / SIZE.x) + offsets[3 * i + 1]! + SIZE.y) % SIZE.y
      return x + SIZE.x * y
    })
  const alive = (cell: number) => around(cell).filter((other) => world.state[other] !== 0)
  const state = sites.map((cell) => {
    if (world.state[cell] !== 0) return (world.state[cell]! + 1) % 3
    return around(cell).filter((other) => world.state[other] === 1).length === 2 ? 1 : 0
  })
  const changes = sites.map((cell) => state[cell] !== world.state[cell])
  const heard = (cell: number) => around(cell).filter((other) => world.changed[other] === 1).length
  return {
    state,
    phase: sites.map((cell) => {
      const phases = alive(cell).map((other) => world.phase[other]!)
      return nextPhase(world.phase[cell]!, phases, 8, settings.phase)
    }),
    flow: sites.map((cell) =>
      nextFlow(world.flow[cell]!, changes[cell]!, heard(cell), settings.flow),
    ),
    trust: sites.map((cell) => {
      const live = alive(cell).length
      return nextTrust(world.trust[cell]!, world.remembered[cell]!, live, settings.trust)
    }),
    changed: changes.map(Number),
    remembered: sites.map((cell) => alive(cell).length + 1),
  }
}

const anyRate = fc.integer({ min: 1, max: 4096 })
const anySettings: fc.Arbitrary<PhysicsSettings> = fc.oneof(
  fc.constant(DEFAULT_PHYSICS),
  fc.record({
    phase: fc.record({
      omega: fc.integer({ min: -32_768, max: 32_767 }),
      coupling: fc.integer({ min: 0, max: 4096 }),
    }),
    flow: fc.record({ rate: anyRate }),
    trust: fc.record({ rate: anyRate }),
  }),
)

describe('the physics of a world', () => {
  test.each([
    ['reference', createReferenceKernel, 20],
    ['wasm', createWasmKernel, 20],
  ] as const)('is that of plain numbers on the %s kernel', (_, createKernel, numRuns) =>
    fc.assert(
      fc.asyncProperty(
        anySettings,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        async (settings, seed) => {
          const world = drawWorld(seed)
          let expected = world
          for (let tick = 0; tick < 3; tick++) expected = tickPlainly(expected, settings)
          expect(await runOn(createKernel, settings, world, 3)).toEqual(expected)
        },
      ),
      { numRuns },
    ),
  )

  test('phases within a quarter of a cycle come together where all are alive', async () => {
    const settings = { ...DEFAULT_PHYSICS, phase: { omega: 1024, coupling: 4096 } }
    const world = drawWorld(1n)
    let now: Planes = { ...world, phase: world.phase.map((phase) => phase >> 2) }
    for (let tick = 0; tick < 400; tick++) {
      now = { ...tickPlainly(now, settings), state: new Array<number>(CELLS).fill(1) }
    }
    const first = now.phase[0]!
    const apart = now.phase.map((phase) => Math.abs(((phase - first) << 16) >> 16))
    expect(Math.max(...apart)).toBeLessThan(256)
  })
})
