/** A world of bits and fields, on a kernel that runs its lattice. */
import type { BitTable } from '../bits/bit-table.ts'
import type { Thunderbit } from '../bits/thunderbit.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { MAX_CLOCKED_TICK } from '../forge/lattice/clock-code.ts'
import { StateDigester } from '../kernels/digest/state-digester.ts'
import type { BackendName } from '../kernels/kernel.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { periodOfClocks } from '../lattice/zone-clock.ts'
import { bytesTerm } from '../math/digest-terms.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { LivingOrder, LivingRun } from '../scenario/living-run.ts'
import { WHOLE_WEIGHT } from '../scenario/poke-falloff.ts'
import type { Palette, StatesByPlace, Stroke } from '../scenario/stroke.ts'
import { BitOrders, type BitWatchers, isForChannels } from './bit-orders.ts'
import { BitWatch } from './bit-watch.ts'
import { BoundedCells } from './bounded-cells.ts'
import { ClockEndError } from './errors.ts'
import { fillFirst } from './first-planes.ts'
import { viewLivingLattice } from './living-view.ts'
import type { CellSpan } from './plane-copy.ts'
import { PlaneMirror } from './plane-mirror.ts'
import { TickGuard, type TickLimit } from './tick-guard.ts'
import type { World } from './world.ts'
import { ZoneMeter } from './zone-meter.ts'

const PRESENCE: LatticePlaneName = Object.freeze({ kind: 'presence', name: '' })

/** What a living world is built from; kernel and policy are its own from then on. */
export interface LivingParts {
  readonly kernel: LatticeKernel
  readonly size: Size
  readonly living: LivingRun
  readonly policy: SpawnPolicy
  readonly watchers?: BitWatchers | undefined
  readonly tickLimit?: TickLimit | undefined
}

export class LivingWorld implements World {
  readonly background = 0
  readonly planes: readonly LatticePlaneName[]
  readonly clockPeriod: bigint
  readonly #kernel: LatticeKernel
  readonly #cells: BoundedCells
  readonly #size: Size
  readonly #living: LivingRun
  readonly #policy: SpawnPolicy
  readonly #mirror: PlaneMirror
  readonly #bits: BitOrders | undefined
  readonly #watch: BitWatch | undefined
  /** Present where ticks are held to a time. */
  readonly #guard: TickGuard<LatticePlaneName> | undefined
  /** Present where meta-rules look at metrics of zones. */
  readonly #meter: ZoneMeter | undefined
  #tick = 0
  /** Present where zones differ in the states of their rules. */
  readonly #statesByPlace: StatesByPlace | undefined
  /** Made when it is first asked for. */
  #digester: StateDigester | undefined

