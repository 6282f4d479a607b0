/**
 * The sparse kernel of all rules that are not bits of near neighbors: chunks of a byte a cell.
 *
 * As in chunks of bits, a chunk is computed only where it, or what it sees, is not as it was two
 * ticks before. That holds for rules that do the same at every other tick; others, such as those
 * with random numbers, compute every chunk there is.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import { countCells } from '../../../lattice/size.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import type { UnboundedKernel, UnboundedSetup } from '../../unbounded-kernel.ts'
import type { BackgroundRule } from '../background-rule.ts'
import { KeptDigest } from '../kept-digest.ts'
import { assertStates, assertTick, assertWindow } from '../world-window.ts'
import { differenceOf, uniteBoxes } from './chunk-difference.ts'
import { ChunkGrid, growBox } from './chunk-grid.ts'
import { isSteady, reachOfProgram, type StepChunk } from './chunk-stepper.ts'
import { type Chunk, ChunkStore, type Parity } from './chunk-store.ts'
import { isFilled } from './copy-cells.ts'
import { turnColumns } from './turn-columns.ts'

/** Builds the kernel of an empty world. */
export function createByteChunkKernel(
  setup: UnboundedSetup,
  rule: BackgroundRule,
  stepChunk: StepChunk,
  maxBytes: number,
): UnboundedKernel {
  return new ByteChunkKernel(setup, rule, stepChunk, maxBytes)
}

/** What chunks of one size are stepped in. */
interface Room {
  readonly halo: Uint8Array
  readonly after: Uint8Array
}

class ByteChunkKernel implements UnboundedKernel {
  readonly backend = 'sparse'
  readonly #setup: UnboundedSetup
  readonly #rule: BackgroundRule
  readonly #stepChunk: StepChunk
  readonly #maxBytes: number
  readonly #reach: Reach
  /** Tells whether the rule does the same at every other tick. */
  readonly #isSteady: boolean
  /** Rooms by their sizes, and cells of one state by state and number. */
  readonly #rooms = new Map<string, Room>()
  readonly #plain = new Map<string, Uint8Array>()
  /** Made when it is first asked for. */
  #digest: KeptDigest | undefined
  #store: ChunkStore
  #tick = 0
  /** The background now, a tick before and, as far as it is known, two ticks before. */
  #backgrounds: readonly [now: number, last: number, beforeLast: number | undefined]
  /** What the last tick changed, as compared with two ticks before, box by box. */
  #changes: readonly WorldBox[] = []
  /** Chunks written to since the last tick. */
  #written = new Set<Chunk>()
  /** Chunks written to before the last tick: what their next state overwrites is not their past. */
  #unsettled = new Set<Chunk>()
  /** Chunks that were blank when they were last looked at. */
  #blank = new Set<Chunk>()

  constructor(setup: UnboundedSetup, rule: BackgroundRule, stepChunk: StepChunk, maxBytes: number) {
    this.#setup = setup
    this.#rule = rule
    this.#stepChunk = stepChunk
    this.#maxBytes = maxBytes
    this.#reach = reachOfProgram(setup.rule.program)
    this.#isSteady = isSteady(setup.rule.program)
    rule.orbit(0, 0)
    this.#backgrounds = [0, 0, undefined]
    this.#store = this.#start()
  }

  get tick(): number {
    return this.#tick
  }

  get background(): number {
    return this.#backgrounds[0]
  }

  clear(tick: number, background = 0): void {
    this.#rule.orbit(background, assertTick(tick))
    this.#store = this.#start()
    this.#tick = tick
    this.#backgrounds = [background, background, undefined]
    this.#changes = []
    this.#written = new Set()
    this.#unsettled = new Set()
    this.#blank = new Set()
    this.#digest?.forget()
  }

