/** That kernels of worlds without an end do what the reference kernel of such worlds does. */
import fc from 'fast-check'
import { createAdaptiveKernel } from '../kernels/adaptive-kernel.ts'
import { KernelMemoryError, KernelUnsupportedError } from '../kernels/errors.ts'
import { createHashLifeKernel } from '../kernels/hashlife/hashlife-kernel.ts'
import { planeRuleOf } from '../kernels/hashlife/plane-rule.ts'
import { createUnboundedReferenceKernel } from '../kernels/reference/unbounded-reference-kernel.ts'
import { createSparseKernel } from '../kernels/sparse/sparse-kernel.ts'
import type { CreateUnboundedKernel, UnboundedKernel } from '../kernels/unbounded-kernel.ts'
import { TopologyError } from '../lattice/errors.ts'
import { reachOf } from '../lattice/neighborhood.ts'
import { countCells } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { assertSame, type Case } from './case.ts'
import { anyEndlessWorld, anyNearPlace, type EndlessWorld } from './endless-worlds.ts'
import { planarNotations } from './notations.ts'
import { anyQuietRule } from './quiet-rules.ts'
import { anyRule } from './worlds.ts'

const isNear = ({ program }: Rule) =>
  neighborhoodsOf(program).every((spec) => {
    const reach = reachOf(spec)
    return Math.max(reach.x, reach.y, reach.z) <= 1
  })

/** Rules that HashLife runs: two states, and nothing further than the eight cells around. */
export const anyPlaneRule = fc.oneof(
  anyRule.filter(({ program }) => planeRuleOf(program).ok),
  fc
    .oneof(planarNotations['B/S']!, planarNotations['isotropic non-totalistic']!)
    .map((notation) => parseRule(notation).rule),
)

const PLANE = { x: 0, y: 0, z: 1 }
export const onPlane = { sizeOf: () => fc.constant(PLANE) }

/** The least HashLife works with: long runs of soups fill it again and again. */
const LITTLE_BYTES = 2 ** 21

const createLittleHashLife: CreateUnboundedKernel = (setup) =>
  createHashLifeKernel({ ...setup, maxBytes: LITTLE_BYTES })

/** Goes over and back as a clock of random numbers has it. */
const createRestless: CreateUnboundedKernel = (setup) => {
  const random = createSplitMix64(setup.seed)
  let timeMs = 0
  const now = () => {
    random.next()
    timeMs += random.low % 400
    return timeMs
  }
  return createAdaptiveKernel(createSparseKernel(setup), () => createHashLifeKernel(setup), now)
}

/** Everything kernels of worlds without an end are tried on. */
export function listEndlessCases(): Case[] {
  const isPacked = (rule: Rule) => rule.states === 2 && isNear(rule)
  const long = { ...onPlane, places: anyNearPlace, maxTicks: 200, maxSteps: 6 }
  return [
    {
      kind: 'sparse: two states and near neighbors, packed into bits',
      property: agreesInEndlessWorlds(
        createSparseKernel,
        anyEndlessWorld(anyRule.filter(isPacked)),
      ),
    },
    {
      kind: 'sparse: what a tick has changed',
      property: countsChanges(createSparseKernel, anyEndlessWorld(anyRule.filter(isPacked))),
    },
    {
      kind: 'sparse: rules of any states and neighborhoods',
      property: agreesInEndlessWorlds(createSparseKernel, anyEndlessWorld(anyRule)),
    },
    {
      kind: 'sparse: any program that leaves empty space empty',
      property: agreesInEndlessWorlds(createSparseKernel, anyEndlessWorld(anyQuietRule)),
    },
    {
      kind: 'HashLife: rules of the plane',
      property: agreesInEndlessWorlds(createHashLifeKernel, anyEndlessWorld(anyPlaneRule, onPlane)),
    },
    {
      kind: 'adaptive: rules of the plane',
      property: agreesInEndlessWorlds(
        createRestless,
        anyEndlessWorld(anyPlaneRule, { ...onPlane, maxSteps: 12 }),
      ),
    },
    {
      kind: 'adaptive: what a tick has changed',
      property: countsChanges(
        createRestless,
        anyEndlessWorld(anyPlaneRule, { ...onPlane, maxSteps: 12 }),
      ),
    },
    {
      kind: 'HashLife against sparse: long runs',
      property: agreesInEndlessWorlds(
        createHashLifeKernel,
        anyEndlessWorld(anyPlaneRule, long),
        createSparseKernel,
      ),
    },
    {
      kind: 'HashLife in little memory against much: long runs',
      property: agreesInEndlessWorlds(
        createLittleHashLife,
        anyEndlessWorld(anyPlaneRule, { ...long, maxTicks: 1000 }),
        createHashLifeKernel,
      ),
    },
  ]
}

