/** Random small living worlds, as scenario documents. */
import fc from 'fast-check'

/** A document; JSON is YAML. */
export interface LivingScenario {
  readonly text: string
  /** How long it takes until all has happened. */
  readonly ticks: number
}

const RULES = {
  crystal: '4-5/5/2/M',
  faces: '1-3/1,2/3/N',
  hot: `rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f, cell) => {
    if ((cell.random(1) & 7) === 0) f.heat += 7
    let c = 0
    for (const x of n) c += x === 0 ? 0 : 1
    if (f.heat > 2000) { f.heat += -900; return 0 }
    if (c > 4) f.heat += c * 100
    return c > 3 && c < 9 ? 1 : s
  })`,
  singer: `rule({ states: 3, neighborhood: 'von-neumann-3d', channels: ['signal', 'heat'],
    parameters: ['trust', 'zeal'] }, (s, n, f, cell) => {
    let c = 0
    for (const x of n) c += x === 1 ? 1 : 0
    f.signal += c * 50 - (cell.random(1) & 255)
    if (cell.trust > 9000 && f.signal < 0) return (s + 1) % 3
    if (cell.zeal > 3) f.heat += 5
    return (cell.random(0) & 7) === 0 ? 1 : c > 2 ? 2 : s
  })`,
} as const

const anyRule = fc.constantFrom(...Object.keys(RULES))

const anyBox = (size: readonly number[]) =>
  fc.tuple(...size.map((n) => fc.tuple(fc.nat(n - 1), fc.nat(n - 1)))).map((axes) => ({
    at: axes.map(([a, b]) => Math.min(a, b)),
    size: axes.map(([a, b]) => Math.abs(a - b) + 1),
  }))

/** Switches lead from hot to singer, to faces, to crystal and its variant, and never back. */
const anyMeta = fc.constantFrom(
  { when: { field: 'heat', gt: 0.05 }, for: 'hot', then: { switch: 'crystal' } },
  { when: { of: 'neighbors', ge: 2 }, chance: 0.3, for: 'hot', then: { switch: 'singer' } },
  { when: { of: 'state', eq: 1 }, chance: 0.6, for: 'singer', then: { switch: 'faces' } },
  { when: { of: 'tick', every: 3 }, for: 'faces', then: { switch: 'crystal' } },
  {
    when: { not: { parameter: 'trust', lt: 0.6 } },
    then: { drift: { parameter: 'trust', by: -0.1 } },
  },
  { when: { of: 'state', ge: 1 }, then: { drift: { parameter: 'zeal', by: 1 } } },
  { when: { field: 'signal', lt: 0 }, for: 'crystal', then: { neighborhood: 'von-neumann-3d' } },
)

/** Metrics and physics, which a bit alone cannot foresee. */
const anyZoneMeta = fc.constantFrom(
  { when: { metric: 'density', lt: 0.4 }, for: 'hot', then: { switch: 'singer' } },
  {
    when: { metric: 'activity', gt: 0.3 },
    chance: 0.5,
    for: 'singer',
    then: { switch: 'crystal' },
  },
)

const anySpawn = (size: readonly number[]) =>
  fc.record({
    box: anyBox(size),
    density: fc.integer({ min: 60, max: 255 }),
    rule: anyRule,
    state: fc.nat(1),
    metaRules: fc.constantFrom('learn', 'learn', 'drift'),
    trustScore: fc.constantFrom(0.2, 0.5, 0.9),
    lambdaSensitivity: fc.constantFrom(0.5, 0.5, 0.1, 1),
    trace: fc.boolean(),
    active: fc.constantFrom(true, true, true, false),
  })

