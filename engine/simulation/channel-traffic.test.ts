import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BitEvent } from '../bits/bit-events.ts'
import { activeInChannel } from '../bits/bit-reads.ts'
import type { LivingOrder } from '../scenario/living-run.ts'
import { startLiving } from '../testing/start-living.ts'
import type { SimulationOptions } from './create-world.ts'
import { probe } from './run-to-probes.ts'
import type { Simulation } from './simulation.ts'

const MAIL = { kind: 'channel', name: 'mail' } as const

/** A street of bits along x, in a world that is one cell high; what arrives stays. */
function street(length: number, change: object = {}): string {
  return JSON.stringify({
    version: 1,
    name: 'A street',
    world: { size: [length, 1], topology: 'box' },
    rule: `rule({ states: 2, neighborhood: 'von-neumann' }, (s) => s)`,
    channels: [{ name: 'mail', dynamic: { kind: 'static' }, range: [-2, 2] }],
    caChannels: [{ name: 'street', answers: 'mail', capacity: 4 }],
    policies: { use: ['permit-all'] },
    bits: [{ box: { size: [length, 1] }, state: 1 }],
    ...change,
  })
}

/** Everybody forwards, and the last answers to "harbor". */
const opening = (length: number) => ({
  tick: 0,
  assign: [{ box: { size: [length, 1] } }],
  announce: [{ at: [length - 1], name: 'harbor' }],
})

async function start(text: string, options?: SimulationOptions): Promise<Simulation> {
  const simulation = await startLiving(text, options)
  onTestFinished(() => simulation.dispose())
  return simulation
}

async function mailAt(simulation: Simulation, x: number): Promise<number> {
  const value = new Int32Array(1)
  await simulation.readPlane(MAIL, value, x)
  return value[0]! / 2 ** 14
}

/** What a probe tells of the channel, by name. */
async function countsOf(simulation: Simulation, channel = 'street') {
  const { metrics } = await probe(simulation)
  const prefix = `caChannel.${channel}.`
  const own = Object.entries(metrics).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, count]) => [name.slice(prefix.length), count]))
}

const hashOf = async (simulation: Simulation) => (await probe(simulation)).stateHash

const edit = (simulation: Simulation, order: LivingOrder) =>
  simulation.edit({ kind: 'order', order })

describe('a message', () => {
  test('goes one hop a tick, and is added to the field where it arrives, that tick', async () => {
    const text = street(8, {
      events: [opening(8), { tick: 20, send: [{ cells: [[2]], to: 'harbor', payload: 0.75 }] }],
    })
    const simulation = await start(text)
    await simulation.advance(24)
    expect(await countsOf(simulation)).toMatchObject({ sent: 1, delivered: 0, waiting: 1 })
    expect(await mailAt(simulation, 7)).toBe(0)
    // Five hops from x = 2 to x = 7.
    await simulation.advance(1)
    expect(await mailAt(simulation, 7)).toBe(0.75)
    expect(await countsOf(simulation)).toMatchObject({ sent: 1, delivered: 1, waiting: 0 })
    await simulation.advance(50)
    expect(await mailAt(simulation, 7)).toBe(0.75)
  })

  test('waits for the name, which comes to it one hop a tick', async () => {
    const send = [{ cells: [[0]], to: 'harbor', payload: 1 }]
    const simulation = await start(street(6, { events: [{ ...opening(6), send }] }))
    // The name takes five ticks to x = 0; the message is four hops behind what it heard in the fifth.
    await simulation.advance(8)
    expect(await mailAt(simulation, 5)).toBe(0)
    await simulation.advance(1)
    expect(await mailAt(simulation, 5)).toBe(1)
  })

  test('is added before the commands of its tick, and clamped to the range of the field', async () => {
    const poke = { channel: 'mail', cells: [[3]], value: -3 }
    const text = street(4, {
      events: [
        opening(4),
        { tick: 10, send: [{ cells: [[2]], to: 'harbor', payload: 1.5 }] },
        { tick: 11, send: [{ cells: [[2]], to: 'harbor', payload: 1.5 }], poke: [poke] },
      ],
    })
    const simulation = await start(text)
    await simulation.advance(11)
    expect(await mailAt(simulation, 3)).toBe(-1.5)
    await simulation.advance(1)
    expect(await mailAt(simulation, 3)).toBe(0)
    await edit(simulation, {
      kind: 'poke',
      channel: 'mail',
      sites: Uint32Array.of(3),
      value: 1.5 * 2 ** 14,
    })
    const message = { messageKind: 0, ttl: 9, payload: 2 ** 14, channel: 0, to: 'harbor' }
    await edit(simulation, { kind: 'send', sites: Uint32Array.of(3), ...message })
    await simulation.advance(1)
    expect(await mailAt(simulation, 3)).toBe(2)
  })

  test('holds where its zone holds, and is let in there', async () => {
    const zones = [
      { name: 'quick', box: { size: [3, 1] }, settled: true },
      { name: 'slow', box: { at: [3], size: [3, 1] }, settled: true, clock: { divisor: 10 } },
    ]
    const events = [opening(6), { tick: 60, send: [{ cells: [[1]], to: 'harbor', payload: 1 }] }]
    const simulation = await start(street(6, { zones, events }))
    // x = 3 at tick 62; from there it goes on at ticks 70 and 80, each time one hop.
    await simulation.advance(80)
    expect(await mailAt(simulation, 5)).toBe(0)
    await simulation.advance(1)
    expect(await mailAt(simulation, 5)).toBe(1)
  })
})