  /**
   * An empty world; it begins when it is cleared.
   *
   * @throws {TickLimitError} when its ticks cannot be held to the limit.
   */
  constructor({ kernel, size, living, policy, watchers, tickLimit }: LivingParts) {
    const { lattice, zones } = living
    this.#kernel = kernel
    this.#cells = new BoundedCells(kernel, size)
    this.#size = size
    this.#living = living
    this.#policy = policy
    this.#mirror = new PlaneMirror(kernel, size, lattice)
    this.#bits = living.bits && new BitOrders(living.bits, living, this.#mirror, policy, watchers)
    this.#watch =
      this.#bits &&
      new BitWatch(
        this.#bits.store,
        viewLivingLattice(living, this.#bits.store),
        canCountWrites(living),
      )
    this.#meter = ZoneMeter.forLattice(lattice, living.zoneMap, this.#bits?.store)
    const names = lattice.planes.map(({ plane }) => plane)
    this.#guard = tickLimit && new TickGuard(kernel, size, names, tickLimit)
    this.#statesByPlace = findStatesByPlace(living)
    this.planes = listState(living)
    this.clockPeriod = periodOfClocks(zones.map(({ clock }) => clock))
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  /** The bits and what was refused of them; undefined where the world has none. */
  get bits(): BitOrders | undefined {
    return this.#bits
  }

  async clear(tick: number): Promise<void> {
    this.#tick = tick
    await this.#cells.clear(tick)
    const values = new Int32Array(countCells(this.#size))
    for (const plane of this.#living.lattice.planes) {
      fillFirst(this.#living, plane, values)
      await this.#kernel.writePlane(plane.plane, values)
    }
    this.#mirror.invalidate()
    this.#bits?.clear()
    for (const order of this.#living.first) await this.order(order)
  }

  async advance(ticks: number): Promise<number> {
    const end = this.#tick + ticks
    if (this.clockPeriod > 1n && end > MAX_CLOCKED_TICK) {
      throw new ClockEndError({ tick: end, lastTick: MAX_CLOCKED_TICK })
    }
    for (let done = 0; done < ticks; ) {
      const isWatched = this.#watch?.isWatching() === true
      const isBusy = this.#bits?.traffic?.isResting() === false
      const slice = isWatched || isBusy || this.#meter !== undefined ? 1 : ticks - done
      if (isWatched) {
        await this.#mirror.refresh()
        this.#watch!.begin()
      }
      await this.#step(slice)
      if (isWatched) {
        await this.#mirror.refresh()
        this.#watch!.end()
      }
      done += slice
    }
    return ticks
  }

  async #step(ticks: number): Promise<void> {
    const make = async (some: number) => {
      await this.#meter?.begin(this.#kernel)
      await this.#kernel.advance(some)
      await this.#meter?.end(this.#kernel)
    }
    const guarded = await this.#guard?.advance(this.#tick, ticks, make)
    if (guarded === undefined) await make(ticks)
    const made = guarded?.made ?? ticks
    this.#tick += made
    this.#bits?.store.advanceTo(this.#tick)
    // Ticks go by one by one unless messages rest; one that was undone has moved none.
    if (made > 0) await this.#bits?.traffic?.step(this.#kernel, this.#tick - 1)
    this.#mirror.invalidate()
    if (guarded?.failure !== undefined) throw guarded.failure
  }

  /** Copies out what the views of bits look at. */
  async refreshBits(): Promise<void> {
    await this.#mirror.refresh()
  }

  extent(): WorldBox {
    return wholeOf(this.#size)
  }

  population(): Promise<bigint> {
    return this.#cells.population()
  }

  async digest(): Promise<bigint> {
    this.#digester ??= new StateDigester(this.#living.lattice.states, this.planes)
    const read = (into: Uint8Array, firstCell?: number) => this.#kernel.read(into, firstCell)
    const planes = await this.#digester.digest(
      { read, readPlane: (plane, into) => this.readPlane(plane, into) },
      this.#size,
    )
    const routes = this.#bits?.traffic?.describe()
    return routes === undefined ? planes : BigInt.asUintN(64, planes + bytesTerm(routes))
  }

  read(box: WorldBox, into: Uint8Array): Promise<void> {
    return this.#cells.read(box, into)
  }

  async write(box: WorldBox, cells: Uint8Array, tick: number): Promise<void> {
    this.#tick = tick
    await this.#cells.write(box, cells, tick)
    this.#mirror.invalidate()
  }

  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell = 0): void | Promise<void> {
    if (plane.kind !== 'presence') return this.#kernel.readPlane(plane, into, firstCell)
    into.set(this.#bits!.store.columns.presence.subarray(firstCell, firstCell + into.length))
  }

  async writePlane(plane: LatticePlaneName, values: Int32Array): Promise<void> {
    // Presence comes back with the table of bits.
    if (plane.kind === 'presence') return
    await this.#kernel.writePlane(plane, values)
    this.#mirror.invalidate()
  }

  /** Paints; where a zone is settled, sites without a bit stay 0. */
  async paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void> {
    const local = { ...palette, statesByPlace: this.#statesByPlace }
    await this.#cells.paint(strokes, local, tick, (part, cells) => this.#keepVacant(part, cells))
    this.#mirror.invalidate()
  }

  async order(order: LivingOrder): Promise<boolean> {
    // A world has one dynamic: the simulation goes on in another.
    if (order.kind === 'tune' || ('sites' in order && order.sites.length === 0)) return false
    await this.#mirror.refresh(this.#spanOf(order))
    let isDone = true
    if (order.kind === 'poke') this.#poke(order)
    else isDone = this.#bits?.apply(order) ?? false
    await this.#mirror.flush(this.#tick)
    return isDone
  }

  async viewBit(cell: number): Promise<Thunderbit | undefined> {
    const store = this.#bits?.store
    if (store === undefined || !store.isOccupied(cell)) return undefined
    await this.#mirror.refresh({ from: cell, to: cell + 1 })
    return viewBit(store, cell)
  }

  async readTallies(): Promise<ReadonlyMap<string, bigint>> {
    const names = this.#living.lattice.passes.flatMap(({ tallies }) => tallies)
    const counted = await this.#kernel.readTallies()
    const undone = this.#guard?.undoneTallies
    return new Map(names.map(({ name }, i) => [name, counted[i]! - (undone?.[i] ?? 0n)]))
  }

  restoreBits(table: BitTable, refusalCount?: number, routing?: Uint8Array): void {
    this.#bits?.restore(table, refusalCount, routing)
    this.#mirror.invalidate()
  }

  dispose(): void {
    this.#kernel.dispose()
    this.#policy.dispose()
  }

  /** The cells that an order looks at or changes; undefined where they may be any. */
  #spanOf(order: Exclude<LivingOrder, { kind: 'tune' }>): CellSpan | undefined {
    // Whoever listens may look at others, too, and so do orders for CAChannels.
    if (this.#bits?.store.bus !== undefined || isForChannels(order)) return undefined
    // Sites are in flat order.
    return { from: order.sites[0]!, to: order.sites.at(-1)! + 1 }
  }

  #poke({ channel, sites, value, weights, sets }: Extract<LivingOrder, { kind: 'poke' }>): void {
    const { low, high } = this.#living.channels.find(({ name }) => name === channel)!
    const plane: LatticePlaneName = { kind: 'channel', name: channel }
    for (const [i, site] of sites.entries()) {
      const before = this.#mirror.readAt(plane, site)
      const change = sets === true ? value - before : value
      const weight = weights?.[i] ?? WHOLE_WEIGHT
      // A whole number times a weight is exact, and so is its half, again and again.
      const sum = before + Math.trunc((change * weight) / WHOLE_WEIGHT)
      this.#mirror.writeAt(plane, site, Math.min(Math.max(sum, low), high))
    }
  }

  #keepVacant({ x, y, z, size }: WorldBox, cells: Uint8Array): void {
    const bits = this.#bits
    if (bits === undefined) return
    const { zoneMap, zones } = this.#living
    let place = 0
    for (let atZ = z; atZ < z + size.z; atZ++) {
      for (let atY = y; atY < y + size.y; atY++) {
        const row = this.#size.x * (atY + this.#size.y * atZ)
        for (let cell = row + x; cell < row + x + size.x; cell++, place++) {
          if (cells[place] === 0 || bits.store.isOccupied(cell)) continue
          if (zones[zoneMap.zoneOfCell(cell)]!.isSettled) cells[place] = 0
        }
      }
    }
  }
}

/** The states of the rule of each zone; undefined where all are those of the scenario's own rule. */
function findStatesByPlace({ zones, zoneMap, rules }: LivingRun): StatesByPlace | undefined {
  const statesOf = zones.map(({ rule }) => rules[rule]!.rule.states)
  const counts = [...new Set(statesOf)]
  if (counts.every((count) => count === rules[0]!.rule.states)) return undefined
  return { counts, countAt: (x, y, z) => statesOf[zoneMap.zoneOfSite(x, y, z)]! }
}

/** Tells whether the lattice counts all writes to fields: with a plane, or since there are none. */
function canCountWrites({ lattice, rules }: LivingRun): boolean {
  const hasPlane = lattice.planes.some(({ plane }) => plane.kind === 'writes')
  return hasPlane || rules.every(({ rule }) => rule.program.writes.length === 0)
}

/** The planes that are state, in the order in which they are hashed; presence follows status. */
function listState({ lattice, bits }: LivingRun): LatticePlaneName[] {
  const names = lattice.planes.filter(({ isState }) => isState).map(({ plane }) => plane)
  if (bits === undefined) return names
  const after = names.findIndex(({ kind }) => kind === 'channel')
  return names.toSpliced(after === -1 ? names.length : after, 0, PRESENCE)
}
