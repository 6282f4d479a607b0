import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spawnBit } from '../bits/spawn-bit.ts'
import { anyLivingScenario } from '../testing/any-living-scenario.ts'
import { startLiving } from '../testing/start-living.ts'
import { tries } from '../testing/tries.ts'
import { EventLog } from './event-log.ts'
import { probe } from './run-to-probes.ts'
import type { Simulation } from './simulation.ts'

const TOWNS = `
version: 1
name: Two towns
world: { size: [16, 8], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
rules: { still: '(state) => state' }
channels: [heat]
zones:
  - { name: west, box: { size: [8, 8] }, settled: true }
  - { name: east, box: { at: [8, 0], size: [8, 8] }, settled: true, clock: { divisor: 2 } }
policies: { use: [permit-all], capacities: { east: 2 } }
bits:
  - { cells: [[1, 1]], trace: true }
  - { cells: [[2, 1], [9, 1]] }
events:
  - { tick: 2, suspend: [{ cells: [[2, 1]], reason: rest }], follow: [{ cells: [[1, 1]], rule: still }] }
  - { tick: 3, terminate: [{ cells: [[2, 1]], reason: end }], spawn: [{ cells: [[10, 1], [11, 1]] }] }
`

/** A run whose events are kept; the log is made once its zones are known. */
async function startLogged(text: string): Promise<{ simulation: Simulation; log: EventLog }> {
  let log: EventLog | undefined
  const simulation = await startLiving(text, {
    bus: {
      publishEvent: (event, cell) => log?.publishEvent(event, cell),
      wants: (type, cell) => log?.wants(type, cell) ?? false,
      follows: () => log?.follows(),
    },
  })
  log = new EventLog(simulation.run.living!.zoneMap)
  // Begins anew, so that the first events are heard too.
  await simulation.restart()
  return { simulation, log }
}

const typesOf = (log: EventLog) => log.list().map(({ type, tick }) => `${tick} ${type}`)

test('a bit that nobody followed is told of by what changed it, the newest first', async () => {
  const { simulation, log } = await startLogged(TOWNS)
  await simulation.advance(3)
  const { run } = simulation
  log.follow({ kind: 'site', cell: 2 + run.size.x })
  expect(typesOf(log)).toEqual([
    '3 bit.terminated',
    '2 bit.suspended',
    '0 bit.activated',
    '0 bit.spawned',
  ])
  expect(log.list()[0]).toMatchObject({ reason: 'end' })
  log.follow({ kind: 'site', cell: 3 + run.size.x })
  expect(log.list()).toEqual([])
  simulation.dispose()
})

test('ticks and writes of a traced bit are told from the moment that it is followed', async () => {
  const { simulation, log } = await startLogged(TOWNS)
  await simulation.advance(1)
  log.follow({ kind: 'site', cell: 1 + simulation.run.size.x })
  await simulation.advance(1)
  expect(typesOf(log)).toEqual([
    '2 bit.rules_changed',
    '2 bit.field_write',
    '2 bit.ticked',
    '0 bit.activated',
    '0 bit.spawned',
  ])
  log.follow(undefined)
  await simulation.advance(1)
  expect(log.list()).toEqual([])
  simulation.dispose()
})

const SENDERS = `
version: 1
name: Bits that switch and send
world: { size: [8, 8], topology: torus }
rule: B3/S23
rules: { maze: B3/S12345 }
policies: { use: [permit-all] }
metaRules:
  turn: [{ when: { of: tick, every: 4 }, for: 0, then: { switch: maze } }]
channels: [signal]
caChannels: [{ name: wire }]
bits: [{ cells: [[1, 1], [2, 1], [5, 5]], state: 1, metaRules: turn }]
events:
  - tick: 1
    assign: [{ cells: [[1, 1], [2, 1]], caChannel: wire }]
    announce: [{ at: [2, 1], caChannel: wire, name: home }]
  - tick: 4
    send: [{ cells: [[1, 1]], caChannel: wire, to: home, payload: 7 }]
`

