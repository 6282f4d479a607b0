/**
 * Remembers verdicts, a bounded number of them.
 *
 * Two tables take turns: when the young one is half of the bound, it becomes the old one, and what
 * was old is forgotten. What is asked for again moves back to the young.
 */
import type { Verdict } from './verdict.ts'

/** So many verdicts are remembered at most. */
export const MAX_REMEMBERED_VERDICTS = 65_536

export class VerdictMemo {
  readonly #maxYoung: number
  #young = new Map<string, Verdict>()
  #old = new Map<string, Verdict>()

  /** @param maxVerdicts at least 2. */
  constructor(maxVerdicts = MAX_REMEMBERED_VERDICTS) {
    this.#maxYoung = Math.floor(maxVerdicts / 2)
  }

  /** How many are remembered; those in both tables count twice. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  /** The verdict under a key; undefined where there is none, or none any more. */
  get(key: string): Verdict | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, verdict: Verdict): void {
    if (this.#young.size >= this.#maxYoung) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, verdict)
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
  }
}
