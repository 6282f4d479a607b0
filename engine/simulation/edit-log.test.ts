import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BackendName } from '../kernels/kernel.ts'
import { isNamedError } from '../named-error.ts'
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import { lifeText } from '../testing/recorded-runs.ts'
import { tries } from '../testing/tries.ts'
import { EditLog } from './edit-log.ts'
import { loadRun } from './load-run.ts'
import { readReplay } from './replay/read-replay.ts'
import { Recording } from './replay/recording.ts'
import { openReplayRun } from './replay/start-replay.ts'
import { verifyReplay } from './replay/verify-replay.ts'
import { writeRecording } from './replay/write-recording.ts'
import { Simulation } from './simulation.ts'

type Timed = readonly [tick: number, orders: readonly EditOrder[]]

const solidText = JSON.stringify({
  version: 1,
  name: 'Solid',
  world: { size: [12, 12, 12] },
  rule: '4555',
  initial: [{ soup: { density: 60 } }],
})

/** Plays a run by hand: gives the digest of its last tick, its edits and its replay file. */
async function play(text: string, edits: readonly Timed[], ticks: number, backend: BackendName) {
  const source = { kind: 'scenario', text, files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend })
  try {
    const log = new EditLog()
    for (const [tick, orders] of edits) {
      await simulation.advance(tick - simulation.tick)
      await log.apply(simulation, orders)
    }
    await simulation.advance(ticks - simulation.tick)
    const recording = new Recording()
    const replay = await writeRecording(simulation, { source, edits: log.events, recording })
    const { states, canonical } = simulation.rule
    return { digest: await simulation.digest(), events: log.events, replay, states, canonical }
  } finally {
    simulation.dispose()
  }
}

/** The digest of a tick of a run that has these edits from its start. */
async function repeat(
  text: string,
  events: readonly EditEvent[],
  ticks: number,
  backend: BackendName,
) {
  const source = { kind: 'scenario', text, files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend })
  try {
    const log = new EditLog()
    await log.begin(simulation, log.compile(simulation, events))
    await simulation.advance(ticks)
    return await simulation.digest()
  } finally {
    simulation.dispose()
  }
}

/** The scenario with the edits among its events. */
function withEvents(text: string, events: readonly EditEvent[]): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), events })
}

const EDITS: readonly (readonly [name: string, text: string, edits: readonly Timed[]])[] = [
  [
    'another rule, and back',
    lifeText(3),
    [
      [4, [{ kind: 'rule', rule: '345/2/4' }]],
      [6, [{ kind: 'paint', cells: [[1, 1]], state: 3 }]],
      [9, [{ kind: 'rule', rule: 'HighLife' }]],
    ],
  ],
  [
    'another rule in three dimensions, by counts of corners and of faces',
    solidText,
    [[3, [{ kind: 'rule', rule: '4-7/6-8/10/M' }]]],
  ],
  [
    'balls, soups of a seed and patterns',
    solidText,
    [
      [1, [{ kind: 'paint', box: { at: [2, 1, 3], size: [7, 7, 7], shape: 'ball' }, state: 1 }]],
      [
        2,
        [
          {
            kind: 'soup',
            density: 128,
            seed: '77',
            box: { at: [1, 1, 1], size: [9, 9, 9], shape: 'ball' },
          },
          { kind: 'soup', density: 90, box: { size: [4, 4, 4] } },
          { kind: 'stamp', rle: '3D version=1\nx=2 y=2 z=2 rule=4555\n2o$o/bo!', at: [5, 5, 5] },
        ],
      ],
    ],
  ],
]

describe('edits come to the same states on every back end, in a replay and as events', () => {
  test.each(EDITS)('%s', async (_name, text, edits) => {
    const played = await play(text, edits, 14, 'reference')
    for (const backend of ['cpu', 'wasm'] as const) {
      expect((await play(text, edits, 14, backend)).digest).toBe(played.digest)
      expect(await repeat(text, played.events, 14, backend)).toBe(played.digest)
      expect(await repeat(withEvents(text, played.events), [], 14, backend)).toBe(played.digest)
      const replay = await readReplay(played.replay)
      const verdict = await verifyReplay(replay, await openReplayRun(replay), { backend })
      expect(verdict).toMatchObject({ ticks: 14, divergence: undefined })
    }
    expect(await repeat(text, [], 14, 'cpu')).not.toBe(played.digest)
  })
})

