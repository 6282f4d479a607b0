/**
 * What bits and zones told of late, for whoever looks at one of them.
 *
 * What changes a bit is always kept, the newest of it, up to a fixed number a slice of ticks: so
 * much costs a run nothing that can be felt. What is told in every tick is listened to only while
 * somebody follows the bit or the zone that it is of. A bit that is followed is told of as a traced
 * one is. Nothing of it reaches the run.
 */
import type { BitEvent, BitEventBus } from '../bits/bit-events.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { RunMark } from '../protocol/measure-api.ts'
import { EventMarks } from './event-marks.ts'
import { Ring } from './ring.ts'

/** Whose events are followed: those of the bits at one site, or those of a zone and its bits. */
export type Followed =
  | { readonly kind: 'site'; readonly cell: number }
  | { readonly kind: 'zone'; readonly zone: number; readonly name: string }

/** Changes that are kept of all bits. */
const MAX_CHANGES = 1024

/** Changes in a slice of ticks that are kept of bits that nobody follows. */
const MAX_CHANGES_A_SLICE = 1024

/** The most events that are told of what is followed: half of them changes, half of the ticks. */
export const MAX_TOLD_EVENTS = 100

/** What is told in every tick; all else changes a bit, or would have. */
const TICKS: ReadonlySet<BitEvent['type']> = new Set([
  'bit.ticked',
  'bit.field_write',
  'bit.message',
  'zone.ticked',
])

/** What CAChannels tell is of no bit and no zone. */
const CHANNELS: ReadonlySet<BitEvent['type']> = new Set([
  'channel.stepped',
  'channel.rerouted',
  'channel.link_ended',
])

interface Entry {
  readonly serial: number
  readonly event: BitEvent
  /** The site that it is of; undefined for those of a zone. */
  readonly cell: number | undefined
}

export class EventLog implements BitEventBus {
  readonly #zoneMap: ZoneMap
  readonly #changes = new Ring<Entry>(MAX_CHANGES)
  readonly #marks = new EventMarks()
  /** What is followed has rings of its own, so that others do not push its events out. */
  #followed: Followed | undefined
  readonly #ownChanges = new Ring<Entry>(MAX_TOLD_EVENTS / 2)
  readonly #ownTicks = new Ring<Entry>(MAX_TOLD_EVENTS / 2)
  #serial = 0
  #leftInSlice = MAX_CHANGES_A_SLICE

  /** @param zoneMap of the world whose bus it is. */
  constructor(zoneMap: ZoneMap) {
    this.#zoneMap = zoneMap
  }

  wants(type: BitEvent['type'], cell?: number): boolean {
    if (CHANNELS.has(type)) return false
    if (TICKS.has(type)) return this.#wantsTicks(type, cell)
    return this.#leftInSlice > 0 || (cell !== undefined && this.#isFollowed(cell))
  }

  /** The site whose bit is followed; its ticks are told whether it is traced or not. */
  follows(): number | undefined {
    return this.#followed?.kind === 'site' ? this.#followed.cell : undefined
  }

  publishEvent(event: BitEvent, cell?: number): void {
    const entry = { serial: this.#serial++, event, cell }
    this.#marks.add(event)
    const isTick = TICKS.has(event.type)
    if (!isTick && this.#leftInSlice > 0) {
      this.#leftInSlice--
      this.#changes.push(entry)
    }
    if (this.#concerns(entry)) (isTick ? this.#ownTicks : this.#ownChanges).push(entry)
  }

  /** Tells it that another slice of ticks begins. */
  beginSlice(): void {
    this.#leftInSlice = MAX_CHANGES_A_SLICE
  }

  /** Follows a bit's site or a zone from now on, or with undefined nobody. */
  follow(followed: Followed | undefined): void {
    if (isSame(followed, this.#followed)) return
    this.#followed = followed
    this.#ownChanges.clear()
    this.#ownTicks.clear()
    for (const entry of this.#changes) if (this.#concerns(entry)) this.#ownChanges.push(entry)
  }

  /** What is known of what is followed, the newest first, MAX_TOLD_EVENTS at the most. */
  list(): readonly BitEvent[] {
    return [...this.#ownChanges, ...this.#ownTicks]
      .sort((a, b) => b.serial - a.serial)
      .map(({ event }) => event)
  }

  /** What has happened since the last call, by tick. */
  takeMarks(): readonly RunMark[] {
    return this.#marks.take()
  }

  /** Whether the events of a site or of a zone are followed. */
  get isFollowing(): boolean {
    return this.#followed !== undefined
  }

  /** Forgets what was told of ticks behind this one, to which the run has gone back. */
  forgetBehind(tick: number): void {
    for (const ring of [this.#changes, this.#ownChanges, this.#ownTicks]) {
      const kept = [...ring].filter(({ event }) => event.tick <= tick)
      ring.clear()
      for (const entry of kept) ring.push(entry)
    }
    this.#marks.clear()
    this.beginSlice()
  }

  /** Forgets all events, as where the run begins anew; what is followed stays so. */
  clear(): void {
    this.forgetBehind(Number.NEGATIVE_INFINITY)
  }

  /** The ticks of a zone's bits are told in its sums. */
  #wantsTicks(type: BitEvent['type'], cell: number | undefined): boolean {
    if (type === 'zone.ticked') return this.#followed?.kind === 'zone'
    return this.#followed?.kind === 'site' && (cell === undefined || this.#isFollowed(cell))
  }

  #isFollowed(cell: number): boolean {
    const followed = this.#followed
    if (followed === undefined) return false
    if (followed.kind === 'site') return followed.cell === cell
    return this.#zoneMap.zoneOfCell(cell) === followed.zone
  }

  #concerns({ event, cell }: Entry): boolean {
    if (cell !== undefined) return this.#isFollowed(cell)
    const followed = this.#followed
    return event.type === 'zone.ticked' && followed?.kind === 'zone' && event.zone === followed.name
  }
}

function isSame(a: Followed | undefined, b: Followed | undefined): boolean {
  if (a?.kind === 'site') return b?.kind === 'site' && a.cell === b.cell
  if (a?.kind === 'zone') return b?.kind === 'zone' && a.zone === b.zone
  return b === undefined
}