describe('nothing is lost uncounted', () => {
  test.each([
    ['a full queue', 'full', 12, { cells: Array.from({ length: 9 }, () => [0]), ttl: 99 }, []],
    ['too little time', 'expired', 40, { cells: [[0]], ttl: 3 }, []],
    ['no way', 'no_route', 40, { cells: [[0]], ttl: 99 }, [{ cells: [[4]] }]],
    ['a holder that leaves', 'gone', 40, { cells: [[4]], ttl: 99 }, [{ cells: [[4]] }]],
  ])('%s', async (_name, cause, ticks, message, terminate) => {
    const send = [{ to: 'harbor', payload: 0.1, ...message }]
    const later = { tick: 20, send, ...(terminate.length > 0 ? { terminate } : {}) }
    const simulation = await start(street(8, { events: [opening(8), later] }))
    await simulation.advance(20 + ticks)
    const counts = await countsOf(simulation)
    const { sent, delivered, waiting } = counts
    expect(counts[`lost.${cause}`]).toBeGreaterThan(0)
    const causes = ['expired', 'no_route', 'full', 'gone']
    const lost = causes.reduce((sum, each) => sum + counts[`lost.${each}`]!, 0)
    expect(sent).toBe(delivered! + lost + waiting!)
  })

  test('a jam is counted, and dissolves', async () => {
    const cells = Array.from({ length: 4 }, (_, x) => Array.from({ length: 4 }, () => [x])).flat()
    const events = [opening(12), { tick: 20, send: [{ cells, to: 'harbor', payload: 0.1 }] }]
    const simulation = await start(street(12, { events }))
    await simulation.advance(60)
    const counts = await countsOf(simulation)
    expect(counts).toMatchObject({ sent: 16, delivered: 16, waiting: 0 })
    expect(counts.congested).toBeGreaterThan(0)
    expect(await mailAt(simulation, 11)).toBeCloseTo(1.6, 3)
  })
})

describe('bind and link', () => {
  const pair = { from: [1, 1], to: [6, 1] }
  /** A ring of bits around a hole, through which no path leads. */
  const ring = (events: readonly object[]) =>
    street(8, {
      world: { size: [8, 4], topology: 'box' },
      channels: [
        { name: 'mail', dynamic: { kind: 'static' }, range: [-2, 2] },
        { name: 'heat', dynamic: { kind: 'static' } },
      ],
      bits: [
        { box: { size: [8, 1] } },
        { box: { at: [0, 1], size: [2, 2] } },
        { box: { at: [6, 1], size: [2, 2] } },
      ],
      events,
    })

  test('join two bits by a shortest path, and send what the field says, by weight', async () => {
    const link = { ...pair, source: 'heat', threshold: 0.5, weight: 0.5, strength: 30 }
    const poke = [{ channel: 'heat', cells: [[1, 1]], value: 0.5 }]
    const simulation = await start(ring([{ tick: 0, bind: [pair], link: [link], poke }]))
    const { store } = simulation.bits!
    // Up, six along the first row, and down.
    const cells = activeInChannel(store, 'street').map(({ coord: { x, y } }) => [x, y])
    expect(cells).toEqual(
      [1, 2, 3, 4, 5, 6]
        .map((x) => [x, 0])
        .concat([
          [1, 1],
          [6, 1],
        ]),
    )
    await simulation.advance(40)
    const { delivered, links, sent } = await countsOf(simulation)
    expect([links, sent! > 20, delivered! > 10]).toEqual([1, true, true])
    expect(await mailAt(simulation, 6 + 8)).toBe(Math.min(2, 0.25 * delivered!))
  })

  test('a link that is not used fades by one a tick, and ends', async () => {
    const link = { ...pair, source: 'heat', threshold: 1, strength: 30 }
    const simulation = await start(ring([{ tick: 0, bind: [pair], link: [link] }]))
    await simulation.advance(29)
    expect((await countsOf(simulation)).links).toBe(1)
    await simulation.advance(1)
    expect(await countsOf(simulation)).toMatchObject({ links: 0, sent: 0 })
  })

  test('hold no bit: one that is spawned in the place of another is not bound', async () => {
    const link = { ...pair, source: 'heat', threshold: 0, strength: 100 }
    const again = { cells: [[6, 1]] }
    const simulation = await start(
      ring([
        { tick: 0, bind: [pair], link: [link] },
        { tick: 30, terminate: [again] },
        { tick: 31, spawn: [again], assign: [again] },
      ]),
    )
    await simulation.advance(30)
    const before = await countsOf(simulation)
    await simulation.advance(200)
    const after = await countsOf(simulation)
    expect(before.delivered).toBeGreaterThan(0)
    expect(after).toMatchObject({ delivered: before.delivered, members: 8, links: 0 })
  })
})