test('a bit that is followed is told of as a traced one is: its rules, channel and messages', async () => {
  const { simulation, log } = await startLogged(SENDERS)
  const cell = 1 + simulation.run.size.x
  log.follow({ kind: 'site', cell })
  await simulation.advance(8)
  const told = log.list()
  const [change] = told.filter(({ type }) => type === 'bit.rules_changed')
  expect(change).toMatchObject({ oldRules: 'B3/S23', newRules: 'B3/S12345' })
  const [assigned] = told.filter(({ type }) => type === 'bit.channel_assigned')
  expect(assigned).toMatchObject({ tick: 1, channelId: 'wire' })
  const messages = told.filter(({ type }) => type === 'bit.message')
  expect(messages).toMatchObject([{ channelId: 'wire', to: 'home', what: 'went' }])
  expect(told.filter(({ type }) => type === 'bit.ticked')).toHaveLength(8)
  expect(simulation.bits!.store.traces.has(cell)).toBe(false)
  const quiet = await startLiving(SENDERS)
  await quiet.advance(8)
  expect((await probe(simulation)).stateHash).toBe((await probe(quiet)).stateHash)
  quiet.dispose()
  simulation.dispose()
})

test('a zone is told of by its sums, where it steps, and by what changed its bits', async () => {
  const { simulation, log } = await startLogged(TOWNS)
  log.follow({ kind: 'zone', zone: 1, name: 'east' })
  await simulation.advance(3)
  expect(typesOf(log)).toEqual([
    '3 bit.refused',
    '3 bit.activated',
    '3 bit.spawned',
    '3 zone.ticked',
    '1 zone.ticked',
    '0 bit.activated',
    '0 bit.spawned',
  ])
  expect(log.list()[0]).toMatchObject({ code: 'zone_full', coord: { x: 11, y: 1, z: 0 } })
  expect(log.list()[3]).toMatchObject({ zone: 'east', bits: 1, births: 0, deaths: 1 })
  simulation.dispose()
})

test('where the run begins anew, nothing is left of what was told', async () => {
  const { simulation, log } = await startLogged(TOWNS)
  await simulation.advance(3)
  log.follow({ kind: 'zone', zone: 0, name: 'west' })
  expect(log.list().length).toBeGreaterThan(4)
  log.clear()
  await simulation.restart()
  expect(typesOf(log)).toEqual([
    '0 bit.activated',
    '0 bit.spawned',
    '0 bit.activated',
    '0 bit.spawned',
  ])
  simulation.dispose()
})

describe('what it keeps is bounded', () => {
  const FULL = `
version: 1
name: Full
world: { size: [64, 64], topology: torus }
rule: B3/S23
policies: { use: [permit-all] }
bits: [{ box: { size: [64, 64] } }]
`
  test('in a burst of changes the first are kept, and all of the followed bit', async () => {
    const { simulation, log } = await startLogged(FULL)
    const last = 64 * 64 - 1
    log.follow({ kind: 'site', cell: last })
    expect(log.list()).toEqual([])
    log.clear()
    await simulation.restart()
    expect(typesOf(log)).toEqual(['0 bit.activated', '0 bit.spawned'])
    log.follow({ kind: 'site', cell: 511 })
    expect(log.list()).toHaveLength(2)
    log.follow({ kind: 'site', cell: 513 })
    expect(log.list()).toEqual([])
    simulation.dispose()
  })

  test('of what is followed a hundred events are told, changes never pushed out by ticks', async () => {
    const { simulation, log } = await startLogged(TOWNS)
    log.follow({ kind: 'zone', zone: 0, name: 'west' })
    await simulation.advance(120)
    const types = log.list().map(({ type }) => type)
    expect(types.filter((type) => type === 'zone.ticked')).toHaveLength(50)
    expect(types.filter((type) => type === 'bit.spawned')).toHaveLength(2)
    const { store } = simulation.bits!
    for (let i = 0; i < 200; i++) spawnBit(store, { x: 1, y: 1, z: 0 })
    expect(log.list().length).toBeLessThanOrEqual(100)
    simulation.dispose()
  })
})

test('a log, whatever it follows, changes no run at any tick', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLivingScenario(false),
      fc.infiniteStream(fc.nat(99)),
      async ({ text, ticks }, picks) => {
        const quiet = await startLiving(text)
        const { simulation, log } = await startLogged(text)
        for (let tick = 0; tick <= ticks; tick++) {
          if (tick > 0) await Promise.all([quiet.advance(1), simulation.advance(1)])
          expect((await probe(simulation)).stateHash).toBe((await probe(quiet)).stateHash)
          const cell = picks.next().value % 12
          const zone = cell % simulation.run.living!.zones.length
          const { name } = simulation.run.living!.zones[zone]!
          log.follow(cell < 6 ? { kind: 'site', cell } : { kind: 'zone', zone, name })
          log.list()
        }
        quiet.dispose()
        simulation.dispose()
      },
    ),
    { numRuns: tries(10) },
  )
}, 60_000)
