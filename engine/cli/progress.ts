/** Tells on stderr how far a long piece of work has come. */
import type { Io } from './command.ts'

/** Work shorter than this is done before anyone would read about it. */
const QUIET_MS = 1500

/** A log that nobody watches gets a line this often; a terminal is rewritten more often. */
const LOG_EVERY_MS = 10_000
const TERMINAL_EVERY_MS = 250

export class Progress {
  readonly #io: Io
  readonly #total: number
  readonly #unit: string
  readonly #first: number
  readonly #startedAtMs: number
  #nextAtMs: number
  #hasLine = false

  /**
   * @param unit what is counted, in the plural: `ticks`.
   * @param first how much was done before.
   */
  constructor(io: Io, total: number, unit: string, first = 0) {
    this.#io = io
    this.#total = total
    this.#unit = unit
    this.#first = first
    this.#startedAtMs = io.now()
    this.#nextAtMs = this.#startedAtMs + QUIET_MS
  }

  /** @param note what there is to tell beside, asked only when it is told. */
  update(done: number, note: () => string = () => ''): void {
    const nowMs = this.#io.now()
    if (nowMs < this.#nextAtMs || done >= this.#total) return
    this.#nextAtMs = nowMs + (this.#io.isErrTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS)
    const perSecond = ((done - this.#first) * 1000) / (nowMs - this.#startedAtMs)
    const leftSeconds = Math.ceil((this.#total - done) / perSecond)
    const left = done === this.#first ? '' : `, about ${leftSeconds} s left`
    const percent = Math.floor((100 * done) / this.#total)
    const speed = perSecond >= 10 ? Math.round(perSecond) : perSecond.toPrecision(2)
    const line = `${done} of ${this.#total} ${this.#unit} (${percent} %), ${speed} a second${left}${note()}`
    this.#io.err(this.#io.isErrTerminal ? `\r\x1b[2K${line}` : `${line}\n`)
    this.#hasLine = this.#io.isErrTerminal
  }

  /** Clears the line on a terminal, so that what follows starts clean. */
  finish(): void {
    if (this.#hasLine) this.#io.err('\r\x1b[2K')
    this.#hasLine = false
  }
}
