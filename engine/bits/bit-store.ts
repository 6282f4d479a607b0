/**
 * The store of a world's bits: arrays by flat index, and what follows from them.
 *
 * It owns the columns, the counts by zone, the names of CAChannels and traces, and keeps them
 * in step with each other and with the planes' holder. `bit-actions.ts` decides which changes
 * are allowed and tells the event bus; `bit-reads.ts` finds bits. A tick costs the store nothing:
 * it is only told the new tick.
 */
import { countCells } from '../lattice/size.ts'
import { countStepsBefore } from '../lattice/zone-clock.ts'
import {
  ACTIVE,
  type BitColumns,
  copyColumns,
  createColumns,
  NEVER_SPAWNED,
  SPAWNED,
  TERMINATED,
  VACANT,
} from './bit-columns.ts'
import type { BitEventBus } from './bit-events.ts'
import { identify } from './bit-identity.ts'
import {
  type BitPlanes,
  META_PLANE,
  PRESENCE_PLANE,
  RULE_PLANE,
  STATUS_PLANE,
} from './bit-planes.ts'
import { assertTable, type BitTable } from './bit-table.ts'
import type { BitWorld, BitZone } from './bit-world.ts'
import { ChannelNames } from './channel-names.ts'
import { TickOrderError } from './errors.ts'
import type { CheckedAttributes } from './thunderbit-attributes.ts'
import { TracePool } from './trace-pool.ts'
import { listPlanes, NOTHING, type WorldPlanes, writeCell } from './world-planes.ts'
import { type CellFacts, ZoneCounts } from './zone-counts.ts'

export interface BitStoreOptions {
  /** Where the numbers are that a kernel owns during a run. */
  readonly planes: BitPlanes
  /** Who is told of events; absent, nobody. */
  readonly bus?: BitEventBus | undefined
  /** Wall time for traces, in milliseconds since the epoch; absent, entries have none. */
  readonly wallTimeMs?: (() => number) | undefined
  /** How many bits can be traced at once. */
  readonly maxTraced?: number | undefined
  /** Whether every bit is traced, whatever is said of it, as long as the pool takes it. */
  readonly tracesAll?: boolean | undefined
  /** Names that the bit at a cell can route messages to; absent, where nobody routes any. */
  readonly routeTagsOf?: ((cell: number) => readonly string[]) | undefined
}

const NO_TAGS: readonly string[] = Object.freeze([])

export class BitStore implements CellFacts {
  readonly world: BitWorld
  readonly planes: BitPlanes
  readonly bus: BitEventBus | undefined
  readonly wallTimeMs: (() => number) | undefined
  /** Live; whoever takes them to a kernel only reads them. */
  readonly columns: BitColumns
  readonly channels = new ChannelNames()
  readonly traces: TracePool
  readonly zoneCounts: ZoneCounts
  readonly routeTagsOf: (cell: number) => readonly string[]
  readonly planeLists: WorldPlanes
  #tick = 0
  readonly #tracesAll: boolean
  readonly #zoneNumbers: ReadonlyMap<string, number>

  constructor(world: BitWorld, options: BitStoreOptions) {
    const { planes, bus, wallTimeMs, maxTraced, tracesAll, routeTagsOf } = options
    this.#tracesAll = tracesAll === true
    this.routeTagsOf = routeTagsOf ?? (() => NO_TAGS)
    this.world = world
    this.planes = planes
    this.bus = bus
    this.wallTimeMs = wallTimeMs
    this.columns = createColumns(countCells(world.size))
    this.traces = new TracePool(maxTraced)
    this.planeLists = listPlanes(world)
    this.zoneCounts = new ZoneCounts(world)
    this.#zoneNumbers = new Map(world.zones.map(({ id }, zone) => [id, zone]))
  }

  /** The tick that the world is at; commands change its state before the step that follows. */
  get tick(): number {
    return this.#tick
  }

