/**
 * What a soak campaign is, a file of `scripts/soak` that exports one of these as `campaign`, and
 * how cases are tried until the time is up.
 */
import fc from 'fast-check'
import type { Case } from '../engine/testing/case.ts'

export interface CampaignOptions {
  /** Decides every case, so that a campaign can be run again. */
  readonly seed: number
  readonly minutes: number
  /** Ends the campaign early, with what was done. */
  readonly signal: AbortSignal
  /** Is told, now and then, how many cases have been tried. */
  report(cases: number): void
}

/** What a campaign found. */
export interface CampaignReport {
  /** Inputs that were tried, by kind. */
  readonly cases: Readonly<Record<string, number>>
  /** What went wrong, with the seed and path that bring it back; empty where nothing did. */
  readonly failures: readonly string[]
}

export interface Campaign {
  /** One sentence on what is tried. */
  readonly about: string
  run(options: CampaignOptions): Promise<CampaignReport>
}

/** Inputs that are drawn from one seed before the next case has its turn. */
const BATCH_INPUTS = 20

/** More of them in a row are passed over only by a case that tries nothing. */
const MAX_SKIPS_PER_RUN = 1000

/** So much of an input is shown. */
const MAX_INPUT_CHARACTERS = 3000

/**
 * Tries all cases in turn, each on a few inputs of a seed of its own, until the time is up. A case
 * that has failed is not tried again.
 */
export async function tryCases(
  all: readonly Case[],
  { seed, minutes, signal, report }: CampaignOptions,
): Promise<CampaignReport> {
  const endsAtMs = performance.now() + minutes * 60_000
  const cases: Record<string, number> = {}
  const failures: string[] = []
  const failed = new Set<Case>()
  let total = 0
  for (let batch = 0; failed.size < all.length; batch++) {
    for (const each of all.filter((one) => !failed.has(one))) {
      const left = endsAtMs - performance.now()
      if (left <= 0 || signal.aborted) return { cases, failures }
      const outcome = await fc.check(each.property, {
        seed: (seed * 1_000_003 + batch) | 0,
        numRuns: BATCH_INPUTS,
        maxSkipsPerRun: MAX_SKIPS_PER_RUN,
        interruptAfterTimeLimit: left,
      })
      cases[each.kind] = (cases[each.kind] ?? 0) + outcome.numRuns
      total += outcome.numRuns
      report(total)
      if (outcome.failed) {
        failed.add(each)
        failures.push(`${each.kind}: ${describeFailure(outcome)}`)
      }
      await letSignalsIn()
    }
  }
  return { cases, failures }
}

/** Seed and path bring the input back; what it is is cut short, since some are large. */
function describeFailure(outcome: fc.RunDetails<unknown>): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = outcome
  const why =
    errorInstance instanceof Error ? (errorInstance.stack ?? '') : 'all inputs were passed over'
  const input = fc.stringify(counterexample).slice(0, MAX_INPUT_CHARACTERS)
  return `seed ${seed}, path ${counterexamplePath}: ${why}\n${input}`
}

/** Lets the event loop turn, since cases may await nothing that takes time. */
function letSignalsIn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