test('an edit of the rule is in force from its tick on, and no longer once it is taken back', async () => {
  const played = await play(lifeText(), [[5, [{ kind: 'rule', rule: 'b36/s23' }]]], 8, 'cpu')
  expect(played.events).toEqual([{ tick: 5, rule: 'b36/s23' }])
  expect(played.canonical).toBe('B36/S23')
  const asEvents = await repeat(
    withEvents(lifeText(), [{ tick: 5, rule: 'B36/S23' }]),
    [],
    8,
    'cpu',
  )
  expect(asEvents).toBe(played.digest)
})

test.each([
  ['B3/S9', /out of range|cannot be read/],
  ['B3/S23:T10,10', /topology suffix/],
  ['W30~', /./],
] as const)('the rule %s is refused, and the run stays as it is', async (rule, words) => {
  const source = { kind: 'scenario', text: lifeText(), files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend: 'cpu' })
  const log = new EditLog()
  await expect(log.apply(simulation, [{ kind: 'rule', rule }])).rejects.toThrow(words)
  expect(log.count).toBe(0)
  expect(simulation.rule.canonical).toBe('B3/S23')
  simulation.dispose()
})

test('a rule that has not the states that are painted later is refused', async () => {
  const source = { kind: 'scenario', text: lifeText(), files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend: 'cpu' })
  const log = new EditLog()
  const events: EditEvent[] = [
    { tick: 2, rule: '345/2/4' },
    { tick: 6, paint: [{ cells: [[0, 0]], state: 3 }] },
  ]
  await log.begin(simulation, log.compile(simulation, events))
  await simulation.advance(3)
  const late = log.apply(simulation, [{ kind: 'rule', rule: 'B3/S23' }])
  await expect(late).rejects.toThrow(/at tick 6 state 3 is painted/)
  expect(log.events).toEqual(events)
  simulation.dispose()
})

test('a ball is round, and leaves what lies beside it', async () => {
  const text = JSON.stringify({
    version: 1,
    name: 'Empty',
    world: { size: [9, 9, 9] },
    rule: '4555',
  })
  const simulation = await Simulation.start(await loadRun({ kind: 'scenario', text, files: {} }), {
    backend: 'cpu',
  })
  await new EditLog().apply(simulation, [
    { kind: 'paint', box: { size: [9, 9, 9], shape: 'ball' }, state: 1 },
  ])
  const cells = new Uint8Array(729)
  await simulation.read({ x: 0, y: 0, z: 0, size: { x: 9, y: 9, z: 9 } }, cells)
  const wrong = cells.findIndex((state, i) => {
    const [x, y, z] = [i % 9, Math.floor(i / 9) % 9, Math.floor(i / 81)]
    return (state === 1) !== (x - 4) ** 2 + (y - 4) ** 2 + (z - 4) ** 2 <= 4.5 ** 2
  })
  expect(wrong).toBe(-1)
  simulation.dispose()
})

test('a link cannot make a run read functions without an end', async () => {
  const source = { kind: 'scenario', text: lifeText(), files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend: 'cpu' })
  const events = Array.from({ length: 17 }, (_, i) => ({ tick: i, rule: `(own) => own + ${i}` }))
  expect(() => new EditLog().compile(simulation, events)).toThrow(/too many rules/)
  simulation.dispose()
})

test('damaged edits are refused by name, whatever they are', async () => {
  const source = { kind: 'scenario', text: lifeText(), files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend: 'cpu' })
  const order = fc.oneof(
    fc.string(),
    fc.record({
      soup: fc.record({ density: fc.integer(), seed: fc.string(), box: fc.anything() }),
    }),
    fc.record({ rle: fc.string(), at: fc.array(fc.integer()) }),
    fc.record({
      fill: fc.record({ size: fc.array(fc.integer()), shape: fc.string() }),
      state: fc.nat(),
    }),
  )
  const event = fc.record(
    { tick: fc.integer(), paint: fc.array(order), rule: fc.anything() },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 4 }), (events) => {
      try {
        new EditLog().compile(simulation, events)
      } catch (error) {
        expect(isNamedError(error)).toBe(true)
      }
    }),
    { numRuns: tries(300) },
  )
  simulation.dispose()
})