const anyEvent = (size: readonly number[]) =>
  fc.record(
    {
      tick: fc.integer({ min: 1, max: 6 }),
      poke: fc.array(
        fc.record({
          channel: fc.constantFrom('heat', 'signal'),
          box: anyBox(size),
          value: fc.constantFrom(0.5, -0.25, 3),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      spawn: fc.array(anySpawn(size), { minLength: 1, maxLength: 2 }),
      suspend: fc.tuple(fc.record({ box: anyBox(size) })),
      activate: fc.tuple(fc.record({ box: anyBox(size) })),
      terminate: fc.tuple(fc.record({ box: anyBox(size) })),
      follow: fc.tuple(fc.record({ box: anyBox(size), rule: anyRule })),
    },
    { requiredKeys: ['tick'] },
  )

/**
 * Any of them. With `isForeseeable`, one bit alone can tell its next state, rule and writes, and
 * channels change by writes only.
 */
export function anyLivingScenario(isForeseeable: boolean): fc.Arbitrary<LivingScenario> {
  return fc
    .tuple(
      fc.integer({ min: 3, max: 7 }),
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 3, max: 5 }),
    )
    .chain((size) =>
      fc
        .record({
          seed: fc.nat(1000),
          topology: fc.constantFrom('torus', 'box'),
          half: fc.integer({ min: 1, max: size[0] - 1 }),
          filled: fc.boolean(),
          divisor: fc.integer({ min: 1, max: 3 }),
          capacity: fc.constantFrom(1000, 20),
          learn: fc.array(isForeseeable ? anyMeta : fc.oneof(anyMeta, anyZoneMeta), {
            minLength: 1,
            maxLength: 4,
          }),
          hasPhysics: fc.boolean(),
          bits: fc.array(anySpawn(size), { minLength: 1, maxLength: 3 }),
          events: fc.array(anyEvent(size), { maxLength: 2 }),
          soup: fc.nat(120),
        })
        .map((parts) => ({ text: JSON.stringify(write(size, parts, isForeseeable)), ticks: 8 })),
    )
}

function write(
  size: readonly number[],
  parts: {
    readonly seed: number
    readonly topology: string
    readonly half: number
    readonly filled: boolean
    readonly divisor: number
    readonly capacity: number
    readonly learn: readonly object[]
    readonly hasPhysics: boolean
    readonly bits: readonly object[]
    readonly events: readonly object[]
    readonly soup: number
  },
  isForeseeable: boolean,
): object {
  const { seed, topology, half, filled, divisor, capacity, learn, hasPhysics } = parts
  const fixed = { kind: 'static' }
  const { crystal, ...rules } = RULES
  return {
    version: 1,
    name: 'any',
    world: { size, topology },
    seed: String(seed),
    rule: crystal,
    rules: { ...rules, crystal },
    channels: isForeseeable
      ? [
          { name: 'heat', dynamic: fixed },
          { name: 'signal', dynamic: fixed },
        ]
      : ['heat', 'signal', 'reward', 'intent'],
    zones: [
      { name: 'a', box: { size: [half, size[1], size[2]] }, settled: true, clock: { divisor } },
      {
        name: 'b',
        box: { at: [half], size: [size[0]! - half, size[1], size[2]] },
        settled: !filled,
        rule: 'hot',
      },
    ],
    policies: { use: ['permit-all'], capacity },
    ...(hasPhysics ? { physics: {} } : {}),
    metaRules: {
      learn: [
        ...(isForeseeable && hasPhysics ? learn.filter((each) => !looksAtTrust(each)) : learn),
        ODD,
      ],
      drift: [{ when: { of: 'state', ge: 1 }, then: { drift: { parameter: 'zeal', by: 2 } } }],
    },
    bits: parts.bits,
    initial: [{ soup: { density: parts.soup } }],
    ...(parts.events.length === 0
      ? {}
      : { events: parts.events.toSorted((a, b) => tickOf(a) - tickOf(b)) }),
  }
}

/** So that no list is empty. */
const ODD = {
  when: { of: 'tick', every: 5, phase: 1 },
  chance: 0.2,
  for: 'hot',
  then: { switch: 'faces' },
}

const looksAtTrust = (metaRule: object) => 'when' in metaRule && 'not' in Object(metaRule.when)

const tickOf = (event: object): number => (event as { readonly tick: number }).tick
