/**
 * `run --checkpoint`: the state of a long run, saved again and again, so that a kill at any moment
 * leaves a whole one: each is written beside the last and takes its place when it is on the disk.
 */
import { writeFileWhole } from '../node/files.ts'
import type { RunVisitor } from '../simulation/run-visitor.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import type { CommandInput, Io, OptionSpec } from './command.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'
import type { RunRecording } from './run-recording.ts'

export const checkpointOptions = {
  checkpoint: {
    type: 'string',
    value: 'STATE',
    help: 'save the state on the way, and when told to end, for --resume',
  },
  every: {
    type: 'string',
    value: 'N',
    help: 'how often: a number of ticks, or seconds, such as 5000 or 30s; every 30s',
  },
} as const satisfies Record<string, OptionSpec>

const DEFAULT_EVERY_MS = 30_000
const MAX_EVERY_SECONDS = 86_400

export class Checkpoints implements RunVisitor {
  /** Where the state is saved. */
  readonly path: string
  readonly #everyTicks: number
  readonly #everyMs: number
  readonly #io: Io
  #recording: RunRecording | undefined
  #savedTick = 0
  #savedAtMs = 0
  #signal: string | undefined
  #stopListening: (() => void) | undefined

  private constructor(path: string, everyTicks: number, everyMs: number, io: Io) {
    this.path = path
    this.#everyTicks = everyTicks
    this.#everyMs = everyMs
    this.#io = io
  }

  /**
   * What the options ask for; undefined where they ask for none.
   *
   * @throws {UsageError} where they make no sense.
   */
  static plan({ checkpoint, every }: CommandInput['text'], io: Io): Checkpoints | undefined {
    if (checkpoint === undefined) {
      if (every === undefined) return undefined
      throw new UsageError({ command: 'run', problem: '--every needs --checkpoint STATE' })
    }
    const seconds = every === undefined ? undefined : /^(.*)s$/.exec(every)?.[1]
    if (seconds !== undefined) {
      const count = parseCount('run', 'every', seconds, [1, MAX_EVERY_SECONDS])
      return new Checkpoints(checkpoint, NEVER, 1000 * count, io)
    }
    if (every === undefined) return new Checkpoints(checkpoint, NEVER, DEFAULT_EVERY_MS, io)
    const ticks = parseCount('run', 'every', every, [1, Number.MAX_SAFE_INTEGER])
    return new Checkpoints(checkpoint, ticks, NEVER, io)
  }

  /** @param recording is on the disk before a state is, so that it never lacks what led to one. */
  begin({ tick }: Simulation, recording: RunRecording | undefined): void {
    this.#recording = recording
    this.#savedTick = tick
    this.#savedAtMs = this.#io.now()
    this.#stopListening = this.#io.onInterrupt?.((signal) => {
      this.#signal = signal
    })
  }

  /** What told the run to end; undefined while nothing did. */
  get signal(): string | undefined {
    return this.#signal
  }

  nextTick(tick: number): number {
    if (this.#everyTicks === NEVER) return NEVER
    const next = Math.ceil(tick / this.#everyTicks) * this.#everyTicks
    return next === this.#savedTick ? next + this.#everyTicks : next
  }

  isDue(): boolean {
    return this.#io.now() - this.#savedAtMs >= this.#everyMs
  }

  visit(simulation: Simulation): Promise<void> {
    return this.save(simulation)
  }

  /**
   * Saves the present state.
   *
   * @throws {FileAccessError | StateTooLargeError | StateFileError} where it cannot be saved.
   */
  async save(simulation: Simulation): Promise<void> {
    await this.#recording?.sync()
    await writeFileWhole(this.path, await writeStateFile(simulation))
    this.#savedTick = simulation.tick
    this.#savedAtMs = this.#io.now()
  }

  /** Gives the wish to end back to whoever had it. */
  end(): void {
    this.#stopListening?.()
  }
}

const NEVER = Number.POSITIVE_INFINITY
