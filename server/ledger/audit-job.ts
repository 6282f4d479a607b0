/**
 * Audits a ledger now and then, and knows how the last one ended: while that is badly, the server is not ready.
 *
 * The audit itself is handed in; it may take minutes, and two never run at once.
 */
import type { AuditReport } from './audit.ts'

export interface AuditJobOptions {
  readonly audit: (signal: AbortSignal) => Promise<AuditReport>
  /** From the end of one audit to the begin of the next. */
  readonly everyMs: number
  /** Is told of each audit that came to its end; what it throws is a problem. */
  readonly onReport?: (report: AuditReport, durationMs: number) => Promise<void> | void
  /** A clock in milliseconds. */
  readonly nowMs: () => number
  /** Is told of an audit that could not be made. */
  readonly onProblem?: (problem: unknown) => void
}

/** How the ledger stands. */
export type AuditStatus =
  | { readonly kind: 'pending' }
  | { readonly kind: 'clean'; readonly report: AuditReport }
  | { readonly kind: 'failing'; readonly report: AuditReport }
  /** It could not be read. */
  | { readonly kind: 'unable'; readonly problem: unknown }

export class AuditJob {
  readonly #options: AuditJobOptions
  readonly #stop = new AbortController()
  #status: AuditStatus = { kind: 'pending' }
  #endedMs: number | undefined
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: AuditJobOptions) {
    this.#options = options
  }

  /** How the last audit ended; `pending` until the first has. */
  get status(): AuditStatus {
    return this.#status
  }

  /** When the last audit ended, by the clock of the job; undefined before the first has. */
  get endedMs(): number | undefined {
    return this.#endedMs
  }

  /** Audits now, and every so often after that. */
  start(): void {
    void this.run()
  }

  /** Audits, or waits for the audit that is under way; never rejects. */
  async run(): Promise<AuditStatus> {
    clearTimeout(this.#timer)
    this.#running ??= this.#audit()
    await this.#running
    return this.#status
  }

  /** Gives up the audit that is under way, and makes no more. */
  async stop(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  async #audit(): Promise<void> {
    const { everyMs, onProblem } = this.#options
    const { signal } = this.#stop
    try {
      await this.#auditOnce()
    } catch (problem) {
      if (!signal.aborted) onProblem?.(problem)
    } finally {
      this.#running = undefined
      if (!signal.aborted) this.#timer = setTimeout(() => void this.run(), everyMs).unref()
    }
  }

  async #auditOnce(): Promise<void> {
    const { audit, onReport, nowMs } = this.#options
    const { signal } = this.#stop
    const startMs = nowMs()
    let report: AuditReport
    try {
      report = await audit(signal)
    } catch (problem) {
      this.#endedMs = nowMs()
      if (!signal.aborted) this.#status = { kind: 'unable', problem }
      throw problem
    }
    this.#endedMs = nowMs()
    this.#status = { kind: report.isClean ? 'clean' : 'failing', report }
    await onReport?.(report, nowMs() - startMs)
  }
}
