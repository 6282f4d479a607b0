/** Random runs that are saved on their way: plain, endless and living, with events all along. */
import fc from 'fast-check'
import type { BackendName } from '../kernels/kernel.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'

/** A scenario as JSON, and when it is saved and ends. */
export interface SavedRun {
  readonly text: string
  readonly saveAt: number
  readonly endAt: number
  readonly savedOn: BackendName
  readonly resumedOn: BackendName
  readonly foldsDigests: boolean
}

const SIDE = 8

const anyTick = fc.integer({ min: 0, max: 12 })
const anyDensity = fc.integer({ min: 0, max: 255 })
const anyBox = fc
  .tuple(...Array.from({ length: 6 }, () => fc.integer({ min: 1, max: SIDE / 2 })))
  .map(([x, y, z, ...size]) => ({ at: [x!, y!, z!], size }))
const anyBoxIn = (dimensions: number) =>
  anyBox.map(({ at, size }) => ({ at: at.slice(0, dimensions), size: size.slice(0, dimensions) }))

const FLAT_RULES = [
  'B3/S23',
  'B36/S23',
  '345/2/4',
  'B3/S23~birth=0.9',
  'M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,15',
]
const SOLID_RULES = ['4-5/5/2/M', '4-7/6-8/10/M', '5-7/6/2/M']
const ENDLESS_RULES = ['B3/S23', 'B36/S23', '345/2/4', 'B1/S012']

/** A rule with fields of its own, which are planes of a plain world. */
const HEATED = `rule({ states: 3, channels: ['heat'] }, (s, n, f) => {
  let c = 0
  for (const x of n) c += x
  f.heat += c
  return (c + f.heat) % 3
})`

const anyPlain = (
  rules: readonly string[],
  dimensions: number,
  size: readonly number[] | undefined,
) => {
  const anyStroke = fc.oneof(
    fc.record({ soup: fc.record({ density: anyDensity, box: anyBoxIn(dimensions) }) }),
    fc.record({ fill: anyBoxIn(dimensions), state: fc.constantFrom(0, 1) }),
  )
  const anyEvent = fc.oneof(
    fc.record({ tick: anyTick, paint: fc.array(anyStroke, { minLength: 1, maxLength: 2 }) }),
    fc.record({ tick: anyTick, rule: fc.constantFrom(...rules) }),
  )
  return fc
    .record({
      seed: fc.nat(),
      rule: fc.constantFrom(...rules),
      initial: fc.array(anyStroke, { minLength: 1, maxLength: 3 }),
      events: fc.array(anyEvent, { maxLength: 4 }),
      topology: fc.constantFrom('torus', 'box'),
    })
    .map(({ topology, events, ...rest }) => ({
      version: 1,
      name: 'Any',
      ...(size === undefined ? {} : { world: { size, topology } }),
      ...rest,
      events: events.toSorted((a, b) => a.tick - b.tick),
    }))
}

const anyOrder = fc.oneof(
  fc.record({ terminate: fc.tuple(fc.record({ box: anyBox, reason: fc.constant('trampled') })) }),
  fc.record({ suspend: fc.tuple(fc.record({ box: anyBox })) }),
  fc.record({ activate: fc.tuple(fc.record({ box: anyBox })) }),
  fc.record({
    spawn: fc.tuple(
      fc.record({
        box: anyBox,
        state: fc.constantFrom(0, 1),
        trace: fc.boolean(),
        metaRules: fc.constant('learn'),
        phiPhase: fc.constantFrom(0, 0.25),
        active: fc.boolean(),
      }),
    ),
  }),
  fc.record({
    poke: fc.tuple(
      fc.record({
        channel: fc.constantFrom('heat', 'signal'),
        box: anyBox,
        value: fc.constantFrom(0.5, 7.5, -1),
      }),
    ),
  }),
  fc.record({ follow: fc.tuple(fc.record({ box: anyBox, rule: fc.constantFrom('ash', 'calm') })) }),
)

const anySite = fc.tuple(fc.nat(11), fc.nat(SIDE - 1), fc.nat(SIDE - 1))
const caChannel = fc.constantFrom('street', 'lane')
const anyName = fc.constantFrom('harbor', 'market')

const anyChannelOrder = fc.oneof(
  fc.record({ assign: fc.tuple(fc.record({ box: anyBox, caChannel: fc.option(caChannel) })) }),
  fc.record({ announce: fc.tuple(fc.record({ at: anySite, name: anyName, caChannel })) }),
  fc.record({
    send: fc.tuple(
      fc.record({
        box: anyBox,
        to: anyName,
        payload: fc.constantFrom(0.25, -3),
        messageKind: fc.constantFrom(0, 7),
        ttl: fc.constantFrom(2, 60),
        caChannel,
      }),
    ),
  }),
  fc.record({ bind: fc.tuple(fc.record({ from: anySite, to: anySite, caChannel })) }),
  fc.tuple(anySite, anySite, caChannel).map(([from, to, channel]) => ({
    bind: [{ from, to, caChannel: channel }],
    link: [{ from, to, caChannel: channel, source: 'heat', threshold: -1, strength: 40 }],
  })),
)

