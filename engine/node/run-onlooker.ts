/**
 * Looks at a run between two slices of ticks: lets messages in, keeps its pace, tells how far it is, and makes a
 * picture where somebody wants one. Wall time decides when ticks are done, never what they do.
 */
import { countCells, isUnbounded } from '../lattice/size.ts'
import { type LiveField, MAX_LIVE_FIELD_CELLS } from '../protocol/live-field.ts'
import { encodeLiveFrame } from '../protocol/live-frame.ts'
import { MAX_LIVE_CELLS } from '../protocol/live-frame-header.ts'
import { RowHistory } from '../simulation/row-history.ts'
import type { RunVisitor } from '../simulation/run-visitor.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { BufferPool } from '../worker/buffer-pool.ts'
import { countPopulation } from '../worker/describe-run.ts'
import { EventLoop } from '../worker/event-loop.ts'
import { copyField, hasField } from '../worker/field-planes.ts'
import { FrameMaker } from '../worker/frame-maker.ts'
import { SpeedMeter } from '../worker/speed-meter.ts'
import { TickPacer } from '../worker/tick-pacer.ts'
import type { RunThreadNews } from './run-messages.ts'

/** How often it is told how far a run is. */
const PROGRESS_MS = 200

/** A slow run looks this often whether it is still wanted. */
const MAX_SLEEP_MS = 50

/** Pictures with different fields that are made between two slices; who wished for others waits for the next. */
const MAX_AT_ONCE = 4

/** So long after the last wish for a picture of a 1-D world its rows are still gathered. */
const HISTORY_MS = 2000

export interface OnlookerOptions {
  /** A clock in milliseconds. */
  now(): number
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  tell(news: RunThreadNews): void
}

export class RunOnlooker implements RunVisitor {
  readonly #options: OnlookerOptions
  readonly #eventLoop = new EventLoop()
  readonly #buffers = new BufferPool()
  readonly #frames = new FrameMaker(this.#buffers)
  readonly #speed: SpeedMeter
  #pacer: TickPacer
  #isEndless = false
  #isCancelled = false
  #isHandedOn = false
  /** The fields that shall come with pictures that somebody wants, undefined for none. */
  readonly #wishes = new Set<string | undefined>()
  #version = 0
  #wishedAtMs = Number.NEGATIVE_INFINITY
  #history: RowHistory | undefined
  /** Where and when the slice that goes on began. */
  #from = { tick: 0, atMs: 0 }
  #due = 1
  #toldAtMs = Number.NEGATIVE_INFINITY

  constructor(options: OnlookerOptions) {
    this.#options = options
    this.#speed = new SpeedMeter(options.now)
    this.#pacer = new TickPacer(options.now, undefined)
  }

  /** Whether it shall go no further. */
  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** Whether what it has come to is handed on where it was cancelled. */
  get isHandedOn(): boolean {
    return this.#isHandedOn
  }

  cancel(isHandedOn: boolean): void {
    this.#isCancelled = true
    this.#isHandedOn = isHandedOn
  }

  /** Wishes for a picture; any number of wishes with the same field are one until it is made. */
  wantFrame(field: string | undefined): void {
    this.#wishes.add(field)
    this.#wishedAtMs = this.#options.now()
  }

  /** Begins with the first state. */
  async begin(simulation: Simulation, ticksPerSecond: number | undefined): Promise<void> {
    this.#pacer = new TickPacer(this.#options.now, ticksPerSecond)
    // Without a pace, a world without an end is left to slice its work itself: HashLife needs a far end.
    this.#isEndless = ticksPerSecond === undefined && isUnbounded(simulation.run.size)
    this.#from = { tick: simulation.tick, atMs: this.#options.now() }
    await this.#progress(simulation)
  }

  /** Tells what was measured. */
  tellMetrics(tick: number, values: Readonly<Record<string, number>>): void {
    this.#options.tell({ kind: 'metrics', tick, values })
  }

  /** Tells of the last state, and shows it to whoever wanted to see one. */
  async finish(simulation: Simulation): Promise<void> {
    await this.#eventLoop.yield()
    await this.#progress(simulation)
    await this.#show(simulation)
  }

