/**
 * The sparse kernel does in worlds without an end what the reference kernel of such worlds does.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TopologyError } from '../../lattice/errors.ts'
import { reachOf } from '../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import { BOX, TORUS } from '../../lattice/topology.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import type { Gathering } from '../../rules/program/program.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { neighborhoodsOf } from '../../rules/program/program-topology.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import type { Rule } from '../../rules/rule.ts'
import { anyRecipes, buildFromRecipes } from '../../testing/program-recipes.ts'
import { ruleOf } from '../../testing/programs.ts'
import { anyRule } from '../../testing/worlds.ts'
import { KernelUnsupportedError } from '../errors.ts'
import { createUnboundedReferenceKernel } from '../reference/unbounded-reference-kernel.ts'
import type { CreateUnboundedKernel, UnboundedKernel, UnboundedSetup } from '../unbounded-kernel.ts'
import { createSparseKernel } from './sparse-kernel.ts'

interface EndlessWorld {
  readonly setup: UnboundedSetup
  readonly soups: readonly Soup[]
  readonly startTick: number
  readonly background: number
  readonly ticks: readonly number[]
}

type Site = Readonly<Record<'x' | 'y' | 'z', number>>

interface Soup {
  readonly box: WorldBox
  readonly cells: Uint8Array
}

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

/** Cells along an axis of a soup, and of an axis with an end, by the rule's dimensions. */
const MAX_SOUP_CELLS = { 1: 60, 2: 14, 3: 5 } as const
const MAX_AXIS_CELLS = { 1: 80, 2: 40, 3: 10 } as const

/** Sizes with at least one axis without an end; the others end within a chunk or after a few. */
function anySize({ dimensions }: Rule): fc.Arbitrary<Size> {
  const axis = (isSeen: boolean) =>
    fc.oneof(
      { arbitrary: fc.constant(isSeen ? 0 : 1), weight: 3 },
      { arbitrary: fc.constantFrom(0, 1, 2, 3), weight: 1 },
      {
        arbitrary: isSeen
          ? fc.integer({ min: 1, max: MAX_AXIS_CELLS[dimensions] })
          : fc.constant(1),
        weight: 1,
      },
    )
  return fc
    .record({ x: axis(true), y: axis(dimensions > 1), z: axis(dimensions > 2) })
    .filter(({ x, y, z }) => x * y * z === 0)
}

/** Where soups lie about: across chunks of any size, near and far. */
const anyPlace = fc.oneof(
  fc.integer({ min: -70, max: 70 }),
  fc.constantFrom(-1, 28, 2 ** 31 - 300, 200 - 2 ** 31, 2 ** 20 - 3),
)

function anySoup({ dimensions, states }: Rule, size: Size, place: Site): fc.Arbitrary<Soup> {
  const most = MAX_SOUP_CELLS[dimensions]
  const along = (cells: number, from: number) =>
    cells === 0
      ? fc.tuple(fc.integer({ min: from, max: from + 5 }), fc.integer({ min: 1, max: most }))
      : fc
          .integer({ min: 1, max: Math.min(most, cells) })
          .chain((count) =>
            fc.tuple(fc.integer({ min: 0, max: cells - count }), fc.constant(count)),
          )
  return fc
    .record({
      places: fc.tuple(along(size.x, place.x), along(size.y, place.y), along(size.z, place.z)),
      seed: anySeed,
      density: fc.constantFrom(40, 128, 256),
    })
    .map(({ places: [[x, width], [y, height], [z, depth]], seed, density }) => {
      const box = { x, y, z, size: { x: width, y: height, z: depth } }
      const random = createSplitMix64(seed)
      const cells = Uint8Array.from({ length: countCells(box.size) }, () => {
        random.next()
        return random.high >>> 24 < density ? 1 + (random.low % (states - 1)) : 0
      })
      return { box, cells }
    })
}

const anyEndlessWorld = (rules: fc.Arbitrary<Rule>): fc.Arbitrary<EndlessWorld> =>
  fc.tuple(rules, fc.record({ x: anyPlace, y: anyPlace, z: anyPlace })).chain(([rule, place]) =>
    anySize(rule).chain((size) =>
      fc
        .record({
          topology: fc.constantFrom(BOX, TORUS),
          seed: anySeed,
          soups: fc.array(anySoup(rule, size, place), { minLength: 1, maxLength: 2 }),
          startTick: fc.nat(3),
          background: fc.oneof(
            { arbitrary: fc.constant(0), weight: 3 },
            fc.nat(Math.min(rule.states - 1, 3)),
          ),
          ticks: fc.array(fc.integer({ min: 0, max: rule.dimensions === 3 ? 2 : 4 }), {
            minLength: 1,
            maxLength: 3,
          }),
        })
        .map(({ topology, seed, ...rest }) => ({ setup: { size, topology, rule, seed }, ...rest })),
    ),
  )

