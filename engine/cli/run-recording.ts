/** `run --record`: a replay file that grows as the run goes on. */
import { AppendFile } from '../node/append-file.ts'
import { readFileBounded } from '../node/files.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { ReplayOfAnotherRunError } from '../simulation/replay/errors.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { MAX_REPLAY_BYTES } from '../simulation/replay/replay-limits.ts'
import type { ReplayHeader } from '../simulation/replay/replay-record.ts'
import { type RecordingPlan, ReplayRecorder } from '../simulation/replay/replay-recorder.ts'
import { writeHeader } from '../simulation/replay/write-header.ts'
import { RUN_PARTS } from '../simulation/run-identity.ts'
import type { RunVisitor } from '../simulation/run-visitor.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { CommandInput, Io, OptionSpec } from './command.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'
import { printableText } from './printable-text.ts'

export const recordOptions = {
  record: {
    type: 'string',
    value: 'REPLAY',
    help: 'record the run, for thunderline replay; a name such as run.replay',
  },
  rhythm: {
    type: 'string',
    value: 'N',
    help: 'ticks between two digests in the recording; 100, or more in a long run',
  },
  keyframes: {
    type: 'string',
    value: 'N',
    help: 'ticks between two states in the recording, 0 for none; a tenth of the run, 500 or more',
  },
} as const satisfies Record<string, OptionSpec>

const DEFAULT_RHYTHM = 100

/** Long runs have no more marks than this, and no more keyframes than that. */
const DEFAULT_MARKS = 10_000
const DEFAULT_KEYFRAMES = 10
const MIN_KEYFRAME_RHYTHM = 500

interface Recorded {
  /** Where the run ends. */
  readonly ticks: number
  readonly text: CommandInput['text']
  readonly io: Io
}

export class RunRecording implements RunVisitor {
  readonly #file: AppendFile
  readonly #recorder: ReplayRecorder

  private constructor(file: AppendFile, recorder: ReplayRecorder) {
    this.#file = file
    this.#recorder = recorder
  }

  /**
   * Begins what the options ask for, or goes on with it where the run was resumed and the file is
   * there; undefined where they ask for none.
   *
   * @throws {ReplayFileError | ReplayAlteredError | ReplayOfAnotherRunError} where the file is
   * there and is no recording of this run.
   * @throws {FileAccessError} where it cannot be written.
   */
  static async open(
    simulation: Simulation,
    source: RunSource,
    { ticks, text, io }: Recorded,
  ): Promise<RunRecording | undefined> {
    const plan = planRecording(text, ticks)
    const { record: path, resume } = text
    if (plan === undefined || path === undefined) return undefined
    const header = await writeHeader(simulation, source)
    const before = resume === undefined ? undefined : await readBefore(path)
    if (before === undefined || before.length === 0) {
      const file = await AppendFile.open(path, 0, io.now)
      const recorder = await ReplayRecorder.begin(header, file, plan)
      await file.sync()
      return new RunRecording(file, recorder)
    }
    const replay = await readReplay(before)
    assertSameRun(replay.header, header)
    const { bytes } = replay.written
    const told = `${path}: goes on, ${replay.marks.length} marks to tick ${replay.lastTick}\n`
    io.err(printableText(told))
    const file = await AppendFile.open(path, bytes.length, io.now)
    return new RunRecording(file, await ReplayRecorder.resume(replay, file, plan))
  }

  nextTick(tick: number): number {
    return this.#recorder.nextTick(tick)
  }

  visit(simulation: Simulation): Promise<void> {
    return this.#recorder.visit(simulation)
  }

  /** Waits until all that was recorded is on the disk. */
  sync(): Promise<void> {
    return this.#file.sync()
  }

  /** Ends the recording at the present tick. */
  end(simulation: Simulation): Promise<void> {
    return this.#recorder.end(simulation)
  }

  /** Closes the file; without `end` it is one that was broken off, which can be gone on with. */
  close(): Promise<void> {
    return this.#file.close()
  }
}

function planRecording(text: CommandInput['text'], ticks: number): RecordingPlan | undefined {
  if (text.record === undefined) {
    const lone = ['rhythm', 'keyframes'].find((name) => text[name] !== undefined)
    if (lone === undefined) return undefined
    throw new UsageError({ command: 'run', problem: `--${lone} needs --record REPLAY` })
  }
  const most = Number.MAX_SAFE_INTEGER
  const rhythm =
    text.rhythm === undefined
      ? Math.max(DEFAULT_RHYTHM, Math.ceil(ticks / DEFAULT_MARKS))
      : parseCount('run', 'rhythm', text.rhythm, [1, most])
  const keyframeRhythm =
    text.keyframes === undefined
      ? Math.max(MIN_KEYFRAME_RHYTHM, Math.ceil(ticks / DEFAULT_KEYFRAMES))
      : parseCount('run', 'keyframes', text.keyframes, [0, most])
  return { ticks, rhythm, keyframeRhythm: keyframeRhythm || Number.POSITIVE_INFINITY }
}

async function readBefore(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFileBounded(path, MAX_REPLAY_BYTES)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

function assertSameRun(recorded: ReplayHeader, own: ReplayHeader): void {
  const parts = RUN_PARTS.filter((part) => recorded.identity[part] !== own.identity[part])
  if (parts.length > 0) throw new ReplayOfAnotherRunError({ parts })
}
