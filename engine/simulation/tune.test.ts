/** Tuning channels: what their dynamics are from then on, on every way to a tick. */
import { expect, onTestFinished, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import type { EditEvent } from '../protocol/inspect-api.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { addEdits } from './add-edits.ts'
import { describeDynamics } from './describe-dynamics.ts'
import { EditLog } from './edit-log.ts'
import { Simulation } from './simulation.ts'

const POND = `version: 1
name: Pond
world: { size: [24, 16], topology: torus }
rule: B3/S23
seed: 7
initial:
  - soup: { density: 90 }
channels:
  - heat
  - { name: signal, dynamic: { speed: 0.5, damping: 0.01 } }
  - { name: scent, unit: mol, dynamic: { kind: diffuse, diffusion: 0.1, decay: 0.02, source: 0.05 } }
  - { name: way, dynamic: { kind: uphill, of: scent } }
events:
  - { tick: 0, poke: [{ channel: heat, box: { at: [4, 4], size: [3, 3] }, value: 2 }] }
`

/** The same from the third tick on, in the words of a scenario. */
const TUNED = `${POND}  - { tick: 3, tune: [{ channel: scent, diffusion: 0.2, decay: 0 }] }
  - { tick: 5, tune: [{ channel: signal, speed: 0.25 }] }
`

const EDITS: readonly EditEvent[] = [
  { tick: 3, tune: [{ channel: 'scent', diffusion: 0.2, decay: 0 }] },
  { tick: 5, tune: [{ channel: 'signal', speed: 0.25 }] },
]

const noFiles = () => Promise.reject(new Error('there are none'))
const load = (text: string) => compileScenario(text, noFiles)

async function start(text: string, backend: 'reference' | 'wasm' = 'wasm'): Promise<Simulation> {
  const machine = { now: () => 0, loadCedar }
  const simulation = await Simulation.start(await load(text), { backend, machine })
  onTestFinished(() => simulation.dispose())
  return simulation
}

async function digestAt(simulation: Simulation, tick: number): Promise<bigint | undefined> {
  await simulation.advance(tick - simulation.tick)
  return simulation.digest()
}

test('a tune changes nothing before its tick, and what follows from then on', async () => {
  const [plain, tuned] = [await start(POND), await start(TUNED)]
  expect(await digestAt(tuned, 3)).toBe(await digestAt(plain, 3))
  expect(await digestAt(tuned, 4)).not.toBe(await digestAt(plain, 4))
})

test('all back ends agree, and an edit is the same as an event', async () => {
  const tuned = await start(TUNED)
  const oracle = await start(TUNED, 'reference')
  const edited = await start(POND)
  const log = new EditLog()
  await log.begin(edited, log.compile(edited, EDITS))
  for (const tick of [3, 4, 5, 6, 9]) {
    const digest = await digestAt(tuned, tick)
    expect(await digestAt(oracle, tick)).toBe(digest)
    expect(await digestAt(edited, tick)).toBe(digest)
  }
  const added = addEdits(await load(POND), EDITS)
  expect(added.commands).toEqual((await load(TUNED)).commands)
})

test('whoever goes back to a moment or the start, and on again, sees the same', async () => {
  const tuned = await start(TUNED)
  const early = [await digestAt(tuned, 2), await tuned.takeSnapshot()] as const
  const expected = await digestAt(tuned, 9)
  await tuned.restore(early[1])
  expect(await tuned.digest()).toBe(early[0])
  expect(await digestAt(tuned, 9)).toBe(expected)
  const late = await tuned.takeSnapshot()
  const last = await digestAt(tuned, 12)
  await tuned.restart()
  expect(await digestAt(tuned, 2)).toBe(early[0])
  // From before the tunes straight behind them.
  await tuned.restore(late)
  expect(await digestAt(tuned, 12)).toBe(last)
})

test('what is tuned is told with the bounds in which it is stable', async () => {
  const tuned = await start(TUNED)
  await tuned.advance(3)
  const scent = describeDynamics(tuned).find(({ channel }) => channel === 'scent')!
  expect(scent.members.map(({ name, raw, high }) => [name, raw, high])).toEqual([
    ['diffusion', Math.round(0.2 * 4096), 1024],
    ['decay', 0, 4096 - 4 * Math.round(0.2 * 4096)],
    ['rest', 0, 131_071],
    ['source', Math.round(0.05 * 16_384), 131_071],
  ])
  expect(describeDynamics(tuned).map(({ channel }) => channel)).toEqual(['heat', 'signal', 'scent'])
})

test('a bound that is told is kept, and one more is refused', async () => {
  const pond = await start(POND)
  for (const { channel, members } of describeDynamics(pond)) {
    for (const { name, high, one } of members) {
      if (one !== 4096) continue
      const key = name === 'speedSquared' ? 'speed' : name
      const decimal = (raw: number) => (key === 'speed' ? Math.sqrt(raw / one) : raw / one)
      const tune = (raw: number) => {
        const order = { kind: 'tune', channel, [key]: decimal(raw) } as const
        return new EditLog().apply(pond, [order])
      }
      await tune(high)
      const told = describeDynamics(pond).find((each) => each.channel === channel)!
      expect(told.members.find((each) => each.name === name)?.raw).toBe(high)
      if (high < one) await expect(tune(high + 1)).rejects.toThrow(/blow up|from 0 to 1/)
    }
  }
})

test.each([
  [{ channel: 'nothing', decay: 0.1 }, /no channel/],
  [{ channel: 'way', decay: 0.1 }, /uphill/],
  [{ channel: 'scent', speed: 0.1 }, /diffuse has/],
])('a tune that fits nothing is refused: %j', async (order, message) => {
  const pond = await start(POND)
  await expect(new EditLog().apply(pond, [{ kind: 'tune', ...order }])).rejects.toThrow(message)
})

/** Bits with traces, parameters and messages are all of the state that a new world has to take over. */
const SETTLERS = `version: 1
name: Settlers
world: { size: [12, 12], topology: torus }
rule: B3/S23
seed: 3
zones:
  - { name: meadow, box: { size: [12, 12] }, settled: true }
channels:
  - { name: scent, unit: mol, dynamic: { kind: diffuse, diffusion: 0.1, source: 0.05 } }
physics: {}
policies: { use: [permit-all] }
bits:
  - { box: { size: [12, 12] }, density: 120, state: 1 }
`

test('bits go on as they were', async () => {
  const tune = (source: number) =>
    `  - { tick: 2, tune: [{ channel: scent, source: ${source} }] }\n`
  const plain = await start(SETTLERS)
  // There and back at one tick: two new worlds take the bits over, and nothing else is different.
  const same = await start(`${SETTLERS}events:\n${tune(0.5)}${tune(0.05)}`)
  const other = await start(`${SETTLERS}events:\n${tune(0.5)}`)
  expect(await digestAt(plain, 6)).not.toBe(0n)
  expect(await digestAt(same, 6)).toBe(await plain.digest())
  expect(await digestAt(other, 6)).not.toBe(await plain.digest())
  expect(same.bits?.store.save()).toEqual(plain.bits?.store.save())
  expect(await same.readTallies()).toEqual(await plain.readTallies())
})

const PLATE = `version: 1
name: Plate
world: { size: [9, 5], topology: box }
rule: B3/S23
channels:
  - { name: heat, dynamic: { kind: static } }
`

async function heatOf(simulation: Simulation): Promise<Int32Array> {
  const values = new Int32Array(45)
  await simulation.readPlane({ kind: 'channel', name: 'heat' }, values)
  return values
}

test('a poke falls off from its middle, is set where it is to be, and lasts as a source', async () => {
  const box = '{ at: [0, 2], size: [9, 1] }'
  const falloff = '{ at: [4, 2], radius: 4 }'
  const plate = await start(
    `${PLATE}events:\n  - { tick: 1, poke: [{ channel: heat, box: ${box}, value: 1, falloff: ${falloff}, ticks: 2 }] }\n` +
      '  - { tick: 4, poke: [{ channel: heat, box: { size: [9, 5] }, value: 0.5, set: true }] }\n',
  )
  await plate.advance(1)
  const once = await heatOf(plate)
  expect([once[18 + 4], once[18 + 8], once[18], once[0]]).toEqual([16_384, 256, 256, 0])
  await plate.advance(1)
  expect(await heatOf(plate)).toEqual(once.map((value) => 2 * value))
  await plate.advance(1)
  expect(await heatOf(plate)).toEqual(once.map((value) => 2 * value))
  await plate.advance(1)
  expect(new Set(await heatOf(plate))).toEqual(new Set([8192]))
})

test('a source by hand is one edit, done again with the run and taken back as one', async () => {
  const plate = await start(PLATE)
  const log = new EditLog()
  const poke = { kind: 'poke', channel: 'heat', cells: [[1, 1]], value: 0.25, ticks: 3 } as const
  await log.apply(plate, [poke])
  expect(log.count).toBe(1)
  await plate.advance(5)
  expect((await heatOf(plate))[10]).toBe(3 * 4096)
  const added = await Simulation.start(addEdits(await load(PLATE), log.events))
  onTestFinished(() => added.dispose())
  await added.advance(5)
  expect(await added.digest()).toBe(await plate.digest())
  plate.forgetEdits()
  await plate.restart()
  await plate.advance(5)
  expect((await heatOf(plate))[10]).toBe(0)
})