const GATHERINGS: readonly Gathering[] = [
  ...(['moore-2d', 'von-neumann-3d', 'tetrahedral-3d'] as const).flatMap((name): Gathering[] =>
    [false, true].map((withCenter) => ({
      kind: 'neighborhood',
      neighborhood: { kind: 'named', name },
      withCenter,
    })),
  ),
  { kind: 'neighborhood', neighborhood: { kind: 'segment', radiusCells: 3 }, withCenter: true },
  {
    kind: 'block',
    sizeCells: { x: 2, y: 2, z: 1 },
    corners: [
      [0, 0, 0],
      [1, 1, 0],
    ],
  },
  {
    kind: 'block',
    sizeCells: { x: 3, y: 1, z: 2 },
    corners: [
      [0, 0, 0],
      [2, 0, 1],
      [1, 0, 0],
    ],
  },
]

/** Any program, but that a cell stays 0 where all that it could look at is 0. */
const anyQuietRule: fc.Arbitrary<Rule> = fc
  .record({
    gatherings: fc.array(fc.constantFrom(...GATHERINGS), { minLength: 1, maxLength: 2 }),
    states: fc.constantFrom(2, 3, 256),
    recipes: anyRecipes,
  })
  .map(({ gatherings, states, recipes }) => {
    const none = { components: 0, channels: 0, parameters: 0, rules: 1 }
    const scope = { dimensions: 3, states, gatherings, ...none } as const
    const noise = buildFromRecipes(scope, recipes)
    const builder = createProgramBuilder({ dimensions: 3, states })
    for (const node of noise.nodes) builder.append(node)
    const isSomething = {
      kind: 'table',
      values: Array.from({ length: states }, (_, state) => Math.sign(state)),
    } as const
    let seen = builder.binary('ne', builder.own(), builder.constant(0))
    for (const gathering of gatherings) {
      const sum = builder.sum(builder.partition(gathering), isSomething)
      seen = builder.binary('add', seen, sum)
    }
    const next = builder.select(seen, noise.next[0]!, builder.constant(0))
    return ruleOf(validateProgram(builder.finish(next)))
  })

/** What a kernel shows after each advance; undefined where it refuses the world. */
function watch(create: CreateUnboundedKernel, world: EndlessWorld) {
  const { setup, soups, startTick, background, ticks } = world
  try {
    const kernel = create(setup)
    kernel.clear(startTick, background)
    for (const { box, cells } of soups) kernel.write(box, cells)
    const views = [lookAt(kernel)]
    for (const count of ticks) {
      kernel.advance(count)
      views.push(lookAt(kernel))
    }
    return views
  } catch (error) {
    if (error instanceof KernelUnsupportedError || error instanceof TopologyError) return undefined
    throw error
  }
}

/** All there is to see of a kernel. */
function lookAt(kernel: UnboundedKernel) {
  const bounds = kernel.bounds()
  const cells = new Uint8Array(bounds ? countCells(bounds.size) : 0)
  if (bounds !== undefined) kernel.read(bounds, cells)
  const { tick, background } = kernel
  return { tick, background, population: kernel.population(), bounds, cells: String(cells) }
}

const agreesWithReference = (rules: fc.Arbitrary<Rule>) =>
  fc.property(anyEndlessWorld(rules), (world) => {
    const seen = watch(createSparseKernel, world)
    // What is refused is a background that does not stay one, or a torus that blocks do not divide.
    fc.pre(seen !== undefined)
    expect(seen).toEqual(watch(createUnboundedReferenceKernel, world))
  })

const isNear = ({ program }: Rule) =>
  neighborhoodsOf(program).every((spec) => {
    const reach = reachOf(spec)
    return Math.max(reach.x, reach.y, reach.z) <= 1
  })

describe('agrees with the reference kernel', () => {
  test('on rules of two states and near neighbors, which are packed into bits', () =>
    fc.assert(agreesWithReference(anyRule.filter((rule) => rule.states === 2 && isNear(rule))), {
      numRuns: 150,
    }))

  test('on rules of any states, tables and neighborhoods', () =>
    fc.assert(agreesWithReference(anyRule), { numRuns: 80 }))

  test('on any program that leaves empty space empty', () =>
    fc.assert(agreesWithReference(anyQuietRule), { numRuns: 80 }))
})
