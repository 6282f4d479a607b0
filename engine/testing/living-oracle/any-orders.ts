/** Random orders, spawns and strokes. */
import fc from 'fast-check'
import type { SpawnDocument } from '../../scenario/living-schema.ts'
import type { ScenarioDocument, StrokeDocument } from '../../scenario/scenario-schema.ts'

type EventDocument = NonNullable<ScenarioDocument['events']>[number]

/** What orders may name. */
export interface OrderWorld {
  readonly size: readonly number[]
  readonly states: number
  readonly rules: readonly string[]
  readonly channels: readonly string[]
}

const strip = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const anyBox = (size: readonly number[]) =>
  fc.tuple(...size.map((n) => fc.tuple(fc.nat(n - 1), fc.nat(n - 1)))).map((axes) => ({
    at: axes.map(([a, b]) => Math.min(a, b)),
    size: axes.map(([a, b]) => Math.abs(a - b) + 1),
  }))

const anyCells = (size: readonly number[]) =>
  fc.array(fc.tuple(...size.map((n) => fc.nat(n - 1))), { minLength: 1, maxLength: 4 })

const anyPlace = ({ size }: OrderWorld) =>
  fc.oneof(
    fc.record({ box: anyBox(size) }),
    fc.record({ box: anyBox(size) }),
    fc.record({ cells: anyCells(size) }),
  )

const nameOf = (names: readonly string[]) =>
  names.length > 0 ? maybe(fc.constantFrom(...names)) : fc.constant(undefined)

/** A spawn, with everything that may be said of one. */
export function anySpawn(world: OrderWorld, lists: readonly string[]): fc.Arbitrary<SpawnDocument> {
  const place = fc.oneof(
    anyPlace(world),
    fc.record({ box: anyBox(world.size), density: fc.integer({ min: 60, max: 255 }) }),
  )
  return fc
    .tuple(
      place,
      fc.record({
        rule: nameOf(world.rules),
        metaRules: nameOf(lists),
        // One state too many is refused at each site.
        state: maybe(fc.nat(world.states)),
        components: maybe(fc.constantFrom<number[][]>([], [], [], [], [1])),
        phiPhase: maybe(fc.constantFrom(0, 0.25, 0.6, 0.99999, 1)),
        sigmaFlow: maybe(fc.constantFrom(-1, 0.3, 1)),
        lambdaSensitivity: maybe(fc.constantFrom(0, 0.1, 0.37, 1)),
        trustScore: maybe(fc.constantFrom(0, 0.2, 1)),
        trace: maybe(fc.boolean()),
        active: maybe(fc.constantFrom(true, true, false)),
      }),
    )
    .map(([where, traits]) => strip({ ...where, ...traits }))
}

/** A stroke that needs no pattern. */
export function anyStroke({ size, states }: OrderWorld): fc.Arbitrary<StrokeDocument> {
  const state = maybe(fc.nat(states - 1))
  return fc
    .oneof(
      fc.record({
        soup: fc
          .record({ density: fc.integer({ min: 0, max: 255 }), box: maybe(anyBox(size)) })
          .map(strip),
      }),
      fc.record({ fill: anyBox(size), state }),
      fc.record({ cells: anyCells(size), state }),
    )
    .map((stroke) => strip(stroke) as StrokeDocument)
}

function anyKinds(world: OrderWorld, lists: readonly string[]) {
  const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 })
  const place = anyPlace(world)
  const follow = fc
    .tuple(place, fc.record({ rule: nameOf(world.rules), metaRules: nameOf(lists) }))
    .map(([where, what]) => strip({ ...where, ...what }))
    .filter((order) => 'rule' in order || 'metaRules' in order)
  const poke = fc
    .tuple(
      place,
      fc.constantFrom(...(world.channels.length > 0 ? world.channels : [''])),
      fc.constantFrom(0.5, -0.25, 3, 15.5, -0.00003),
    )
    .map(([where, channel, value]) => ({ ...where, channel, value }))
  const hasRules = world.rules.length > 0 || lists.length > 0
  return {
    paint: few(anyStroke(world)),
    spawn: few(anySpawn(world, lists)),
    activate: few(place),
    suspend: few(place),
    terminate: few(place),
    ...(hasRules ? { follow: few(follow) } : {}),
    ...(world.channels.length > 0 ? { poke: few(poke) } : {}),
  }
}

/** Events of some ticks up to the last, their kinds in any order. */
export function anyEvents(
  world: OrderWorld,
  lists: readonly string[],
  lastTick: number,
): fc.Arbitrary<EventDocument[]> {
  const kinds = anyKinds(world, lists)
  const anyEvent = fc
    .shuffledSubarray(Object.keys(kinds) as (keyof typeof kinds)[], { minLength: 1, maxLength: 4 })
    .chain((chosen) =>
      fc
        .tuple(fc.nat(lastTick), ...chosen.map((kind) => kinds[kind] as fc.Arbitrary<unknown>))
        .map(([tick, ...orders]) => ({
          tick,
          ...Object.fromEntries(chosen.map((kind, i) => [kind, orders[i]])),
        })),
    )
  return fc.array(anyEvent, { maxLength: 4 }).map((events) => events as EventDocument[])
}