test('route tags are the names that a bit has heard of, from its own filter', async () => {
  const simulation = await start(street(9, { events: [opening(9)] }))
  const tagsAt = async (x: number) => (await simulation.viewBit(x))!.routeTags
  await simulation.advance(3)
  expect(await tagsAt(8)).toEqual(['harbor'])
  expect(await tagsAt(5)).toEqual(['harbor'])
  expect(await tagsAt(4)).toEqual([])
  await simulation.advance(1)
  expect(await tagsAt(4)).toEqual(['harbor'])
})

describe('a refused order changes nothing', () => {
  const far = 2 ** 14
  const message = { messageKind: 0, ttl: 9, payload: far, channel: 0 }
  const link = { messageKind: 0, weight: 4096, source: 'mail', threshold: 0, ttl: 9, strength: 9 }
  test.each<[string, LivingOrder]>([
    ['bit_suspended', { kind: 'assign', sites: Uint32Array.of(1), channel: 0 }],
    ['not_a_member', { kind: 'announce', site: 1, channel: 0, name: 'x' }],
    ['name_taken', { kind: 'announce', site: 3, channel: 0, name: 'harbor' }],
    ['unknown_name', { kind: 'send', sites: Uint32Array.of(3), to: 'nobody', ...message }],
    ['not_a_member', { kind: 'send', sites: Uint32Array.of(1), to: 'harbor', ...message }],
    ['no_path', { kind: 'bind', from: 0, to: 7, channel: 0 }],
    ['not_bound', { kind: 'link', from: 3, to: 4, channel: 0, ...link }],
  ])('%s', async (code, order) => {
    const suspend = [{ cells: [[1]] }]
    const events = [opening(8), { tick: 5, assign: [{ cells: [[1]], caChannel: null }], suspend }]
    const simulation = await start(street(8, { events }))
    await simulation.advance(20)
    const before = await simulation.takeSnapshot()
    await edit(simulation, order)
    const after = await simulation.takeSnapshot()
    expect(simulation.bits!.refusals.map(({ failure }) => failure.code)).toEqual([code])
    expect({ ...after, refusalCount: 0 }).toEqual({ ...before, refusalCount: 0 })
  })
})

test('what is refused of CAChannels is told by coordinates', async () => {
  const order = { from: [3, 1], to: [4, 1] }
  const text = street(8, {
    world: { size: [8, 2], topology: 'box' },
    bits: [{ box: { size: [8, 2] } }],
    events: [
      {
        tick: 0,
        assign: [{ box: { size: [8, 2] } }],
        link: [{ ...order, source: 'mail' }],
        bind: [{ ...order, to: order.from }],
        announce: [
          { at: [3, 1], name: 'mine' },
          { at: [4, 1], name: 'mine' },
        ],
        terminate: [{ cells: [[5, 1]] }],
      },
      { tick: 1, announce: [{ at: [5, 1], name: 'nobody' }] },
    ],
  })
  const simulation = await start(text)
  await simulation.advance(2)
  expect(simulation.bits!.refusals.map(({ failure }) => failure.message)).toEqual([
    'The bits at (3, 1, 0) and (4, 1, 0) are not bound in the channel "street"; bind them first.',
    'to is the first one: another bit than the first is wanted.',
    'The bit at (3, 1, 0) answers to "mine" in the channel "street" already.',
    'No active bit at (5, 1, 0) forwards for the channel "street"; assign it first.',
  ])
})

