/** Records a run as it goes: its header at once, marks and keyframes at their ticks, then the end. */
import { encodeBase64 } from '../../formats/base64.ts'
import { countCells } from '../../lattice/size.ts'
import type { RunVisitor } from '../run-visitor.ts'
import type { Simulation } from '../simulation.ts'
import { writeStateFile } from '../write-state-file.ts'
import { RecordingDiffersError } from './errors.ts'
import { compareMarks, readMark } from './read-mark.ts'
import type { Replay } from './read-replay.ts'
import type { ReplayHeader, ReplayMark } from './replay-record.ts'
import { ReplayWriter } from './replay-writer.ts'

/** Where the bytes of a recording go. */
export interface ReplaySink {
  /** Takes further bytes; they need not be on disk yet. */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/** How often what is recorded, in ticks. */
export interface RecordingPlan {
  /** Where the run ends. */
  readonly ticks: number
  /** Ticks between two marks. */
  readonly rhythm: number
  /** Ticks between two keyframes; infinite for none. */
  readonly keyframeRhythm: number
}

/** One mark in so many has the state hash too, for which the whole state is read. */
const MARKS_PER_HASH = 10

const NEVER = Number.POSITIVE_INFINITY

/** Keyframes of a file take no more in all, and of worlds with more cells there are none. */
const MAX_KEYFRAME_BYTES = 48 * 2 ** 20
const MAX_KEYFRAME_CELLS = 2 ** 22

export class ReplayRecorder implements RunVisitor {
  readonly #writer: ReplayWriter
  readonly #sink: ReplaySink
  readonly #plan: RecordingPlan
  /** Marks of the recording that this one goes on with, by tick. */
  readonly #known: ReadonlyMap<number, ReplayMark>
  /** What has been written reaches to this tick. */
  #lastTick: number
  #keyframeBytes = 0

  private constructor(
    writer: ReplayWriter,
    sink: ReplaySink,
    plan: RecordingPlan,
    before: Pick<Replay, 'marks' | 'lastTick'>,
  ) {
    this.#writer = writer
    this.#sink = sink
    this.#plan = plan
    this.#known = new Map(before.marks.map((mark) => [mark.tick, mark]))
    this.#lastTick = before.lastTick
  }

  /** Begins a recording; its header is with the sink then. */
  static async begin(
    header: ReplayHeader,
    sink: ReplaySink,
    plan: RecordingPlan,
  ): Promise<ReplayRecorder> {
    const writer = await ReplayWriter.begin()
    await sink.append(writer.write(header))
    return new ReplayRecorder(writer, sink, plan, { marks: [], lastTick: -1 })
  }

  /**
   * Goes on with a recording, of which the sink has all that was written before its end. States
   * that it knows are compared, and not written again.
   */
  static async resume(
    replay: Replay,
    sink: ReplaySink,
    plan: RecordingPlan,
  ): Promise<ReplayRecorder> {
    return new ReplayRecorder(await ReplayWriter.begin(replay.written), sink, plan, replay)
  }

  nextTick(tick: number): number {
    const { rhythm, ticks, keyframeRhythm } = this.#plan
    const isBehind = tick <= this.#lastTick
    const known = isBehind ? [...this.#known.keys()].find((each) => each >= tick) : undefined
    const regular = [rhythm, keyframeRhythm].map((every) => ceilTo(tick, every))
    const last = tick <= ticks ? ticks : NEVER
    return Math.min(...regular, known ?? NEVER, last)
  }

  /** @throws {RecordingDiffersError} where the recording has another state at this tick. */
  async visit(simulation: Simulation): Promise<void> {
    const { tick } = simulation
    if (tick <= this.#lastTick) return this.#compare(simulation)
    const { rhythm, ticks, keyframeRhythm } = this.#plan
    if (tick % rhythm === 0 || tick === ticks) {
      const isHashed = tick % (rhythm * MARKS_PER_HASH) === 0 || tick === ticks
      await this.#write(await readMark(simulation, isHashed))
    }
    // State 0 is made of the header.
    if (tick > 0 && tick % keyframeRhythm === 0) await this.#writeKeyframe(simulation)
  }

  /** Ends the recording at the present tick. */
  async end(simulation: Simulation): Promise<void> {
    const { tick } = simulation
    if (tick > this.#lastTick) await this.#write(await readMark(simulation, true))
    await this.#sink.append(this.#writer.end(Math.max(tick, this.#lastTick)))
  }

  async #write(mark: ReplayMark): Promise<void> {
    await this.#sink.append(this.#writer.write(mark))
    this.#lastTick = mark.tick
  }

  async #compare(simulation: Simulation): Promise<void> {
    const { tick } = simulation
    const known = this.#known.get(tick)
    if (known === undefined) return
    const found = await readMark(simulation, known.stateHash !== undefined)
    if (compareMarks(known, found) !== undefined) throw new RecordingDiffersError({ tick })
  }

  async #writeKeyframe(simulation: Simulation): Promise<void> {
    const { tick } = simulation
    const extent = simulation.findExtent()
    if (extent === undefined || countCells(extent.size) > MAX_KEYFRAME_CELLS) return
    const state = encodeBase64(await writeStateFile(simulation))
    if (this.#keyframeBytes + state.length > MAX_KEYFRAME_BYTES) return
    this.#keyframeBytes += state.length
    await this.#sink.append(this.#writer.write({ kind: 'keyframe', tick, state }))
    this.#lastTick = tick
  }
}

function ceilTo(tick: number, every: number): number {
  if (every === NEVER) return NEVER
  const rest = tick % every
  return rest === 0 ? tick : tick + every - rest
}
