/** What is known of block rules, rule files, Lenia and cyclic rules, told of runs of the library. */
import { describe, expect, test } from 'vitest'
import { openScenarios } from '../testing/scenarios-in-node.ts'
import { Simulation } from './simulation.ts'

const scenarios = new Map((await openScenarios()).map(({ id, run }) => [id, run]))

/** Starts a scenario and gives its cells at ticks that ascend. */
async function open(id: string) {
  const simulation = await Simulation.start(scenarios.get(id)!, { backend: 'wasm' })
  return {
    size: simulation.run.size,
    async at(tick: number): Promise<Uint8Array> {
      await simulation.advance(tick - simulation.tick)
      return (await simulation.readState()).cells
    },
  }
}

const countAlive = (cells: Uint8Array) =>
  cells.reduce((count, state) => count + (state === 0 ? 0 : 1), 0)

describe('reversible rules keep what they keep', () => {
  test('Critters: the living and the dead change their numbers at each tick', async () => {
    const world = await open('critters')
    const first = await world.at(0)
    for (const tick of [1, 2, 3, 10, 501]) {
      const alive = countAlive(await world.at(tick))
      expect(alive).toBe(tick % 2 === 0 ? countAlive(first) : first.length - countAlive(first))
    }
  })

  test.each(['billiard-balls', 'busy-boxes'])('%s: no cell is lost', async (id) => {
    const world = await open(id)
    const alive = countAlive(await world.at(0))
    for (const tick of [1, 7, 50, 201]) expect(countAlive(await world.at(tick))).toBe(alive)
  })
})

test('two clocks of 24 and 36 ticks and a gate of exclusive or let three electrons pass in 72', async () => {
  const world = await open('wireworld-xor')
  const { x: width, y: height } = world.size
  const settled = await world.at(144)
  expect(String(await world.at(216))).toBe(String(settled))
  // The wire that leaves the gate ends where nothing else is as far to the right.
  const lastColumn = Math.max(...[...settled.entries()].map(([i, s]) => (s === 0 ? 0 : i % width)))
  const headsAtEnd = (cells: Uint8Array) =>
    Array.from({ length: height }, (_, y) => cells[lastColumn + width * y]).includes(1)
  let passed = 0
  for (let tick = 217; tick <= 288; tick++) if (headsAtEnd(await world.at(tick))) passed++
  expect(passed).toBe(3)
})

describe('Orbium', () => {
  test('keeps its mass and glides straight on at one speed', async () => {
    const world = await open('orbium')
    const { x: side } = world.size
    const places: (readonly [x: number, y: number])[] = []
    const masses: number[] = []
    for (let tick = 200; tick <= 400; tick += 20) {
      const cells = await world.at(tick)
      places.push(centerOf(cells, side))
      masses.push(cells.reduce((sum, state) => sum + state, 0))
    }
    expect(Math.max(...masses) / Math.min(...masses)).toBeLessThan(1.05)
    const steps = places.slice(1).map(([x, y], i) => {
      const [dx, dy] = [x - places[i]![0], y - places[i]![1]].map((d) => nearest(d, side))
      return [Math.hypot(dx!, dy!), Math.atan2(dy!, dx!)] as const
    })
    const [speed, heading] = steps[0]!
    expect(speed).toBeGreaterThan(2)
    for (const [length, angle] of steps) {
      expect(Math.abs(length - speed)).toBeLessThan(0.2 * speed)
      expect(Math.abs(nearest(angle - heading, 2 * Math.PI))).toBeLessThan(0.2)
    }
  })
})

/** The center of what lies on a torus, as angles around it tell. */
function centerOf(cells: Uint8Array, side: number): readonly [number, number] {
  const along = (coordinate: (i: number) => number) => {
    let [east, north] = [0, 0]
    for (const [i, state] of cells.entries()) {
      const angle = (2 * Math.PI * coordinate(i)) / side
      east += state * Math.cos(angle)
      north += state * Math.sin(angle)
    }
    return (Math.atan2(north, east) / (2 * Math.PI)) * side
  }
  return [along((i) => i % side), along((i) => Math.floor(i / side))]
}

/** A difference around a ring, the short way. */
function nearest(difference: number, around: number): number {
  return difference - around * Math.round(difference / around)
}

test('where demons rule, every cell goes through all colors, one a tick', async () => {
  const world = await open('demons')
  const { states } = scenarios.get('demons')!.rule
  const before = await world.at(1500)
  expect(String(await world.at(1501))).toBe(String(before.map((state) => (state + 1) % states)))
  expect(String(await world.at(1500 + states))).toBe(String(before))
})
