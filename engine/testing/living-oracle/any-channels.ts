/** Random channels: the seven as they are and otherwise, and channels of users with every dynamic. */
import fc from 'fast-check'
import type { ChannelDocument, DynamicDocument } from '../../fields/channel-schema.ts'
import { NAMED_NEIGHBORHOODS } from '../../lattice/neighborhood.ts'
import type { Dimensions } from '../../lattice/size.ts'

const decimals = (...values: number[]) => fc.constantFrom(...values)

const anySource = fc.option(
  fc.oneof(decimals(0.01, -0.5), fc.array(decimals(0, 0.2, -0.03), { minLength: 1, maxLength: 4 })),
  { nil: undefined },
)

const maybe = (...values: number[]) => fc.option(decimals(...values), { nil: undefined })

/** What a channel may do that has a range of its own. */
function anyFlow(dimensions: Dimensions): fc.Arbitrary<DynamicDocument> {
  const faces = 2 * dimensions
  const diffuse = fc
    .record({
      most: decimals(1, 0.5, 0.3, 0.001),
      decay: maybe(0.25, 0.01, 1),
      rest: maybe(0.5, -0.25),
      source: anySource,
    })
    .map(({ most, decay = 0, ...others }): DynamicDocument => {
      // Rounded down, so that the limit of stability is met and not passed.
      const limit = Math.floor((4096 * (1 - decay)) / faces) / 4096
      const diffusion = Math.max(1, Math.floor(4096 * limit * most)) / 4096
      return decay === 1
        ? { kind: 'diffuse', diffusion: 0, decay, ...others }
        : { kind: 'diffuse', diffusion, decay, ...others }
    })
  const wave = fc.record({
    kind: fc.constant('wave' as const),
    speed: decimals(0.5, 0.25, 0.1),
    damping: maybe(0.1, 0.4),
    decay: maybe(0.05),
    rest: maybe(0.5),
    source: anySource,
  })
  return fc.oneof(fc.constant({ kind: 'static' as const }), diffuse, wave)
}

/** Neighborhoods that directions and entropies may have in so many dimensions. */
const neighborhoodsIn = (dimensions: Dimensions) => {
  const suffix = dimensions === 1 ? 'elementary' : `-${dimensions}d`
  return NAMED_NEIGHBORHOODS.filter((name) => name.endsWith(suffix))
}

const strip = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

/** A channel with a range and a dynamic of its own. */
const anyOwn = (name: string, dimensions: Dimensions): fc.Arbitrary<ChannelDocument> =>
  fc
    .record({
      name: fc.constant(name),
      range: fc.option(fc.constantFrom<[number, number]>([-2, 4], [-0.25, 0.5], [-7, 7.99]), {
        nil: undefined,
      }),
      start: maybe(0.25, -0.1),
      dynamic: anyFlow(dimensions).map(strip),
    })
    .map(strip)

const anyEntropy = (name: string, dimensions: Dimensions): fc.Arbitrary<ChannelDocument> =>
  fc
    .record({
      classes: fc.option(fc.integer({ min: 2, max: 6 }), { nil: undefined }),
      neighborhood: fc.option(fc.constantFrom(...neighborhoodsIn(dimensions)), { nil: undefined }),
    })
    .map((dynamic) => ({ name, dynamic: strip({ kind: 'entropy' as const, ...dynamic }) }))

const anyUphill = (
  name: string,
  of: string,
  dimensions: Dimensions,
): fc.Arbitrary<ChannelDocument> =>
  fc
    .option(fc.constantFrom(...neighborhoodsIn(dimensions)), { nil: undefined })
    .map((neighborhood) => ({
      name,
      dynamic: strip({ kind: 'uphill' as const, of, neighborhood }),
    }))

/** One of the seven: as it is, or with something else about it. */
function anyOfTheSeven(name: string, dimensions: Dimensions): fc.Arbitrary<ChannelDocument> {
  const asItIs = fc.constant<ChannelDocument>(name)
  if (name === 'entropy') return fc.oneof(asItIs, anyEntropy(name, dimensions))
  if (name === 'intent') return fc.oneof(asItIs, anyUphill(name, 'reward', dimensions))
  const faster =
    name === 'signal' ? { speed: 0.25, damping: 0.02 } : { diffusion: 1 / 32, source: 0.01 }
  const others: fc.Arbitrary<ChannelDocument>[] = [
    asItIs,
    fc.constant({ name, dynamic: faster }),
    fc.constant({ name, start: 0.5 }),
  ]
  // Heat is never below 0, and falls and rises to where it rests.
  if (name === 'heat') {
    others.push(
      fc
        .constantFrom(0.05, 2)
        .map((start) => ({ name, start, dynamic: { decay: 0.1, rest: 0.5 } })),
    )
  }
  return fc.oneof(...others)
}

/** Channels that nobody may use either. */
const MORE = [
  'gravity',
  'mood',
  'heat',
  'signal',
  'entropy',
  'intent',
  'reward',
  'scent',
  'smoke',
  'order',
  'way',
]

/** @param used are those that the world's rules name, which are among them. */
export function anyChannels(
  used: ReadonlySet<string>,
  dimensions: Dimensions,
): fc.Arbitrary<ChannelDocument[]> {
  return fc.subarray(MORE, { maxLength: 4 }).chain((more) => {
    const names = new Set([...used, ...more])
    if (names.has('intent')) names.add('reward')
    if (names.has('way')) names.add('scent')
    const documents = [...names].map((name) => {
      if (name === 'order') return anyEntropy(name, dimensions)
      if (name === 'way') return anyUphill(name, 'scent', dimensions)
      const isOwn = name === 'scent' || name === 'smoke'
      return isOwn ? anyOwn(name, dimensions) : anyOfTheSeven(name, dimensions)
    })
    return fc
      .tuple(...documents)
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
  })
}