/** Streets that cross in a world of several rules, clocks and meta-rules, with much traffic. */
const CROSSING = JSON.stringify({
  version: 1,
  name: 'A crossing',
  world: { size: [16, 12], topology: 'torus' },
  seed: 3,
  rule: 'B3/S23',
  rules: {
    faces: `rule({ states: 2, neighborhood: 'von-neumann', channels: ['heat'] }, (s, n, f) => {
      if (n[0] === 1) f.heat += 900
      return n[1] === n[2] ? 1 : 0
    })`,
  },
  channels: ['heat', 'signal'],
  caChannels: [
    { name: 'first', capacity: 2 },
    { name: 'second', answers: 'heat' },
  ],
  zones: [
    { name: 'left', box: { size: [8, 12] }, settled: true },
    {
      name: 'right',
      box: { at: [8], size: [8, 12] },
      settled: true,
      clock: { divisor: 2 },
      rule: 'faces',
    },
  ],
  policies: { use: ['permit-all'] },
  metaRules: {
    turn: [
      { when: { field: 'heat', gt: 0.4 }, for: 'faces', then: { switch: 0 } },
      { when: { field: 'heat', lt: 0.2 }, for: 0, then: { switch: 'faces' } },
    ],
  },
  bits: [{ box: { size: [16, 12] }, density: 230, state: 1, metaRules: 'turn' }],
  initial: [{ soup: { density: 100 } }],
  events: [
    {
      tick: 0,
      assign: [
        { box: { size: [16, 6] }, caChannel: 'first' },
        { box: { at: [0, 6], size: [10, 6] }, caChannel: 'second' },
      ],
      announce: [
        { at: [3, 2], name: 'well', caChannel: 'first' },
        { at: [12, 4], name: 'mill', caChannel: 'first' },
        { at: [5, 9], name: 'well', caChannel: 'second' },
      ],
      bind: [{ from: [1, 1], to: [14, 3], caChannel: 'first' }],
      link: [{ from: [1, 1], to: [14, 3], source: 'heat', caChannel: 'first', strength: 20 }],
    },
    ...[4, 9, 13].map((tick) => ({
      tick,
      send: [
        {
          box: { at: [tick, 0], size: [3, 5] },
          to: 'well',
          payload: 0.5,
          caChannel: 'first',
          ttl: 30,
        },
        { box: { size: [5, 5] }, to: 'mill', payload: -0.2, caChannel: 'first', ttl: 12 },
        { box: { at: [0, 7], size: [9, 4] }, to: 'well', payload: 0.01, caChannel: 'second' },
      ],
    })),
    { tick: 11, terminate: [{ box: { at: [2, 3], size: [2, 2] } }] },
    {
      tick: 15,
      spawn: [{ box: { at: [2, 3], size: [2, 2] } }],
      assign: [{ box: { at: [2, 3], size: [2, 2] } }],
    },
  ],
})

const TICKS = 30

async function hashesOf(simulation: Simulation): Promise<(string | undefined)[]> {
  const hashes = [await hashOf(simulation)]
  while (simulation.tick < TICKS) {
    await simulation.advance(1)
    hashes.push(await hashOf(simulation))
  }
  return hashes
}

