/** States that a recording keeps of a run while it goes on, for a small part of the time. */
import type { LoadedRun } from './loaded-run.ts'
import { type TimeAccount, TimeBudget } from './time-budget.ts'

/** States are looked at in passing for one part in so many of the time. */
const ONE_IN = 25

export class PassingLooks {
  readonly #now: () => number
  readonly #account: TimeAccount

  /** @param now a clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#account = new TimeBudget(now, ONE_IN).open()
  }

  /**
   * Looks at the present state: always where the recording that was opened says what it is, else as
   * often as takes a small part of the time.
   */
  async look({ simulation, recording }: LoadedRun): Promise<void> {
    const isGiven = recording.isGivenAt(simulation.tick)
    if (!isGiven && this.#account.owedMs() > 0) return
    const startedAtMs = this.#now()
    if (isGiven || recording.canMark(simulation)) {
      await recording.mark(simulation)
      if (recording.canMark(simulation)) await recording.keepMoment(simulation)
    }
    this.#account.charge(this.#now() - startedAtMs)
  }
}