/**
 * The property that two kernels show the same after every step. What the first refuses by name is
 * passed over: a background that does not stay one, or a torus that blocks do not divide. Where
 * its memory is full, both are compared at the tick it names.
 */
export function agreesInEndlessWorlds(
  create: CreateUnboundedKernel,
  worlds: fc.Arbitrary<EndlessWorld>,
  createOther: CreateUnboundedKernel = createUnboundedReferenceKernel,
) {
  return fc.asyncProperty(worlds, async (world) => {
    const views = await watch(create, world)
    fc.pre(views !== undefined)
    const expected = await watch(createOther, world, views)
    assertSame(views, expected)
  })
}

/** The property that a kernel counts what its ticks change, wherever it has promised to. */
function countsChanges(create: CreateUnboundedKernel, worlds: fc.Arbitrary<EndlessWorld>) {
  return fc.asyncProperty(worlds, async ({ setup, startTick, background, steps }) => {
    let kernel: UnboundedKernel | undefined
    let compared = 0
    try {
      kernel = create(setup)
      kernel.clear(startTick, background)
      assertSame(kernel.countChanged?.(), undefined, 'what is counted before the first tick')
      for (const step of steps) {
        if (typeof step !== 'number') kernel.write(step.box, step.cells)
        else if (step > 0) {
          await kernel.advance(step - 1)
          const before = lookAt(kernel)
          const isPromised = kernel.tellsNextChange?.()
          await kernel.advance(1)
          if (!isPromised) continue
          assertSame(kernel.countChanged?.(), countDifferences(before, kernel))
          compared++
        }
      }
    } catch (error) {
      const isRefused = error instanceof KernelUnsupportedError || error instanceof TopologyError
      if (!isRefused && !(error instanceof KernelMemoryError)) throw error
    } finally {
      kernel?.dispose()
    }
    fc.pre(compared > 0)
  })
}

/** One by one, in the box of all that is or was not background. */
function countDifferences(before: View, kernel: UnboundedKernel): number | undefined {
  const now = lookAt(kernel)
  if (before.background !== now.background) return undefined
  const places = new Map<string, number>()
  const note = ({ bounds, cells, background }: View) => {
    cells.forEach((state, i) => {
      if (state === background) return
      const { x, y } = bounds!.size
      const site = [i % x, Math.floor(i / x) % y, Math.floor(i / x / y)]
      const key = `${bounds!.x + site[0]!} ${bounds!.y + site[1]!} ${bounds!.z + site[2]!}`
      places.set(key, (places.get(key) ?? 0) + 1)
    })
  }
  note(before)
  note(now)
  return [...places.values()].filter((times) => times === 1).length
}

type View = ReturnType<typeof lookAt>

/**
 * What a kernel shows after each step, up to the one where its memory is full; undefined where it
 * refuses the world.
 *
 * @param other what another has shown: this one stops where that has stopped.
 */
async function watch(
  create: CreateUnboundedKernel,
  { setup, startTick, background, steps }: EndlessWorld,
  other?: readonly View[],
): Promise<View[] | undefined> {
  let kernel: UnboundedKernel | undefined
  const views: View[] = []
  try {
    kernel = create(setup)
    kernel.clear(startTick, background)
    for (const step of steps) {
      if (views.length === other?.length) break
      if (typeof step !== 'number') kernel.write(step.box, step.cells)
      else {
        const until: number = other?.[views.length]?.tick ?? kernel.tick + step
        const isFull = await advance(kernel, until - kernel.tick)
        if (isFull) return [...views, lookAt(kernel)]
      }
      views.push(lookAt(kernel))
    }
    return views
  } catch (error) {
    if (error instanceof KernelUnsupportedError || error instanceof TopologyError) {
      return undefined
    }
    throw error
  } finally {
    kernel?.dispose()
  }
}

/** Tells whether the memory was full before all ticks were done. */
async function advance(kernel: UnboundedKernel, ticks: number): Promise<boolean> {
  try {
    await kernel.advance(ticks)
    return false
  } catch (error) {
    if (error instanceof KernelMemoryError) return true
    throw error
  }
}

/** All there is to see of a kernel. */
function lookAt(kernel: UnboundedKernel) {
  const bounds = kernel.bounds()
  const cells = new Uint8Array(bounds ? countCells(bounds.size) : 0)
  if (bounds !== undefined) kernel.read(bounds, cells)
  const { tick, background } = kernel
  return { tick, background, population: kernel.population(), bounds, cells }
}
