/** What was measured of runs in this process of late, for whoever asks. */
import type { RunSample } from '../../engine/node/run-messages.ts'

/** So many samples of a run are kept, the newest. */
const MAX_SAMPLES = 256

/** Of so many runs, those that were measured last. */
const MAX_RUNS = 64

/** A row of a table holds so much of them. */
const MAX_TEXT_CHARS = 2 ** 18

export class RunWindow {
  /** The one that was measured last comes last. */
  readonly #samples = new Map<string, RunSample[]>()

  /** Forgets what was measured of an earlier attempt. */
  begin(runId: string): void {
    this.#samples.delete(runId)
  }

  add(runId: string, sample: RunSample): void {
    const samples = this.#samples.get(runId) ?? []
    samples.push(sample)
    if (samples.length > MAX_SAMPLES) samples.shift()
    this.#samples.delete(runId)
    this.#samples.set(runId, samples)
    const [oldest] = this.#samples.keys()
    if (this.#samples.size > MAX_RUNS) this.#samples.delete(oldest!)
  }

  /** By ascending tick; undefined where nothing is known of a run here. */
  list(runId: string): readonly RunSample[] | undefined {
    return this.#samples.get(runId)
  }

  /** The same as JSON, the newest alone where there is too much. */
  write(runId: string): string {
    const samples = this.list(runId) ?? []
    const text = JSON.stringify(samples)
    return text.length <= MAX_TEXT_CHARS ? text : JSON.stringify(samples.slice(-8))
  }
}
