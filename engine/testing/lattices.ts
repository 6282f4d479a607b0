/**
 * Random lattices for property tests of kernels that run passes: planes of every width and edge,
 * passes of random dataflows, in every topology.
 */
import fc from 'fast-check'
import type { CreateLatticeKernel, LatticeSetup } from '../kernels/lattice-kernel.ts'
import { countCells } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import {
  finishPass,
  type LatticeHead,
  type LatticePass,
  type LatticePlane,
  startPass,
  validateLattice,
} from '../rules/program/lattice-program.ts'
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'
import { anyLargePlace, anyPlace, anyScope, type Place } from './program-places.ts'
import {
  addState,
  anyRecipes,
  appendRecipes,
  type ProgramScope,
  type Recipe,
} from './program-recipes.ts'

/** A setup with a random lattice, its planes, and a number of ticks to run. */
export interface LatticeWorld {
  readonly setup: LatticeSetup
  readonly cells: Uint8Array
  /** The numbers of every plane, in their order. */
  readonly planes: readonly Int32Array[]
  /** Tick of the state to start from; often beyond 32 bits. */
  readonly startTick: number
  readonly ticks: number
}

/** A whole state, as somebody outside sees it. */
export interface LatticeState {
  readonly cells: Uint8Array
  readonly planes: readonly Int32Array[]
  readonly tallies: readonly string[]
}

/** Bounds at which a plane's storage may change, and some between them. */
const BOUNDS: readonly (readonly [low: number, high: number])[] = [
  [-(2 ** 31), 2 ** 31 - 1],
  [0, 1],
  [0, 255],
  [0, 256],
  [0, 65_535],
  [-128, 127],
  [-(2 ** 17) + 1, 2 ** 17 - 1],
  [3, 7],
  [-9, -2],
]

interface PlaneRecipe {
  readonly bounds: (typeof BOUNDS)[number]
  readonly edge: LatticePlane['edge']
}

const anyPlaneRecipe: fc.Arbitrary<PlaneRecipe> = fc.record({
  bounds: fc.constantFrom(...BOUNDS),
  edge: fc.constantFrom('zero', 'nearest'),
})

/** What a pass does, and which of its components (modulo what there are) it changes. */
interface PassRecipe {
  readonly recipes: readonly Recipe[]
  readonly changed: readonly number[]
}

const anyPassRecipe: fc.Arbitrary<PassRecipe> = fc.record({
  recipes: anyRecipes,
  changed: fc.array(fc.nat(20), { maxLength: 5 }),
})

function anyLatticeIn(places: fc.Arbitrary<Place>): fc.Arbitrary<LatticeWorld> {
  const scoped = places.chain((place) => anyScope(place).map((scope) => ({ place, scope })))
  return fc
    .record({
      scoped,
      planes: fc.array(anyPlaneRecipe, { maxLength: 5 }),
      passes: fc.array(anyPassRecipe, { minLength: 1, maxLength: 3 }),
      seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      startTick: fc.oneof(fc.nat(9), fc.constantFrom(2 ** 31 - 1, 2 ** 32 - 1, 2 ** 50)),
      ticks: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ scoped: { place, scope }, planes: planeRecipes, passes, seed, startTick, ticks }) => {
      const { dimensions, states } = scope
      const planes = planeRecipes.map(({ bounds: [low, high], edge }, i): LatticePlane => {
        return { plane: { kind: 'component', name: `plane ${i}` }, low, high, edge, isState: true }
      })
      const head: LatticeHead = { dimensions, states, planes }
      const lattice = validateLattice({
        version: 1,
        ...head,
        passes: passes.map((recipe, i) => buildPass(head, scope, recipe, i)),
      })
      return { ...drawLatticeWorld({ setup: { ...place, lattice, seed }, ticks }), startTick }
    })
}

/** A world of random states and numbers, drawn from the setup's seed. */
export function drawLatticeWorld({
  setup,
  ticks,
}: Pick<LatticeWorld, 'setup' | 'ticks'>): LatticeWorld {
  const { lattice, seed } = setup
  const draws = lattice.planes.map(({ low, high }) => (draw: number) => {
    return low + (draw % (high - low + 1))
  })
  return {
    setup,
    cells: Uint8Array.from(drawNumbers(setup, seed, (draw) => draw % lattice.states)),
    planes: draws.map((value, i) => drawNumbers(setup, seed + BigInt(i + 1), value)),
    startTick: 0,
    ticks,
  }
}

/** Any lattice in any small world that it fits, run for up to four ticks. */
export const anyLatticeWorld: fc.Arbitrary<LatticeWorld> = anyLatticeIn(anyPlace)

/** Any lattice in worlds of some ten thousand cells, which are worth more than one thread. */
export const anyLargeLatticeWorld: fc.Arbitrary<LatticeWorld> = anyLatticeIn(anyLargePlace)

function buildPass(
  head: LatticeHead,
  scope: ProgramScope,
  { recipes, changed }: PassRecipe,
  number: number,
): LatticePass {
  const code = startPass(head)
  const { planes } = head
  const reads = { ...scope, components: planes.length, channels: 0, parameters: 0, rules: 1 }
  const values = appendRecipes(reads, code, recipes)
  const recent = (back: number) => values[Math.max(0, values.length - 1 - back)]!
  const next = new Map<number, NodeId>()
  for (const [back, choice] of changed.entries()) {
    const component = choice % (planes.length + 1)
    const value =
      component === 0
        ? addState(reads, code, recent(back), recent(back + 1))
        : clampTo(code, planes[component - 1]!, recent(back))
    next.set(component, value)
  }
  const tallies = [{ name: `tally of pass ${number}`, value: recent(0) }]
  return finishPass(head, code, `pass ${number}`, next, tallies)
}

function clampTo(code: ProgramBuilder, { low, high }: LatticePlane, value: NodeId): NodeId {
  return code.binary('max', code.binary('min', value, code.constant(high)), code.constant(low))
}

function drawNumbers(
  { size }: Pick<Place, 'size'>,
  seed: bigint,
  value: (draw: number) => number,
): Int32Array {
  const random = createSplitMix64(seed)
  return new Int32Array(countCells(size)).map(() => {
    random.next()
    return value(random.high >>> 0)
  })
}

/** The state of a lattice after its ticks, made in as many calls as `calls` says. */
export async function runLatticeWorld(
  createKernel: CreateLatticeKernel,
  { setup, cells, planes, startTick, ticks }: LatticeWorld,
  calls = 1,
): Promise<LatticeState> {
  const kernel = await createKernel(setup)
  const names = setup.lattice.planes.map(({ plane }) => plane)
  await kernel.write(cells, startTick)
  for (const [i, plane] of names.entries()) await kernel.writePlane(plane, planes[i]!)
  for (let call = 0; call < calls; call++) await kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  await kernel.read(after)
  const planesAfter: Int32Array[] = []
  for (const plane of names) {
    const into = new Int32Array(cells.length)
    await kernel.readPlane(plane, into)
    planesAfter.push(into)
  }
  const tallies = [...(await kernel.readTallies())].map(String)
  kernel.dispose()
  return { cells: after, planes: planesAfter, tallies }
}