/** Two crowds that are in channels from the start, and what they hear of names. */
const CROWDS = {
  assign: [
    { box: { size: [12, SIDE, 2] }, caChannel: 'street' },
    { box: { at: [0, 0, 3], size: [12, SIDE, 3] }, caChannel: 'lane' },
  ],
}

const anyLiving = fc
  .record({
    seed: fc.nat(),
    events: fc.array(fc.tuple(anyTick, anyOrder), { maxLength: 5 }),
    channelEvents: fc.array(fc.tuple(anyTick, anyChannelOrder), { maxLength: 12 }),
    density: anyDensity,
    isSettled: fc.boolean(),
    divisor: fc.integer({ min: 1, max: 3 }),
    capacity: fc.constantFrom(60, 2000),
    topology: fc.constantFrom('torus', 'box'),
  })
  .map(({ seed, events, channelEvents, density, isSettled, divisor, capacity, topology }) => ({
    version: 1,
    name: 'Any living world',
    world: { size: [12, SIDE, SIDE], topology },
    seed,
    rule: '4-5/5/2/M',
    rules: {
      calm: '4/4/2/M',
      ash: `rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat', 'signal'] }, (s, n, f) => {
        let c = 0
        for (const x of n) c += x
        if (s === 1) f.signal += 90000
        if (s === 1 && f.heat > 2000) { f.heat += 100; return 0 }
        return c > 5 && c < 9 ? 1 : s
      })`,
    },
    channels: ['heat', 'signal', 'mood'],
    zones: [
      { name: 'left', box: { size: [6, SIDE, SIDE] }, settled: isSettled },
      {
        name: 'right',
        box: { at: [6], size: [6, SIDE, SIDE] },
        settled: true,
        clock: { divisor, phase: 0 },
        rule: 'calm',
      },
    ],
    caChannels: [
      { name: 'street', capacity: 2 },
      { name: 'lane', answers: 'mood' },
    ],
    policies: { use: ['permit-all'], capacity },
    physics: {},
    metaRules: {
      learn: [
        { when: { field: 'heat', gt: 0.3 }, for: 'ash', then: { switch: 'calm' } },
        {
          when: {
            all: [
              { metric: 'density', lt: 0.4 },
              { field: 'heat', lt: 0.2 },
            ],
          },
          for: 'calm',
          then: [{ switch: 'ash' }, { drift: { parameter: 'lambda_sensitivity', by: 0.01 } }],
        },
        { when: { metric: 'activity', gt: 0.4 }, then: { neighborhood: 'von-neumann-3d' } },
      ],
    },
    bits: [{ box: { size: [12, SIDE, SIDE] }, density, state: 1, rule: 'ash', metaRules: 'learn' }],
    initial: [{ soup: { density: 60 } }],
    events: [[0, CROWDS] as const, ...events, ...channelEvents]
      .map(([tick, order]) => ({ tick, ...order }))
      .toSorted((a, b) => a.tick - b.tick),
  }))

const saved = (document: fc.Arbitrary<object>, backends: readonly BackendName[]) =>
  fc
    .record({
      document,
      saveAt: anyTick,
      after: fc.integer({ min: 0, max: 8 }),
      savedOn: fc.constantFrom(...backends),
      resumedOn: fc.constantFrom(...backends),
      foldsDigests: fc.boolean(),
    })
    .map(
      ({ document, after, ...rest }): SavedRun => ({
        text: JSON.stringify(document),
        endAt: rest.saveAt + after,
        ...rest,
      }),
    )

/** By kind: worlds with a size, in two axes and three and with fields, without an end, and of bits. */
export const anySavedRun = Object.freeze({
  flat: saved(anyPlain(FLAT_RULES, 2, [10, 8]), ['reference', 'wasm']),
  solid: saved(anyPlain(SOLID_RULES, 3, [9, SIDE, SIDE]), ['reference', 'wasm']),
  heated: saved(anyPlain([HEATED], 2, [9, SIDE]), ['reference', 'wasm']),
  endless: saved(anyPlain(ENDLESS_RULES, 2, undefined), ['reference', 'sparse']),
  quadtree: saved(anyPlain(['B3/S23'], 2, undefined), ['hashlife', 'sparse']),
  living: saved(anyLiving, ['reference', 'wasm']),
})

/** Compiles the scenario of a saved run. */
export const compileAlone = (text: string): Promise<Run> =>
  compileScenario(text, () => Promise.reject(new Error('it names no files')))
