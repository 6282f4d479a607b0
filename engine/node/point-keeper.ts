/** Hands on moments of a run now and then, from which another attempt goes on. */
import { isNamedError } from '../named-error.ts'
import type { RunVisitor } from '../simulation/run-visitor.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import type { RunOutputs } from './run-outputs.ts'
import { writeRunPoint } from './run-point.ts'
import type { ReportProbe } from './run-report.ts'

/** Moments take no more than one part in so many of the time. */
const TIMES_ITS_COST = 20

export interface PointKeeperOptions {
  readonly everyMs: number
  /** Larger ones are not kept. */
  readonly maxBytes: number
  /** Ticks at which none is taken: what is measured there may need the tick before. */
  readonly probes: ReadonlySet<number>
  /** What probes have seen so far. */
  readonly seen: readonly ReportProbe[]
  readonly outputs: RunOutputs
  now(): number
  tell(bytes: Uint8Array<ArrayBuffer>): void
}

export class PointKeeper implements RunVisitor {
  readonly #options: PointKeeperOptions
  #nextAtMs: number
  #lastTick = 0
  /** One that could not be made will not be able to be made later, or only with much work. */
  #isOff = false

  constructor(options: PointKeeperOptions) {
    this.#options = options
    this.#nextAtMs = options.now() + options.everyMs
  }

  nextTick(): number {
    return Number.POSITIVE_INFINITY
  }

  isDue(): boolean {
    return !this.#isOff && this.#options.now() >= this.#nextAtMs
  }

  async visit(simulation: Simulation): Promise<void> {
    await this.save(simulation)
  }

  /** Takes the present moment, unless it is one that no attempt can go on from. */
  async save(simulation: Simulation): Promise<void> {
    const { probes, seen, outputs, now, tell, everyMs, maxBytes } = this.#options
    const { tick } = simulation
    if (this.#isOff || tick === this.#lastTick || probes.has(tick)) return
    const startedAtMs = now()
    try {
      const state = await writeStateFile(simulation)
      const bytes = writeRunPoint({ tick, probes: seen, recorded: outputs.recorded, state })
      if (bytes.length > maxBytes) this.#isOff = true
      else tell(bytes)
    } catch (error) {
      if (!isNamedError(error)) throw error
      this.#isOff = true
    }
    this.#lastTick = tick
    const endedAtMs = now()
    this.#nextAtMs = endedAtMs + Math.max(everyMs, TIMES_ITS_COST * (endedAtMs - startedAtMs))
  }
}
