/**
 * Random documents of living worlds, all of them sound: any dimensions and topology, tiny and odd
 * sizes, zones with clocks, several rules, channels of every kind, bits, physics, meta-rules, orders.
 *
 * What is drawn shrinks part by part, so that a difference is told by a small document.
 */
import fc from 'fast-check'
import type { Dimensions } from '../../lattice/size.ts'
import type { ScenarioDocument, TopologyDocument } from '../../scenario/scenario-schema.ts'
import { anyChannels } from './any-channels.ts'
import { anyMetaLists } from './any-meta-lists.ts'
import { anyEvents, anySpawn, anyStroke, type OrderWorld } from './any-orders.ts'
import { anyZones } from './any-zones.ts'
import type { PlainRule } from './plain-rule.ts'
import { PLAIN_RULES, plainRuleNamed } from './plain-rules.ts'

/** The longest axis by the number of axes, so that worlds stay small. */
const LONGEST: Readonly<Record<Dimensions, number>> = { 1: 9, 2: 9, 3: 6 }

/** Ticks that events are for; worlds are run a few longer. */
export const LAST_EVENT_TICK = 5

function anyTopology(
  size: readonly number[],
  rules: readonly PlainRule[],
): fc.Arbitrary<TopologyDocument> {
  const flat: fc.Arbitrary<TopologyDocument> = fc.constantFrom('torus', 'box')
  // Surfaces want rules that look along both of their axes.
  if (size.length !== 2 || rules.some((rule) => rule.dimensions < 2)) return flat
  const along = fc.constantFrom('x' as const, 'y' as const)
  return fc.oneof(
    { arbitrary: flat, weight: 4 },
    fc.record({
      kind: fc.constant('shifted-torus' as const),
      along,
      shift: fc.integer({ min: -9, max: 9 }),
    }),
    fc.record({ kind: fc.constant('klein' as const), along, shift: fc.constantFrom(0, 1) }),
    fc.constant('cross-surface' as const),
    ...(size[0] === size[1] ? [fc.constant('sphere' as const)] : []),
  )
}

const anySmallSize = (dimensions: Dimensions) =>
  fc.array(fc.integer({ min: 1, max: LONGEST[dimensions] }), {
    minLength: dimensions,
    maxLength: dimensions,
  })

/** Sizes of which two threads take their parts. */
const LARGE: Readonly<Record<Dimensions, readonly number[][]>> = {
  1: [[8197]],
  2: [
    [129, 65],
    [33, 250],
  ],
  3: [
    [21, 20, 22],
    [7, 40, 31],
  ],
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const mostly = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 6 })

/** Leaves out what is undefined, as a document does. */
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const anyPhysics = fc
  .record({
    omega: optional(fc.constantFrom(0, 0.02, -0.5, 0.499, 1 / 3)),
    coupling: optional(fc.constantFrom(0, 0.25, 1, 0.77)),
    flowRate: optional(fc.constantFrom(1, 0.1, 0.00001)),
    trustRate: optional(fc.constantFrom(1, 0.3, 0.0625)),
  })
  .map(defined)

const anyPolicies = (zones: readonly string[]) =>
  fc
    .record({
      use: fc.constant(['permit-all' as const]),
      capacity: optional(fc.constantFrom(0, 3, 20, 150)),
      capacities: optional(fc.dictionary(fc.constantFrom(...zones), fc.nat(9), { maxKeys: 2 })),
    })
    .map(defined)

/** Some rules of a world: of its own dimensions, now and then one that looks along fewer axes, too. */
function anyNames(dimensions: Dimensions): fc.Arbitrary<string[]> {
  const own = Object.keys(PLAIN_RULES[dimensions])
  const flatter = dimensions === 1 ? [] : Object.keys(PLAIN_RULES[dimensions === 3 ? 2 : 1])
  return fc.oneof(
    { arbitrary: fc.shuffledSubarray(own, { minLength: 1, maxLength: 4 }), weight: 4 },
    fc.shuffledSubarray([...own, ...flatter], { minLength: 1, maxLength: 4 }),
  )
}

const anyDocumentIn = (
  anySize: (dimensions: Dimensions) => fc.Arbitrary<number[]>,
): fc.Arbitrary<ScenarioDocument> =>
  fc
    .constantFrom<Dimensions[]>(2, 3, 1)
    .chain((dimensions) =>
      fc.tuple(fc.constant(dimensions), anySize(dimensions), anyNames(dimensions)),
    )
    .chain(([dimensions, size, names]) => anyDocumentOf(dimensions, size, names))

/** Worlds of up to some two hundred cells. */
export const anyLivingDocument = anyDocumentIn(anySmallSize)

/** Worlds of more than eight thousand. */
export const anyLargeLivingDocument = anyDocumentIn((dimensions) =>
  fc.constantFrom(...LARGE[dimensions]),
)

function anyDocumentOf(
  dimensions: Dimensions,
  size: number[],
  names: readonly string[],
): fc.Arbitrary<ScenarioDocument> {
  const rules = names.map(plainRuleNamed)
  const others = Object.fromEntries(names.slice(1).map((name, i) => [name, rules[i + 1]!.text]))
  const states = Math.max(...rules.map((rule) => rule.states))
  const used = new Set(rules.flatMap(({ channels }) => channels))
  const parameters = [...new Set(rules.flatMap((rule) => rule.parameters))]
  return fc
    .tuple(
      anyChannels(used, dimensions),
      optional(anyZones(size, names.slice(1))),
      anyTopology(size, rules),
    )
    .chain(([channels, zones, topology]) => {
      const channelNames = channels.map((each) => (typeof each === 'string' ? each : each.name))
      // Zones of boxes leave a rest, zones of centers none.
      const listed = (zones ?? []).map(({ name }) => name)
      const zoneNames = zones?.[0]?.center === undefined ? [...listed, 'rest'] : listed
      const world: OrderWorld = { size, states, rules: names.slice(1), channels: channelNames }
      const speaks = { ...world, all: rules, dimensions, parameters }
      return fc
        .record({
          seed: fc.constantFrom('0', '7', '18446744073709551615', '4294967296'),
          physics: optional(anyPhysics),
          metaRules: optional(anyMetaLists(speaks)),
          policies: mostly(anyPolicies(zoneNames)),
          initial: fc.array(anyStroke(world), { maxLength: 2 }),
        })
        .chain((parts) => {
          const lists = Object.keys(parts.metaRules ?? {})
          return fc.record({
            bits: mostly(fc.array(anySpawn(world, lists), { minLength: 1, maxLength: 3 })),
            events: anyEvents(world, lists, LAST_EVENT_TICK),
            parts: fc.constant(parts),
          })
        })
        .map(({ bits, events, parts }): ScenarioDocument => {
          const { seed, initial, ...living } = parts
          return defined({
            version: 1 as const,
            name: 'Any',
            world: { size, topology },
            seed,
            rule: rules[0]!.text,
            rules: others,
            channels,
            zones,
            ...living,
            bits,
            initial,
            events,
          }) as ScenarioDocument
        })
    })
}
