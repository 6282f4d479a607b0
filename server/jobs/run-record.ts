/** The record as workers need it: to put events there, and to know that all of it was heard. */
import { EventRefusedError } from '../../engine/telemetry/errors.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { IdempotencyConflictError } from '../events/errors.ts'
import type { Published, RequestContext } from '../events/record-bus.ts'
import type { RecordLog } from '../events/record-log.ts'

export interface RunRecordOptions {
  readonly bus: {
    publishEvent(event: RecordEvent, request: RequestContext): Promise<Published>
    waitUntilHeard(seq: number, timeoutMs: number): Promise<boolean>
  }
  readonly log: Pick<RecordLog, 'head' | 'refresh'>
}

/** Who waits for what is made of events waits so long at a time. */
const HEARD_MS = 10_000

/** Tries to put an event on record, with a pause before each but the first. */
const PAUSES_MS = [0, 200, 1000, 5000]

export class RunRecord {
  readonly #options: RunRecordOptions

  constructor(options: RunRecordOptions) {
    this.#options = options
  }

  /**
   * Puts an event on record and waits until it was heard.
   *
   * @returns false where another event has its key: what it tells is not so any more.
   * @throws what the log throws, after some tries.
   */
  async publishEvent(event: RecordEvent, correlationId: string): Promise<boolean> {
    for (const [attempt, pauseMs] of PAUSES_MS.entries()) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      try {
        const { seq } = await this.#options.bus.publishEvent(event, { correlationId })
        await this.#options.bus.waitUntilHeard(seq, HEARD_MS)
        return true
      } catch (error) {
        if (error instanceof IdempotencyConflictError) return false
        // One that is no event is none the next time either.
        const isFinal = error instanceof EventRefusedError || attempt === PAUSES_MS.length - 1
        if (isFinal) throw error
      }
    }
    return false
  }

  /** Waits until all that is on record was heard; false where that takes too long. */
  async catchUp(): Promise<boolean> {
    const { log, bus } = this.#options
    await log.refresh?.()
    return log.head.size === 0 || (await bus.waitUntilHeard(log.head.size - 1, HEARD_MS))
  }
}