  write(box: WorldBox, cells: Uint8Array): void {
    const { size, rule } = this.#setup
    assertWindow(size, box, cells)
    assertStates(rule.states, cells)
    this.#digest?.forget()
    const moment = { tick: this.#tick, parity: this.#parity, backgrounds: this.#byParity() }
    const changes = this.#store.write(box, cells, moment)
    for (const { chunk } of changes) this.#written.add(chunk)
    this.#changes = [...this.#changes, ...changes.map(({ changed }) => changed)]
  }

  read(box: WorldBox, into: Uint8Array): void {
    assertWindow(this.#setup.size, box, into)
    this.#store.read(box, into, this.#parity, this.background)
  }

  advance(ticks: number, isOver?: () => boolean): void {
    const end = assertTick(this.#tick + assertTick(ticks))
    while (this.#tick < end) {
      this.#tick += this.#countIdleTicks(end)
      if (this.#tick < end) this.#advanceOne()
      if (isOver?.()) return
    }
  }

  *filledBoxes(): Generator<WorldBox> {
    for (const { box, states } of this.#store.chunks) {
      if (!isFilled(states[this.#parity], this.background)) yield box
    }
  }

  bounds(): WorldBox | undefined {
    let bounds: WorldBox | undefined
    for (const chunk of this.#store.chunks) {
      const live = this.#liveBox(chunk)
      if (live !== undefined) bounds = bounds === undefined ? live : uniteBoxes(bounds, live)
    }
    return bounds
  }

  population(): bigint | undefined {
    if (this.background !== 0) return undefined
    let population = 0
    for (const { states } of this.#store.chunks) {
      for (const state of states[this.#parity]) if (state !== 0) population++
    }
    return BigInt(population)
  }

  digest(): bigint {
    const { size, rule } = this.#setup
    const { chunkSize } = this.#store.grid
    const { y: rows, z: planes } = chunkSize
    this.#digest ??= new KeptDigest(size, { rows, planes }, rule.states)
    const [now, last] = this.#backgrounds
    return this.#digest.at(this.#tick, now, (columns, powersOf, isFirst) => {
      const before = isFirst ? undefined : last
      const turn = { columns, powersOf, chunkSize, parity: this.#parity, now, before }
      for (const chunk of this.#store.chunks) turnColumns(chunk, turn)
    })
  }

  dispose(): void {
    this.clear(0)
  }

  get #parity(): Parity {
    return this.#tick % 2 === 0 ? 0 : 1
  }

  #start(): ChunkStore {
    const { size, topology } = this.#setup
    return new ChunkStore(new ChunkGrid(size, topology, this.#reach), this.#maxBytes)
  }

  /** The backgrounds of the states kept for even and for odd ticks. */
  #byParity(): readonly [even: number, odd: number] {
    const [now, last] = this.#backgrounds
    return this.#parity === 0 ? [now, last] : [last, now]
  }

  /** The smallest box of a chunk's cells that are not background. */
  #liveBox({ box, states }: Chunk): WorldBox | undefined {
    const { length } = states[0]
    const key = `${this.background} ${length}`
    const plain = this.#plain.get(key) ?? new Uint8Array(length).fill(this.background)
    this.#plain.set(key, plain)
    return differenceOf(box, states[this.#parity], plain)
  }

  /** Ticks up to `end` in which nothing happens: an even number, so that backgrounds blink on. */
  #countIdleTicks(end: number): number {
    const [now, , beforeLast] = this.#backgrounds
    const hasWork = this.#changes.length + this.#written.size + this.#unsettled.size > 0
    if (hasWork || !this.#isSteady || beforeLast !== now) return 0
    const ticks = end - this.#tick
    return ticks - (ticks % 2)
  }

  #advanceOne(): void {
    const tick = this.#tick
    const [now, last] = this.#backgrounds
    const next = this.#rule.next(now, tick)
    const active = this.#findActive()
    this.#releaseBlank(active)
    const from = this.#parity
    const to = from === 0 ? 1 : 0
    const changes: WorldBox[] = []
    for (const chunk of active) {
      const { box, states } = chunk
      const around = growBox(box, this.#reach)
      const { halo, after } = this.#roomFor(states[0].length, countCells(around.size))
      this.#store.read(around, halo, from, now)
      this.#stepChunk(box, halo, tick, after)
      const changed = differenceOf(box, after, states[to])
      if (changed !== undefined) changes.push(changed)
      states[to].set(after)
      if (isFilled(after, next) && isFilled(states[from], now)) this.#blank.add(chunk)
    }
    this.#tick++
    this.#backgrounds = [next, now, last]
    this.#changes = changes
    this.#unsettled = this.#written
    this.#written = new Set()
  }

  /** Room for the next states of so many cells and for what lies around them. */
  #roomFor(cells: number, haloCells: number): Room {
    const key = `${cells} ${haloCells}`
    const room = this.#rooms.get(key) ?? {
      halo: new Uint8Array(haloCells),
      after: new Uint8Array(cells),
    }
    this.#rooms.set(key, room)
    return room
  }

  /**
   * The chunks to compute. Those that are not there are made; should that fail, nothing else has
   * happened yet.
   */
  #findActive(): ReadonlySet<Chunk> {
    const [now, , beforeLast] = this.#backgrounds
    const hasTurned = beforeLast !== undefined && beforeLast !== now
    // Where the background is not that of two ticks before, all has changed.
    const active = new Set<Chunk>(hasTurned ? this.#store.chunks : this.#unsettled)
    const changes =
      this.#isSteady && !hasTurned
        ? this.#changes
        : [...this.#store.chunks].flatMap((chunk) => this.#liveBox(chunk) ?? [])
    for (const change of changes) {
      for (const found of this.#store.touched(growBox(change, this.#reach))) {
        if ('key' in found) active.add(found)
        else {
          const made = this.#store.create(found, this.#byParity(), this.#tick)
          this.#blank.add(made)
          active.add(made)
        }
      }
    }
    return active
  }

  /** Frees chunks that are blank and that nothing is computed for. */
  #releaseBlank(active: ReadonlySet<Chunk>): void {
    const [even, odd] = this.#byParity()
    // Of rules that are not steady, all that is not blank is computed.
    const isBlank = ({ states }: Chunk) =>
      !this.#isSteady || (isFilled(states[0], even) && isFilled(states[1], odd))
    for (const chunk of this.#isSteady ? this.#blank : [...this.#store.chunks]) {
      if (active.has(chunk)) continue
      this.#blank.delete(chunk)
      if (isBlank(chunk)) this.#store.release(chunk)
    }
  }
}
