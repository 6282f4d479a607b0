/**
 * A simulation: one run, its clock and its world.
 *
 * It applies the run's commands when their tick is reached (before anyone looks at that state),
 * lets the kernel do the ticks between them, and answers what the state is. It knows no threads
 * and no wall clock, so the same object runs behind a worker and in a command-line process.
 * Methods that wait must not overlap; `simulation-service.ts` queues them for many callers.
 */

import type { Thunderbit } from '../bits/thunderbit.ts'
import type { ChannelSpec } from '../fields/channel.ts'
import { PlaneRangeError } from '../kernels/hashlife/errors.ts'
import type { QuadTable } from '../kernels/hashlife/quad-table.ts'
import type { BackendName } from '../kernels/kernel.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { foldRunDigest } from '../math/digest-terms.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { Rule } from '../rules/rule.ts'
import type { LivingOrder } from '../scenario/living-run.ts'
import type { Command, Run } from '../scenario/run.ts'
import { type Dynamics, isSameDynamics, tuneLiving } from '../scenario/tune-living.ts'
import { Agenda } from './agenda.ts'
import type { BitOrders } from './bit-orders.ts'
import { copyState } from './copy-state.ts'
import { addStates } from './count-states.ts'
import { createWorld, type SimulationOptions, type WorldChoice } from './create-world.ts'
import { NothingLoadedError, TickCountError, TickTimeoutError } from './errors.ts'
import { type DenseState, readParts, readState, type VisitPart } from './readable-state.ts'
import { assertFits, copyMoment, type Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

/** A command without its tick, which changes the present state. */
export type Order =
  | Omit<Extract<Command, { readonly kind: 'paint' }>, 'tick'>
  | Omit<Extract<Command, { readonly kind: 'order' }>, 'tick'>
  | Omit<Extract<Command, { readonly kind: 'rule' }>, 'tick'>

export class Simulation {
  readonly run: Run
  readonly #options: SimulationOptions
  readonly #agenda: Agenda
  #choice: WorldChoice
  #rule: Rule
  /** Dynamics that tunes have given channels. */
  #dynamics: Dynamics = new Map()
  #tick = 0
  /** Undefined unless digests are folded, and once a state has had none. */
  #runDigest: bigint | undefined
  /** What is added to what the kernel has counted: what was counted before it was there. */
  #talliesBefore: ReadonlyMap<string, bigint> = new Map()
  /**
   * What broke off the last advance. Until a restore, the state of a bounded world is not that of
   * any tick; one without an end stays at the last tick that it could make.
   */
  #fault: { readonly thrown: unknown } | undefined
  #isDisposed = false

  private constructor(run: Run, options: SimulationOptions, choice: WorldChoice) {
    this.run = run
    this.#options = options
    this.#agenda = new Agenda(run.commands)
    this.#choice = choice
    this.#rule = run.rule
  }

  /**
   * Starts a run at tick 0, with its initial strokes and the commands of tick 0 applied.
   *
   * @throws the kernel room's named errors when the back end cannot run it.
   */
  static async start(run: Run, options: SimulationOptions = {}): Promise<Simulation> {
    const simulation = new Simulation(run, options, await createWorld(run, run.rule, options))
    try {
      await simulation.#paintStart()
    } catch (error) {
      simulation.dispose()
      throw error
    }
    return simulation
  }

  /** Ticks done since state 0. */
  get tick(): number {
    return this.#tick
  }

  /** The rule in force; an event may have switched it since the start. */
  get rule(): Rule {
    return this.#rule
  }

  /** When the rule switches, and to which, of events and edits, by tick. */
  get ruleSwitches(): readonly { readonly tick: number; readonly rule: Rule }[] {
    return this.#agenda.switches
  }

  get backend(): BackendName {
    return this.#world.backend
  }

  /** Why this back end was taken, a sentence; undefined where somebody named it. */
  get backendReason(): string | undefined {
    return this.#choice.reason
  }

  /** The state of all but finitely many cells of a world without an end; 0 in a bounded one. */
  get background(): number {
    return this.#world.background
  }

  /** Whether the options ask for `runDigest`. */
  get foldsDigests(): boolean {
    return this.#options.foldsDigests === true
  }

  /**
   * The digests of all ticks since the start, in their order, as one u64: each state as a probe of
   * its tick would see it. Undefined unless the options ask for it, once a state was too large to
   * have one, and after a restore of a moment whose digests nobody had folded.
   */
  get runDigest(): bigint | undefined {
    return this.#runDigest
  }

  /** @throws {NothingLoadedError} when the simulation has been disposed. */
  get #world(): World {
    if (this.#isDisposed) throw new NothingLoadedError()
    return this.#choice.world
  }

  /** What its channels do by themselves at present; a tune may have changed it. Empty without channels. */
  get channels(): readonly ChannelSpec[] {
    const channels = this.run.living?.channels ?? []
    return channels.map((channel) => {
      const dynamic = this.#dynamics.get(channel.name)
      return dynamic === undefined ? channel : { ...channel, dynamic }
    })
  }

  /** The bits of a living world, and what was refused of them; undefined where it has none. */
  get bits(): BitOrders | undefined {
    return this.#world.bits
  }

  /**
   * The bits with all that can be seen of them, until the simulation goes on or is changed; undefined
   * where the world has none.
   */
  async readBits(): Promise<BitOrders | undefined> {
    await this.#world.refreshBits?.()
    return this.bits
  }

  /** The tick modulo the time after which all clocks of its zones stand as before. */
  get clockPhase(): number {
    return Number(BigInt(this.#tick) % (this.#world.clockPeriod ?? 1n))
  }

  /**
   * Advances by a whole number of ticks, or in a world without an end by fewer, perhaps none, where
   * `isOver` says so; `tick` tells how far it came.
   *
   * @throws {TickCountError} when `ticks` is not a whole number of at least 0.
   * @throws {TickTimeoutError} when a tick takes longer than the options allow. It is undone, so that
   * the state is that of `tick`, with all ticks before it made; a later advance tries again.
   * @throws the kernel room's named errors when the back end cannot run the rule of an event, or
   * the world outgrows its memory; then every later advance does so too, until a restore.
   */
  async advance(ticks: number, isOver?: () => boolean): Promise<void> {
    if (!Number.isSafeInteger(ticks) || ticks < 0) throw new TickCountError({ value: ticks })
    if (this.#fault !== undefined) throw this.#fault.thrown
    try {
      await this.#advance(ticks, isOver)
    } catch (thrown) {
      if (thrown instanceof TickTimeoutError) {
        this.#tick = thrown.details.tick
        throw thrown
      }
      this.#fault = { thrown }
      this.#tick = this.#choice.world.tick ?? this.#tick
      throw thrown
    }
  }

  async #advance(ticks: number, isOver: (() => boolean) | undefined): Promise<void> {
    const end = this.#tick + ticks
    while (this.#tick < end) {
      const furthest = this.#runDigest === undefined ? end : this.#tick + 1
      const stop = Math.min(furthest, this.#agenda.nextTickAfter(this.#tick))
      this.#tick += await this.#world.advance(stop - this.#tick, isOver)
      if (this.#tick < stop) return
      await this.#applyCommandsOf(stop)
      await this.#foldDigest()
    }
  }

  /**
   * Where there is something: the whole of a bounded world, else all that is not background.
   *
   * @throws {PlaneRangeError} where that lies farther out than numbers are exact.
   */
  extent(): WorldBox {
    return this.#world.extent()
  }

  /** `extent`, or undefined where it lies farther out than numbers are exact. */
  findExtent(): WorldBox | undefined {
    try {
      return this.extent()
    } catch (error) {
      if (error instanceof PlaneRangeError) return undefined
      throw error
    }
  }

  /**
   * Cells that are not 0, exactly; undefined where they are infinitely many.
   */
  async population(): Promise<bigint | undefined> {
    return this.#world.population()
  }

  /**
   * Cells by state, 256 numbers; of a world without an end, those in its extent. They are lent until
   * the next call.
   */
  counts(): Float64Array | Promise<Float64Array> {
    return this.#world.countStates?.() ?? this.#countParts()
  }

  async #countParts(): Promise<Float64Array> {
    const { background } = this
    const counts = new Float64Array(256)
    await this.readParts((cells, _part, isBlank) => {
      if (isBlank) counts[background]! += cells.length
      else addStates(counts, cells)
    })
    return counts
  }

  /**
   * Cells whose state is another than one tick before, after the commands of either tick. Undefined
   * where the kernel does not know: it tells it of what a tick has changed, and edits of that tick with
   * it. Whoever has to know keeps a copy unless `tellsNextChange` promises it.
   */
  changed(): number | undefined {
    return this.#world.countChanged?.()
  }

  /** Whether something was done to the present tick's state, by a command or by hand. */
  get isCommanded(): boolean {
    return this.#agenda.nextTickAfter(this.#tick - 1) === this.#tick
  }

  /**
   * Promises that `changed` will be known at the next tick, whatever is done to that tick's state by
   * hand, where it is reached by an advance of one tick.
   */
  tellsNextChange(): boolean {
    const next = this.#tick + 1
    if (this.#agenda.nextTickAfter(this.#tick) <= next) return false
    return this.#world.tellsNextChange?.() ?? false
  }

  /**
   * The digest of the present state (`math/digest-terms.ts`), a u64: equal states of equal worlds,
   * equal digests, whatever the tick and the back end. Undefined where it spans too many cells.
   */
  async digest(): Promise<bigint | undefined> {
    return this.#world.digest()
  }

  /** Copies the states of a box out, one byte a cell in its flat order. */
  async read(box: WorldBox, into: Uint8Array): Promise<void> {
    await this.#world.read(box, into)
  }

  /** What is not background as a quadtree; undefined from worlds that hold none. */
  saveQuadtree(): QuadTable | undefined {
    return this.#world.saveQuadtree?.()
  }

  /** Boxes that hold all that is not background, in a world without an end; undefined in others. */
  filledBoxes(): Iterable<WorldBox> | undefined {
    return this.#world.filledBoxes?.()
  }

  /**
   * Shows the state part by part in flat order. A part's bytes are overwritten by the next. What
   * `isBlank` is all background, which is not even read.
   */
  async readParts(visit: VisitPart): Promise<void> {
    await readParts(this, this.filledBoxes(), visit)
  }

  /** Shows every plane of numbers beside the cells, in the order in which they are hashed. */
  async readPlanes(visit: (values: Int32Array, plane: LatticePlaneName) => void): Promise<void> {
    const world = this.#world
    for (const plane of world.planes) {
      const values = new Int32Array(countCells(world.extent().size))
      await world.readPlane(plane, values)
      visit(values, plane)
    }
  }

  /** A view of the bit that lives at a cell, as it is now; undefined where none does. */
  async viewBit(cell: number): Promise<Thunderbit | undefined> {
    return this.#world.viewBit?.(cell)
  }

  /**
   * What a living world has counted since its start, by name; else nothing. A restore takes the
   * counts along, so that they are those of a run that came here without one.
   */
  async readTallies(): Promise<ReadonlyMap<string, bigint>> {
    const counted = [...((await this.#world.readTallies?.()) ?? [])]
    const before = this.#talliesBefore
    return new Map(counted.map(([name, count]) => [name, count + (before.get(name) ?? 0n)]))
  }

  /** Has the kernel's present counts told as these. */
  async #restoreTallies(tallies: ReadonlyMap<string, bigint>): Promise<void> {
    const counted = (await this.#world.readTallies?.()) ?? new Map<string, bigint>()
    this.#talliesBefore = new Map(
      [...counted].map(([name, count]) => [name, (tallies.get(name) ?? 0n) - count]),
    )
  }

  /** Names of the planes of numbers beside the cells, in the order in which they are hashed. */
  get planes(): readonly LatticePlaneName[] {
    return this.#world.planes
  }

  /** Copies numbers of a plane out, one a cell, from flat index `firstCell` on. */
  async readPlane(plane: LatticePlaneName, into: Int32Array, firstCell = 0): Promise<void> {
    await this.#world.readPlane(plane, into, firstCell)
  }

  /**
   * Does something to the state of the present tick by hand, as its last command, or has it done
   * when a later one comes. It stays a command of this simulation, which is done again after a
   * restart. The digest of the run, which has seen the present tick already, is given up.
   *
   * @returns whether it is one now: an order of which nothing at all was done is none.
   * @throws {TickCountError} when the tick lies behind.
   */
  async edit(order: Order, tick = this.#tick): Promise<boolean> {
    if (this.#fault !== undefined) throw this.#fault.thrown
    if (!Number.isSafeInteger(tick) || tick < this.#tick) throw new TickCountError({ value: tick })
    const command = { ...order, tick }
    if (tick === this.#tick) {
      const digest = this.#runDigest
      this.#runDigest = undefined
      const isDone = await this.#apply(command)
      if (!isDone) {
        this.#runDigest = digest
        return false
      }
    }
    this.#agenda.addEdit(command)
    return true
  }

  /** Takes the edits from what is to come; what they did to the present state stays until a restart. */
  forgetEdits(): void {
    this.#agenda.forgetEdits()
  }

  /**
   * The state as bytes.
   *
   * @throws {StateTooLargeError} when they would be too many to be held at once.
   */
  readState(): Promise<DenseState> {
    return readState(this)
  }

  /**
   * A copy of this moment.
   *
   * @throws {StateTooLargeError} when it has too many cells to be held as bytes.
   */
  takeSnapshot(): Promise<Snapshot> {
    return copyMoment(this)
  }

  /**
   * Goes back (or on) to a moment of this run.
   *
   * @throws {SnapshotMismatchError} when the snapshot is of a world of another size.
   */
  async restore(snapshot: Snapshot): Promise<void> {
    const { tick, rule } = snapshot
    assertFits(snapshot, this.run.size)
    await this.#switchRule(rule)
    const dynamics = this.#dynamicsAt(tick)
    if (!isSameDynamics(dynamics, this.#dynamics)) await this.#switchDynamics(dynamics)
    this.#tick = tick
    this.#runDigest = this.foldsDigests ? snapshot.runDigest : undefined
    await this.#write(snapshot)
    this.#fault = undefined
  }

  /** Writes a moment into the world, whatever that was. */
  async #write(snapshot: Snapshot): Promise<void> {
    const { tick, background, box, cells, planes, bits, tallies } = snapshot
    const { refusalCount, routing } = snapshot
    if (isUnbounded(this.run.size)) await this.#world.clear(tick, background)
    await this.#world.write(box, cells, tick)
    for (const { plane, values } of planes) await this.#world.writePlane(plane, values)
    if (bits !== undefined) this.#world.restoreBits?.(bits, refusalCount, routing)
    if (tallies !== undefined) await this.#restoreTallies(tallies)
  }

  /** Goes back to tick 0; edits are done again at their ticks. */
  async restart(): Promise<void> {
    await this.#switchRule(this.run.rule)
    const isTuned = this.#dynamics.size > 0
    this.#tick = 0
    this.#fault = undefined
    // A new world begins by itself, and would tell its beginning twice.
    if (isTuned) await this.#switchDynamics(new Map())
    else await this.#world.clear(0, 0)
    await this.#restoreTallies(new Map())
    await this.#paintStart()
  }

  /** Frees the kernel. Whatever is asked of the state afterwards is refused by name. */
  dispose(): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    this.#choice.world.dispose()
  }

  /** Makes state 0 of an empty world. */
  async #paintStart(): Promise<void> {
    await this.#world.paint(this.run.initial, this.#palette, 0)
    await this.#applyCommandsOf(0)
    this.#runDigest = this.#options.foldsDigests ? 0n : undefined
    await this.#foldDigest()
  }

  /** Takes the present state into the digest of the run. */
  async #foldDigest(): Promise<void> {
    if (this.#runDigest === undefined) return
    const digest = await this.digest()
    this.#runDigest = digest === undefined ? undefined : foldRunDigest(this.#runDigest, digest)
  }

  async #applyCommandsOf(tick: number): Promise<void> {
    for (const command of this.#agenda.commandsOf(tick)) await this.#apply(command)
  }

  /** Gives whether anything of it was done. */
  async #apply(command: Command): Promise<boolean> {
    switch (command.kind) {
      case 'paint':
        await this.#world.paint([command.stroke], this.#palette, this.#tick)
        return true
      case 'rule':
        await this.#changeRule(command.rule)
        return true
      case 'order':
        if (command.order.kind === 'tune') return this.#tune(command.order)
        return (await this.#world.order?.(command.order)) ?? false
      default:
        return command satisfies never
    }
  }

  /** Goes on under another rule; states it does not have become 0, and planes new to it are 0. */
  async #changeRule(rule: Rule): Promise<void> {
    if (rule === this.#rule) return
    const choice = await createWorld(this.run, rule, this.#options)
    try {
      await copyState(this, choice.world, rule.states, this.#tick)
    } catch (error) {
      choice.world.dispose()
      throw error
    }
    this.#adopt(choice, rule)
  }

  /** Goes on in a world in which a channel has another dynamic; gives whether it had another before. */
  async #tune({ channel, dynamic }: Extract<LivingOrder, { kind: 'tune' }>): Promise<boolean> {
    const before =
      this.#dynamics.get(channel) ??
      this.run.living?.channels.find(({ name }) => name === channel)?.dynamic
    if (JSON.stringify(before) === JSON.stringify(dynamic)) return false
    const moment = await this.takeSnapshot()
    await this.#switchDynamics(new Map([...this.#dynamics, [channel, dynamic]]))
    await this.#write(moment)
    return true
  }

  /** The dynamics that all tunes up to a tick have given. */
  #dynamicsAt(tick: number): Dynamics {
    const dynamics = new Map<string, Extract<LivingOrder, { kind: 'tune' }>['dynamic']>()
    for (const command of this.#agenda.commandsUpTo(tick)) {
      if (command.kind !== 'order' || command.order.kind !== 'tune') continue
      dynamics.set(command.order.channel, command.order.dynamic)
    }
    return dynamics
  }

  /**
   * Makes a world with these dynamics. Without any it begins as the run does; with some nobody is told of a
   * beginning, and its state is written afterwards.
   */
  async #switchDynamics(dynamics: Dynamics): Promise<void> {
    const living = this.run.living && tuneLiving(this.run.living, dynamics)
    const started = living && dynamics.size > 0 ? { ...living, first: [] } : living
    const run = { ...this.run, living: started }
    this.#adopt(await createWorld(run, this.#rule, this.#options), this.#rule)
    this.#dynamics = dynamics
  }

  /** Makes a world for another rule, whose state is written afterwards. */
  async #switchRule(rule: Rule): Promise<void> {
    if (rule === this.#rule) return
    this.#adopt(await createWorld(this.run, rule, this.#options), rule)
  }

  #adopt(choice: WorldChoice, rule: Rule): void {
    if (this.#isDisposed) {
      choice.world.dispose()
      throw new NothingLoadedError()
    }
    this.#world.dispose()
    this.#choice = choice
    this.#rule = rule
  }

  get #palette() {
    return { states: this.#rule.states, seed: this.run.seed }
  }
}
