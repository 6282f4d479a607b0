/** Random worlds without an end: any rule, soups near and far, ticks and writes in turn. */
import fc from 'fast-check'
import type { UnboundedSetup } from '../kernels/unbounded-kernel.ts'
import { reachOf } from '../lattice/neighborhood.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { BOX, TORUS } from '../lattice/topology.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'

/** A setup, and what is done in it. */
export interface EndlessWorld {
  readonly setup: UnboundedSetup
  readonly startTick: number
  readonly background: number
  /** Soups that are written and numbers of ticks, in turn as it comes; the first is a soup. */
  readonly steps: readonly (Soup | number)[]
}

type Site = Readonly<Record<'x' | 'y' | 'z', number>>

export interface Soup {
  readonly box: WorldBox
  readonly cells: Uint8Array
}

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

/** Cells along an axis of a soup, and of an axis with an end, by the rule's dimensions. */
const MAX_SOUP_CELLS = { 1: 60, 2: 14, 3: 5 } as const

/** By how much soups of one world lie apart: the reference kernel keeps all that is between. */
const MAX_GAP_CELLS = { 1: 300, 2: 40, 3: 6 } as const

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

/** Where soups lie about: across chunks of any size. */
export const anyNearPlace = fc.integer({ min: -70, max: 70 })

/** The same, also near the ends of the coordinates that chunks have, with room for gaps and growth. */
const anyPlace = fc.oneof(
  anyNearPlace,
  fc.constantFrom(-1, 28, 2 ** 31 - 600, 200 - 2 ** 31, 2 ** 20 - 3),
)

function anySoup({ dimensions, states }: Rule, size: Size, place: Site): fc.Arbitrary<Soup> {
  const most = MAX_SOUP_CELLS[dimensions]
  const along = (cells: number, from: number) =>
    cells === 0
      ? fc.tuple(
          fc.integer({ min: from, max: from + MAX_GAP_CELLS[dimensions] }),
          fc.integer({ min: 1, max: most }),
        )
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
      const cells = new Uint8Array(countCells(box.size)).map(() => {
        random.next()
        return random.high >>> 24 < density ? 1 + (random.low % (states - 1)) : 0
      })
      return { box, cells }
    })
}

/** What of a world is up to whoever asks for it. */
interface EndlessShape {
  readonly sizeOf?: (rule: Rule) => fc.Arbitrary<Size>
  readonly places?: fc.Arbitrary<number>
  /** The most ticks of a step; fewer by default where they take the reference kernel long. */
  readonly maxTicks?: number
  readonly maxSteps?: number
}

/** Soups of rules that reach far grow fast, and the reference kernel looks at each neighbor by itself. */
function mostTicks({ dimensions, program }: Rule): number {
  const reaches = neighborhoodsOf(program).map(reachOf)
  const furthest = Math.max(0, ...reaches.flatMap(({ x, y, z }) => [x, y, z]))
  if (furthest > 4) return 1
  return dimensions === 3 || furthest > 2 ? 2 : 4
}

/** Any world of these rules: soups near each other, written between ticks. */
export const anyEndlessWorld = (
  rules: fc.Arbitrary<Rule>,
  { sizeOf = anySize, places = anyPlace, maxTicks, maxSteps = 4 }: EndlessShape = {},
): fc.Arbitrary<EndlessWorld> =>
  fc.tuple(rules, fc.record({ x: places, y: places, z: places })).chain(([rule, place]) =>
    sizeOf(rule).chain((size) => {
      const soup = anySoup(rule, size, place)
      const most = maxTicks ?? mostTicks(rule)
      const step = fc.oneof(
        { arbitrary: fc.integer({ min: 0, max: most }), weight: 2 },
        { arbitrary: soup, weight: 1 },
      )
      return fc
        .record({
          topology: fc.constantFrom(BOX, TORUS),
          seed: anySeed,
          startTick: fc.nat(3),
          background: fc.oneof(
            { arbitrary: fc.constant(0), weight: 3 },
            fc.nat(Math.min(rule.states - 1, 3)),
          ),
          first: soup,
          rest: fc.array(step, { minLength: 1, maxLength: maxSteps }),
        })
        .map(({ topology, seed, startTick, background, first, rest }) => ({
          setup: { size, topology, rule, seed },
          startTick,
          background,
          steps: [first, ...rest],
        }))
    }),
  )
