/**
 * The part of the time that looking on may take, shared by all who look.
 *
 * Whoever has looked owes the time that it took. Time in which nobody looks pays the debts in equal parts,
 * at a rate at which all looks together come to one part in so many of the time; what one does not need the
 * others have. Who owes nothing may look.
 */

export interface TimeAccount {
  /** What is still to be paid; 0 for whoever may look. */
  owedMs(): number
  /** Tells that a look which ends now took so long. */
  charge(tookMs: number): void
  /** Lets off what is owed. */
  clear(): void
}

export class TimeBudget {
  readonly #now: () => number
  /** Milliseconds of debt that are paid by one in which nobody looks. */
  readonly #rate: number
  readonly #debts: { owedMs: number }[] = []
  /** Up to when the time that has gone by has paid. */
  #paidUntilMs: number

  /**
   * @param now a clock in milliseconds.
   * @param oneIn one part in so many, at least 2, is what all may take.
   */
  constructor(now: () => number, oneIn: number) {
    this.#now = now
    this.#rate = 1 / (oneIn - 1)
    this.#paidUntilMs = now()
  }

  /** An account for one more who looks. */
  open(): TimeAccount {
    const debt = { owedMs: 0 }
    this.#debts.push(debt)
    return {
      owedMs: () => {
        this.#pay(0)
        return debt.owedMs
      },
      charge: (tookMs) => {
        this.#pay(tookMs)
        debt.owedMs += tookMs
      },
      clear: () => {
        debt.owedMs = 0
      },
    }
  }

  /** Lets off what all owe. */
  clear(): void {
    for (const debt of this.#debts) debt.owedMs = 0
  }

  /** @param lookedMs how much of the time that has gone by pays nothing. */
  #pay(lookedMs: number): void {
    const now = this.#now()
    let leftMs = Math.max(0, now - this.#paidUntilMs - lookedMs) * this.#rate
    this.#paidUntilMs = now
    // The smallest debts first: what they need less than an equal part goes to the others.
    const owing = this.#debts.filter(({ owedMs }) => owedMs > 0).sort((a, b) => a.owedMs - b.owedMs)
    for (const [place, debt] of owing.entries()) {
      const partMs = Math.min(debt.owedMs, leftMs / (owing.length - place))
      debt.owedMs -= partMs
      leftMs -= partMs
    }
  }
}
