/** A made-up world for CAChannels: any graph of bits, who is in which channel, and fields. */
import fc from 'fast-check'
import { type CaChannel, DEFAULT_ANSWERS, DEFAULT_CAPACITY } from '../routing/ca-channel.ts'
import type { ChannelBits, Standing } from '../routing/channel-bits.ts'
import type { RoutingEvent } from '../routing/routing-event.ts'
import { announce, type SendOrder, send } from '../routing/routing-orders.ts'
import { createRouting, type RoutingState } from '../routing/routing-state.ts'
import { type Delivery, stepRouting } from '../routing/step-routing.ts'

/** Pairs of cells that see each other. */
export type Edges = readonly (readonly [number, number])[]

/** A bit of a scene. */
export interface SceneBit {
  generation: number
  /** Its channel, by number; undefined where it is in none. */
  channel: number | undefined
  isActive: boolean
}

export class SceneBits implements ChannelBits {
  revision = 1
  readonly bits = new Map<number, SceneBit>()
  /** Whom a bit sees, in whatever order; live. */
  readonly sights = new Map<number, number[]>()
  /** Values by field and cell. */
  readonly fields = new Map<string, number>()
  /** Cells whose zone holds. */
  readonly holding = new Set<number>()

  /** Bits at cells 0 to `count - 1`, all of them in channel 0. */
  constructor(count: number, edges: Edges) {
    for (let cell = 0; cell < count; cell++) {
      this.bits.set(cell, { generation: 1, channel: 0, isActive: true })
      this.sights.set(cell, [])
    }
    for (const [a, b] of edges) {
      this.sights.get(a)!.push(b)
      this.sights.get(b)!.push(a)
    }
  }

  membersOf(channel: number): readonly number[] {
    const cells = [...this.bits.keys()].sort((a, b) => a - b)
    return cells.filter((cell) => this.standingOf(channel, cell) === 'member')
  }

  standingOf(channel: number, cell: number): Standing {
    const bit = this.bits.get(cell)
    if (bit === undefined || !bit.isActive) return 'none'
    if (bit.channel === undefined) return 'free'
    return bit.channel === channel ? 'member' : 'taken'
  }

  sitesSeenFrom(cell: number): readonly number[] {
    return this.sights.get(cell) ?? []
  }

  generationOf(cell: number): number {
    return this.bits.get(cell)?.generation ?? 0
  }

  identityOf(cell: number): string {
    return `bit ${cell}/${this.generationOf(cell)}`
  }

  isStepping(cell: number): boolean {
    return !this.holding.has(cell)
  }

  fieldAt(field: string, cell: number): number {
    return this.fields.get(`${field} ${cell}`) ?? 0
  }

  setField(field: string, cell: number, value: number): void {
    this.fields.set(`${field} ${cell}`, value)
  }

  /** Changes a bit as orders of a world do. */
  change(cell: number, change: Partial<SceneBit>): void {
    Object.assign(this.bits.get(cell)!, change)
    this.revision++
  }

  /** Ends the bit at a cell and spawns another there, in the same channel. */
  respawn(cell: number): void {
    this.change(cell, { generation: this.generationOf(cell) + 1 })
  }
}

/** A state, its bits and its time. */
export class ChannelScene {
  readonly bits: SceneBits
  state: RoutingState
  tick = 0
  /** What the steps told, since it was emptied last. */
  readonly events: RoutingEvent[] = []

  constructor(count: number, edges: Edges, channels: readonly Partial<CaChannel>[] = [{}]) {
    this.bits = new SceneBits(count, edges)
    this.state = createRouting(
      channels.map((channel, index) => ({
        name: `c${index}`,
        capacity: DEFAULT_CAPACITY,
        answers: DEFAULT_ANSWERS,
        ...channel,
      })),
    )
  }

  /** Goes on by one tick. */
  step(): readonly Delivery[] {
    return stepRouting(this.state, this.bits, this.tick++, (event) => this.events.push(event))
  }

  /** Goes on by so many ticks, and gives what arrived in all of them. */
  run(ticks: number): readonly Delivery[] {
    return Array.from({ length: ticks }, () => this.step()).flat()
  }

  /** @throws {Error} when it is refused. */
  announce(name: string, cell: number, channel = 0): void {
    const outcome = announce(this.state, this.bits, channel, { name, cell })
    if (!outcome.ok) throw new Error(outcome.failure.message)
  }

  /** @throws {Error} when it is refused. */
  send(order: Pick<SendOrder, 'from' | 'to'> & Partial<SendOrder>, channel = 0): 'queued' | 'lost' {
    const whole = { payload: 1, ttl: 1000, ...order }
    const outcome = send(this.state, this.bits, channel, whole)
    if (!outcome.ok) throw new Error(outcome.failure.message)
    return outcome.value
  }

  /** Events of one type, in order. */
  eventsOf<Type extends RoutingEvent['type']>(type: Type) {
    type Event = Extract<RoutingEvent, { readonly type: Type }>
    return this.events.filter((event): event is Event => event.type === type)
  }
}

/** Cells 0 to `count - 1` in a row. */
export function rowOf(count: number): Edges {
  return Array.from({ length: count - 1 }, (_, cell) => [cell, cell + 1] as const)
}

/** Hops from the nearest of some cells, by breadth-first search; what cannot be reached is absent. */
export function distancesFrom(
  sources: readonly number[],
  neighborsOf: (cell: number) => readonly number[],
): ReadonlyMap<number, number> {
  const distances = new Map(sources.map((cell) => [cell, 0]))
  let border = [...sources]
  for (let distance = 1; border.length > 0; distance++) {
    const next = new Set(border.flatMap((cell) => neighborsOf(cell)))
    border = [...next].filter((cell) => !distances.has(cell))
    for (const cell of border) distances.set(cell, distance)
  }
  return distances
}

/** Random graphs of up to so many cells: a tree or several, and edges beside. */
export function anyGraph(maxCount: number): fc.Arbitrary<{ count: number; edges: Edges }> {
  return fc.integer({ min: 2, max: maxCount }).chain((count) => {
    const anyCell = fc.nat(count - 1)
    const links = fc.array(fc.tuple(fc.nat(1000), fc.boolean()), {
      minLength: count - 1,
      maxLength: count - 1,
    })
    const extra = fc.array(fc.tuple(anyCell, anyCell), { maxLength: count })
    return fc.tuple(links, extra).map(([tree, others]) => {
      const branches = tree.flatMap(([parent, isCut], child) =>
        isCut && parent % 5 === 0 ? [] : [[parent % (child + 1), child + 1] as const],
      )
      return { count, edges: [...branches, ...others.filter(([a, b]) => a !== b)] }
    })
  })
}