  /** @throws {TickOrderError} unless it is a whole number that does not lie behind. */
  advanceTo(tick: number): void {
    if (!Number.isSafeInteger(tick) || tick < this.#tick) {
      throw new TickOrderError({ from: this.#tick, to: tick })
    }
    this.#tick = tick
  }

  zoneOf(cell: number): BitZone {
    return this.world.zones[this.world.zoneMap.zoneOfCell(cell)]!
  }

  /** The number of a zone by its id; undefined where the world has none of it. */
  findZone(zoneId: string): number | undefined {
    return this.#zoneNumbers.get(zoneId)
  }

  /** Tells whether a bit lives at a cell, one that is not terminated. */
  isOccupied(cell: number): boolean {
    const status = this.columns.status[cell]!
    return status !== NEVER_SPAWNED && status !== TERMINATED
  }

  isActive(cell: number): boolean {
    return this.columns.status[cell] === ACTIVE
  }

  /** How many ticks the bit at a cell has taken part in, modulo 2^32. */
  tickCountOf(cell: number): number {
    const base = this.columns.tickBase[cell]!
    if (!this.isActive(cell)) return base
    return (countStepsBefore(this.zoneOf(cell).clock, this.#tick) - base) >>> 0
  }

  /** A number for the rule and the list of meta-rules that a cell has: 256 * list + rule. */
  rulesVersionOf(cell: number): number {
    return 256 * this.columns.metaRules[cell]! + this.planes.readAt(RULE_PLANE, cell)
  }

  /** The identity of the bit that a cell has now. */
  idOf(cell: number): string {
    return identify(this.world.seed, cell, this.columns.generation[cell]!)
  }

  /** Puts a new bit, spawned and vacant, on a site that nobody occupies. */
  settle(cell: number, attributes: CheckedAttributes): void {
    const { columns } = this
    const { rule, metaRules } = attributes
    this.traces.end(cell)
    columns.generation[cell]!++
    columns.tickBase[cell] = 0
    columns.inserted[cell] = this.#tick
    this.setStatus(cell, SPAWNED)
    this.setPresence(cell, VACANT)
    this.setMetaRules(cell, metaRules)
    writeCell(this.planes, this.planeLists, cell, rule ?? this.zoneOf(cell).rule, attributes)
    if (attributes.traceEnabled || this.#tracesAll) this.beginTrace(cell)
  }

  /**
   * Terminates the bit at a cell. What others can see of it is gone; its identity and its trace
   * stay until the site is spawned anew.
   */
  vacate(cell: number): void {
    this.setChannel(cell, undefined)
    this.setStatus(cell, TERMINATED)
    this.setPresence(cell, VACANT)
    this.setMetaRules(cell, 0)
    writeCell(this.planes, this.planeLists, cell, this.zoneOf(cell).rule, NOTHING)
  }

  /** Changes a bit's status; its ticks are counted from here on, or no longer. */
  setStatus(cell: number, status: number): void {
    const { columns } = this
    const zone = this.world.zoneMap.zoneOfCell(cell)
    const wasActive = this.isActive(cell)
    const wasOccupied = this.isOccupied(cell)
    const tickCount = this.tickCountOf(cell)
    columns.status[cell] = status
    const bits = Number(this.isOccupied(cell)) - Number(wasOccupied)
    this.zoneCounts.add(zone, bits, Number(status === ACTIVE) - Number(wasActive))
    const steps = status === ACTIVE ? countStepsBefore(this.zoneOf(cell).clock, this.#tick) : 0
    columns.tickBase[cell] = status === ACTIVE ? steps - tickCount : tickCount
    this.planes.writeAt(STATUS_PLANE, cell, status)
    this.touch(cell)
  }

  setPresence(cell: number, presence: number): void {
    this.columns.presence[cell] = presence
    this.planes.writeAt(PRESENCE_PLANE, cell, presence)
    this.touch(cell)
  }

  setMetaRules(cell: number, list: number): void {
    this.columns.metaRules[cell] = list
    this.planes.writeAt(META_PLANE, cell, list)
    this.touch(cell)
  }

  setRule(cell: number, rule: number): void {
    this.planes.writeAt(RULE_PLANE, cell, rule)
    this.touch(cell)
  }

  /** Moves a bit into a CAChannel, or out of any; false where there are too many channels. */
  setChannel(cell: number, channelId: string | undefined): boolean {
    const before = this.columns.channel[cell]!
    const number = channelId === undefined ? 0 : this.channels.join(channelId)
    if (channelId !== undefined && number === 0) return false
    this.channels.leave(before)
    this.columns.channel[cell] = number
    this.touch(cell)
    return true
  }

  /** Begins the trace of a bit; false where too many bits that live are traced. */
  beginTrace(cell: number): boolean {
    return this.traces.begin(cell, (traced) => !this.isOccupied(traced))
  }

  #traceAll(): void {
    for (const cell of this.columns.status.keys()) {
      if (this.traces.isFull) return
      if (this.isOccupied(cell)) this.traces.begin(cell)
    }
  }

  /** Notes that a command has changed a bit. */
  touch(cell: number): void {
    this.columns.updated[cell] = this.#tick
  }

  /** Forgets all bits, as if none had ever lived, at tick 0; the planes are their holder's to clear. */
  clear(): void {
    for (const column of Object.values(this.columns)) column.fill(0)
    this.#tick = 0
    this.channels.restore([''], this.columns.channel)
    this.traces.clear()
    this.zoneCounts.recount(this)
  }

  /** A copy of all that the store knows; planes and the entries of traces are not in it. */
  save(): BitTable {
    return {
      version: 2,
      tick: this.#tick,
      columns: copyColumns(this.columns),
      channelNames: this.channels.save(),
      tracedCells: Uint32Array.from(this.traces.cells()),
    }
  }

  /**
   * Goes back, or on, to a saved table. Traces of the bits that were traced begin anew. The planes
   * are their holder's to restore, and the columns are to be taken to a kernel again.
   *
   * @throws {BitTableError} when the table does not fit the world.
   */
  restore(table: BitTable): void {
    assertTable(table, this.world, this.traces.maxTraced)
    for (const [name, column] of Object.entries(this.columns)) {
      column.set(table.columns[name as keyof BitColumns])
    }
    this.#tick = table.tick
    this.channels.restore(table.channelNames, this.columns.channel)
    this.traces.clear()
    for (const cell of table.tracedCells) this.traces.begin(cell)
    if (this.#tracesAll) this.#traceAll()
    this.zoneCounts.recount(this)
  }
}