describe('a crossing with much traffic', () => {
  test('is worth the name: messages arrive, wait for room and are lost on it', async () => {
    const simulation = await start(CROSSING)
    await simulation.advance(TICKS)
    const counts = await countsOf(simulation, 'first')
    expect(Object.values(counts).filter((count) => count > 0).length).toBeGreaterThan(8)
    for (const what of ['delivered', 'congested', 'epochs', 'lost.full', 'lost.gone']) {
      expect([what, counts[what]! > 0]).toEqual([what, true])
    }
  })

  test('is the same on the reference kernel and in WebAssembly at every tick', async () => {
    const [fast, slow] = [await start(CROSSING), await start(CROSSING, { backend: 'reference' })]
    expect(await hashesOf(fast)).toEqual(await hashesOf(slow))
  })

  test('goes on from any moment as if it had never stopped, and begins again as it began', async () => {
    const whole = await start(CROSSING)
    const expected = await hashesOf(whole)
    const first = await start(CROSSING)
    for (const stop of [0, 3, 5, 10, 12, 15, 20]) {
      await first.restart()
      await first.advance(stop)
      await whole.restore(await first.takeSnapshot())
      expect(await hashesOf(whole)).toEqual(expected.slice(stop))
    }
  })

  test('comes to the same in whatever strides', async () => {
    const expected = await hashesOf(await start(CROSSING))
    const strides = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 12 })
    const simulation = await start(CROSSING)
    const property = fc.asyncProperty(strides, async (lengths) => {
      await simulation.restart()
      for (const length of lengths) {
        await simulation.advance(Math.min(length, TICKS - simulation.tick))
        expect(await hashOf(simulation)).toBe(expected[simulation.tick])
      }
    })
    await fc.assert(property, { numRuns: 20 })
  })

  test('is not changed by whoever listens, traces or digests, and every tick has its digest', async () => {
    const expected = await hashesOf(await start(CROSSING))
    const heard: BitEvent[] = []
    const bus = { publishEvent: (event: BitEvent) => void heard.push(event) }
    const options = { backend: 'wasm', bus, traceAll: true, foldsDigests: true } as const
    const simulation = await start(CROSSING, options)
    expect(await hashesOf(simulation)).toEqual(expected)
    const types = new Set(heard.map(({ type }) => type))
    for (const type of [
      'bit.message',
      'channel.stepped',
      'channel.rerouted',
      'bit.channel_assigned',
    ]) {
      expect(types).toContain(type)
    }
  })

  test('is told in sums that agree with what was counted', async () => {
    const sums = { sent: 0, delivered: 0, lost: 0, congested: 0 }
    let waiting = 0
    const bus = {
      publishEvent(event: BitEvent) {
        if (event.type !== 'channel.stepped' || event.channelId !== 'first') return
        for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += event[name]
        waiting = event.waiting
      },
      wants: (type: BitEvent['type']) => type === 'channel.stepped',
    }
    const simulation = await start(CROSSING, { backend: 'wasm', bus })
    await simulation.advance(TICKS)
    const counts = await countsOf(simulation, 'first')
    const { sent, delivered, congested } = counts
    expect({ ...sums, waiting }).toEqual({
      ...{ sent, delivered, congested, waiting: counts.waiting },
      lost: sent! - delivered! - counts.waiting!,
    })
  })

  test.each<[string, LivingOrder]>([
    [
      'a message on its way',
      {
        ...{ kind: 'send', sites: Uint32Array.of(0), channel: 0, to: 'well' },
        ...{ payload: 5, messageKind: 0, ttl: 9 },
      },
    ],
    ['a channel of a bit', { kind: 'assign', sites: Uint32Array.of(0), channel: 1 }],
    ['a name that is new', { kind: 'announce', site: 0, channel: 0, name: 'inn' }],
  ])('has another hash and another digest for %s', async (_what, order) => {
    const simulation = await start(CROSSING)
    await simulation.advance(8)
    const before = [await hashOf(simulation), await simulation.digest()]
    await edit(simulation, order)
    expect(simulation.bits!.refusalCount).toBe(0)
    expect(await hashOf(simulation)).not.toBe(before[0])
    expect(await simulation.digest()).not.toBe(before[1])
  })
})

test('routes follow meta-rules that change what bits see, however many ticks are done at once', async () => {
  const text = street(2, {
    world: { size: [2, 2], topology: 'box' },
    rule: 'B3/S012345678',
    rules: { faces: `rule({ states: 2, neighborhood: 'von-neumann' }, (s) => s)` },
    metaRules: { turn: [{ when: { of: 'tick', gt: 19 }, for: 0, then: { switch: 'faces' } }] },
    // Two that see each other over a corner, and no longer when they look at faces.
    bits: [
      {
        cells: [
          [0, 0],
          [1, 1],
        ],
        metaRules: 'turn',
      },
    ],
    events: [
      { tick: 0, assign: [{ box: { size: [2, 2] } }], announce: [{ at: [0, 0], name: 'harbor' }] },
    ],
  })
  const told = []
  for (const stride of [1, 40]) {
    const simulation = await start(text)
    while (simulation.tick < 40) await simulation.advance(stride)
    const { routeTags } = (await simulation.viewBit(3))!
    told.push({ hash: await hashOf(simulation), ...(await countsOf(simulation)), routeTags })
  }
  expect(told[0]).toMatchObject({ epochs: 2, routeTags: [] })
  expect(told[1]).toEqual(told[0])
})
