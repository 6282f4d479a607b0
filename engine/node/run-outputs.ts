/** What a run leaves behind, gathered on its way: its report, its recording and its last state, as bytes. */
import { decodeBase64 } from '../formats/base64.ts'
import { canonicalJson } from '../json/canonical-json.ts'
import { isUnbounded } from '../lattice/size.ts'
import { isNamedError } from '../named-error.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { MAX_BUNDLE_CHARS, readBundle } from '../scenario/scenario-bundle.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { ReplayRecorder } from '../simulation/replay/replay-recorder.ts'
import { writeHeader } from '../simulation/replay/write-header.ts'
import type { RunVisitor } from '../simulation/run-visitor.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import type { OutputRole, RunOrder, RunOutput } from './run-messages.ts'
import type { OmittedOutput } from './run-report.ts'

/** The largest content that is left: what a store of artifacts takes. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20

const MEDIA_TYPES: Readonly<Record<OutputRole, string>> = Object.freeze({
  report: 'application/json',
  replay: 'application/x-ndjson',
  state: 'application/octet-stream',
})

/** Marks of a recording: those of the command line, and fewer where each means to lay a world out cell by cell. */
const LEAST_RHYTHM = 100
const MAX_MARKS = 10_000
const MAX_ENDLESS_MARKS = 100

/** A sink in memory. */
class ByteList {
  readonly #parts: Uint8Array[] = []

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes.slice())
  }

  join(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.concat(this.#parts))
  }
}

export interface OutputsOptions {
  readonly order: RunOrder
  /** Whether the seed is the scenario's own. */
  readonly isOwnSeed: boolean
  /** What was recorded before the tick that the simulation is at. */
  readonly recorded: Uint8Array | undefined
}

export class RunOutputs implements RunVisitor {
  readonly #wanted: ReadonlySet<OutputRole>
  readonly #bytes: ByteList
  readonly #recorder: ReplayRecorder | undefined

  private constructor(
    wanted: ReadonlySet<OutputRole>,
    bytes: ByteList,
    recorder: ReplayRecorder | undefined,
  ) {
    this.#wanted = wanted
    this.#bytes = bytes
    this.#recorder = recorder
  }

  /** Begins at the present tick, or goes on with what was recorded before it. */
  static async begin(simulation: Simulation, options: OutputsOptions): Promise<RunOutputs> {
    const { order, isOwnSeed, recorded } = options
    const wanted = new Set(order.outputs)
    const bytes = new ByteList()
    if (!wanted.has('replay')) return new RunOutputs(wanted, bytes, undefined)
    const plan = { ...planMarks(simulation, order.ticks), keyframeRhythm: Number.POSITIVE_INFINITY }
    if (recorded !== undefined) {
      await bytes.append(recorded)
      const recorder = await ReplayRecorder.resume(await readReplay(recorded), bytes, plan)
      return new RunOutputs(wanted, bytes, recorder)
    }
    const source = sourceOf(order, isOwnSeed)
    // Whichever attempt it is, the recording is the same.
    const backend = order.begunOn ?? simulation.backend
    const header = { ...(await writeHeader(simulation, source)), backend }
    return new RunOutputs(wanted, bytes, await ReplayRecorder.begin(header, bytes, plan))
  }

  /** What was recorded so far; undefined where nothing is. */
  get recorded(): Uint8Array<ArrayBuffer> | undefined {
    return this.#recorder && this.#bytes.join()
  }

  nextTick(tick: number): number {
    return this.#recorder?.nextTick(tick) ?? Number.POSITIVE_INFINITY
  }

  async visit(simulation: Simulation): Promise<void> {
    await this.#recorder?.visit(simulation)
  }

  /**
   * All that is wanted, at the last tick.
   *
   * @param writeReport is told what could not be made, by the codes of errors.
   */
  async finish(
    simulation: Simulation,
    writeReport: (omitted: readonly OmittedOutput[]) => Uint8Array<ArrayBuffer>,
  ): Promise<readonly RunOutput[]> {
    const made: RunOutput[] = []
    const omitted: OmittedOutput[] = []
    const make = async (role: OutputRole, write: () => Promise<Uint8Array<ArrayBuffer>>) => {
      if (!this.#wanted.has(role)) return
      try {
        const bytes = await write()
        if (bytes.length > MAX_OUTPUT_BYTES) omitted.push({ role, code: 'artifacts/too-large' })
        else made.push({ role, mediaType: MEDIA_TYPES[role], bytes })
      } catch (error) {
        if (!isNamedError(error)) throw error
        omitted.push({ role, code: error.code })
      }
    }
    await make('replay', async () => {
      await this.#recorder?.end(simulation)
      return this.#bytes.join()
    })
    await make('state', () => writeStateFile(simulation))
    await make('report', async () => writeReport(omitted))
    return made
  }
}

function planMarks({ run }: Simulation, ticks: number) {
  const most = isUnbounded(run.size) ? MAX_ENDLESS_MARKS : MAX_MARKS
  return { ticks, rhythm: Math.max(LEAST_RHYTHM, Math.ceil(ticks / most)) }
}

function sourceOf({ text, seed }: RunOrder, isOwnSeed: boolean): RunSource {
  const { document, files } = readBundle(text)
  const bytes = Object.entries(files).map(([path, content]) => [path, decodeBase64(content)!])
  return {
    kind: 'scenario',
    text: canonicalJson(document, { maxChars: MAX_BUNDLE_CHARS }),
    files: Object.fromEntries(bytes),
    ...(isOwnSeed ? {} : { overrides: { seed } }),
  }
}
