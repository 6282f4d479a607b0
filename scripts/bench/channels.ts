/** How long CAChannels take at their largest, beside a plain loop that knows where to go. */
import type { ChannelBits } from '../../engine/routing/channel-bits.ts'
import { decodeRouting } from '../../engine/routing/decode-routing.ts'
import { encodeRouting } from '../../engine/routing/encode-routing.ts'
import { announce, send } from '../../engine/routing/routing-orders.ts'
import { createRouting, NO_GRAPH, type RoutingState } from '../../engine/routing/routing-state.ts'
import { stepRouting } from '../../engine/routing/step-routing.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const SIDES = [25, 20, 20] as const
const CELLS = 10_000
const NAMES = 64
const CAPACITY = 8
const REPEATS = 9
const CONFIG = { name: 'crowd', capacity: CAPACITY, answers: 'signal' }

export const benchmark: Benchmark = {
  name: 'channels',
  about:
    'Milliseconds of a CAChannel of 10,000 members that see 26 others each, with 64 names and ' +
    '80,000 messages in full queues; medians, all in turn. timesPlain compares with a plain loop ' +
    'that moves the same messages along hops worked out beforehand.',
  run() {
    const bytes = encodeRouting(createCrowd())
    const decode = () => decodeRouting(bytes, [CONFIG], CELLS)
    const runPlain = createPlainLoop()
    const step = (prepare: (state: RoutingState) => void) => () => {
      const state = decode()
      stepRouting(state, bits, 0)
      prepare(state)
      return time(() => stepRouting(state, bits, 1))
    }
    const subjects: Readonly<Record<string, () => number>> = {
      'plain loop': runPlain,
      step: step(() => {}),
      'step that looks at neighborhoods anew': step(() => bits.revision++),
      'step that begins an epoch': step(({ channels }) => {
        channels[0]!.graphDigest = NO_GRAPH
        channels[0]!.graph = undefined
      }),
      encode: () => {
        const state = decode()
        return time(() => encodeRouting(state))
      },
      decode: () => time(decode),
    }
    const times = Object.keys(subjects).map((): number[] => [])
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const [i, measure] of Object.values(subjects).entries()) times[i]!.push(measure())
    }
    const plain = median(times[0]!)
    const rows = Object.keys(subjects).map((subject, i): BenchmarkRow => {
      const ms = median(times[i]!)
      return { subject, values: { ms, timesPlain: ms / plain } }
    })
    return Promise.resolve(rows)
  },
}

function time(act: () => unknown): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

/** All bits of a box, and messages of each to eight names. */
function createCrowd(): RoutingState {
  const state = createRouting([CONFIG])
  for (let name = 0; name < NAMES; name++) {
    announce(state, bits, 0, { name: `name ${name}`, cell: holderOf(name) })
  }
  for (let tick = 0; tick < SIDES[0] + 2; tick++) stepRouting(state, bits, tick)
  for (let cell = 0; cell < CELLS; cell++) {
    for (let copy = 0; copy < CAPACITY; copy++) {
      const to = `name ${nameOf(cell, copy)}`
      send(state, bits, 0, { from: cell, to, payload: 1, ttl: 1000 })
    }
  }
  return state
}

/** Four names a member, sixteen of them apart. */
const holderOf = (name: number) => (name >> 2) * 625

const nameOf = (cell: number, copy: number) => (cell * 7 + copy * 11) % NAMES

function placeOf(cell: number): [x: number, y: number, z: number] {
  const row = Math.floor(cell / SIDES[0])
  return [cell % SIDES[0], row % SIDES[1], Math.floor(row / SIDES[1])]
}

function seenFrom(cell: number): number[] {
  const [x, y, z] = placeOf(cell)
  const cells: number[] = []
  for (let dz = -1; dz <= 1; dz++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const [u, v, w] = [x + dx, y + dy, z + dz]
        const isInside = u >= 0 && v >= 0 && w >= 0 && u < SIDES[0] && v < SIDES[1] && w < SIDES[2]
        const other = u + SIDES[0] * (v + SIDES[1] * w)
        if (isInside && other !== cell) cells.push(other)
      }
    }
  }
  return cells
}

/** A box full of bits, all of them in the channel. */
const bits = createBits()

function createBits(): ChannelBits & { revision: number } {
  const cells = Array.from({ length: CELLS }, (_, cell) => cell)
  const seen = cells.map(seenFrom)
  return {
    revision: 1,
    membersOf: () => cells,
    standingOf: () => 'member',
    sitesSeenFrom: (cell) => seen[cell]!,
    generationOf: () => 1,
    identityOf: (cell) => `bit ${cell}`,
    isStepping: () => true,
    fieldAt: () => 0,
  }
}

/** A tick of the same crowd by one who knows every hop: straight toward the end. */
function createPlainLoop(): () => number {
  const hopTo = Array.from({ length: NAMES }, (_, name) => {
    const end = placeOf(holderOf(name))
    return Int32Array.from({ length: CELLS }, (_, cell) => {
      const [x, y, z] = placeOf(cell).map((at, axis) => at + Math.sign(end[axis]! - at))
      return x! + SIDES[0] * (y! + SIDES[1] * z!)
    })
  })
  return () => {
    const queues = Array.from({ length: CELLS }, (_, cell) =>
      Array.from({ length: CAPACITY }, (_, copy) => ({ to: nameOf(cell, copy), ttl: 1000 })),
    )
    return time(() => tickPlain(queues, hopTo))
  }
}

function tickPlain(
  queues: readonly { to: number; ttl: number }[][],
  hopTo: readonly Int32Array[],
): void {
  const loads = Uint8Array.from(queues, (queue) => queue.length)
  for (const [cell, queue] of queues.entries()) {
    const { to } = queue[0]!
    const next = hopTo[to]![cell]!
    const end = holderOf(to)
    if (next !== end && loads[next]! >= CAPACITY) continue
    const message = queue.shift()!
    if (next !== end) queues[next]!.push(message)
    loads[next]!++
  }
  for (const queue of queues) for (const message of queue) message.ttl--
}