  nextTick(tick: number): number {
    if (this.#history !== undefined) return tick
    return this.#isEndless ? Number.POSITIVE_INFINITY : Math.max(tick, this.#from.tick + this.#due)
  }

  isDue(): boolean {
    return true
  }

  async visit(simulation: Simulation): Promise<void> {
    const { now } = this.#options
    const done = simulation.tick - this.#from.tick
    this.#pacer.didTicks(done, now() - this.#from.atMs)
    this.#speed.add(done)
    await this.#gatherRow(simulation, done)
    await this.#eventLoop.yield()
    this.#due = this.#pacer.dueTicks()
    for (;;) {
      if (now() - this.#toldAtMs >= PROGRESS_MS) await this.#progress(simulation)
      if (this.#wishes.size > 0) await this.#show(simulation)
      if (this.#due > 0 || this.#isCancelled) break
      await this.#eventLoop.sleep(Math.min(MAX_SLEEP_MS, Math.ceil(this.#pacer.waitMs())))
      this.#due = this.#pacer.dueTicks()
    }
    this.#due = Math.max(1, this.#due)
    this.#from = { tick: simulation.tick, atMs: now() }
  }

  async #progress(simulation: Simulation): Promise<void> {
    this.#toldAtMs = this.#options.now()
    const { tick } = simulation
    const population = await countPopulation(simulation)
    const { ticksPerSecond } = this.#speed
    this.#options.tell({ kind: 'progress', tick, population, ticksPerSecond })
  }

  /** Rows of a 1-D world are gathered tick by tick while somebody looks on. */
  async #gatherRow(simulation: Simulation, done: number): Promise<void> {
    if (simulation.run.dimensions !== 1) return
    if (this.#options.now() - this.#wishedAtMs > HISTORY_MS) {
      this.#history = undefined
      return
    }
    const isNew = this.#history === undefined
    this.#history ??= new RowHistory(simulation.run.size)
    if (!isNew && done === 0) return
    const row = new Uint8Array(this.#history.widthCells)
    await simulation.read(this.#history.box, row)
    this.#history.push(row)
  }

  async #show(simulation: Simulation): Promise<void> {
    const wishes = [...this.#wishes]
    const fields = wishes.filter((each) => each !== undefined && hasField(simulation, each))
    // A field that the world has not is answered by cells alone.
    const plain = wishes.filter((each) => !fields.includes(each))
    const groups = [...(plain.length > 0 ? [plain] : []), ...fields.map((field) => [field])]
    for (const group of groups.slice(0, MAX_AT_ONCE)) {
      for (const field of group) this.#wishes.delete(field)
      await this.#make(simulation, group, group === plain ? undefined : group[0])
    }
  }

  async #make(
    simulation: Simulation,
    fields: readonly (string | undefined)[],
    name: string | undefined,
  ): Promise<void> {
    const { x, y, z } = simulation.run.size
    // A world that is too large to be drawn is not shown.
    if (x * y * z > MAX_LIVE_CELLS) return
    const frame = await this.#frames.make(simulation, this.#history, {
      version: ++this.#version,
      isPlaying: true,
      ticksPerSecond: this.#speed.ticksPerSecond,
      sentAtMs: this.#options.wallTimeMs(),
      failure: undefined,
      replay: undefined,
      measured: { era: 0, samples: [], marks: [] },
      notice: undefined,
    })
    // Numbers that are not of the cells of the picture cannot be drawn on them, as rows of a 1-D world.
    const isFitting = countCells(frame.shape) === x * y * z && x * y * z <= MAX_LIVE_FIELD_CELLS
    const field = name === undefined || !isFitting ? undefined : await this.#read(simulation, name)
    this.#options.tell({ kind: 'frame', fields, frame: encodeLiveFrame({ ...frame, field }) })
    this.#buffers.recycle(frame.cells)
    if (field !== undefined) this.#buffers.recycle(field.values.buffer as ArrayBuffer)
  }

  async #read(simulation: Simulation, name: string): Promise<LiveField> {
    const { values } = await copyField(simulation, name, this.#buffers)
    return { name, values: new Int32Array(values) }
  }
}
