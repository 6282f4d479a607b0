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
  /** Only kinds whose names contain one of these are tried; all where there are none. */
  readonly only: readonly string[]
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
  /** What was measured beside, the unit last in the name. */
  readonly measured?: Readonly<Record<string, number>>
}

export interface Campaign {
  /** One sentence on what is tried. */
  readonly about: string
  run(options: CampaignOptions): Promise<CampaignReport>
}

/** Inputs that are drawn from one seed before the next case has its turn. */
const BATCH_INPUTS = 20

/** The same where a campaign has a goal: a slow case is then not to keep the others waiting. */
const SMALL_BATCH_INPUTS = 5

/** More of them in a row are passed over only by a case that tries nothing. */
const MAX_SKIPS_PER_RUN = 1000

/** So much of an input is shown. */
const MAX_INPUT_CHARACTERS = 3000

/** How a case is to be tried; crosses to a page. */
export interface TrialOrder {
  readonly seed: number
  readonly inputs: number
  readonly limitMs: number
}

/** What a few inputs of one case came to; crosses to a page and back. */
export interface Trial {
  /** Inputs that were tried. */
  readonly inputs: number
  /** What went wrong, if something did. */
  readonly failure: string | undefined
}

/** Tries a case on a few inputs, for no longer than so many milliseconds. */
export async function tryCase(
  { property }: Case,
  { seed, inputs, limitMs }: TrialOrder,
): Promise<Trial> {
  const outcome = await fc.check(property, {
    seed,
    numRuns: inputs,
    maxSkipsPerRun: MAX_SKIPS_PER_RUN,
    interruptAfterTimeLimit: limitMs,
  })
  // Where the time was up before the first input was done, none has failed.
  const isOver = outcome.interrupted && outcome.numRuns === 0 && outcome.counterexample === null
  const failure = outcome.failed && !isOver ? describeFailure(outcome) : undefined
  return { inputs: outcome.numRuns, failure }
}

/** Tries all cases in turn, each time with another seed, until the time is up or all are at the goal. */
export function tryCases(
  cases: readonly Case[],
  options: CampaignOptions,
  goal?: number,
): Promise<CampaignReport> {
  const byKind = new Map(cases.map((each) => [each.kind, each]))
  const tryKind: TryKind = (kind, order) => tryCase(byKind.get(kind)!, order)
  return tryKinds([...byKind.keys()], tryKind, options, goal)
}

/** Tries a case that is known by its kind. */
export type TryKind = (kind: string, order: TrialOrder) => Promise<Trial>

/** The kinds that a campaign is to try. */
export function pickKinds(kinds: readonly string[], { only }: Pick<CampaignOptions, 'only'>) {
  return kinds.filter((kind) => only.length === 0 || only.some((part) => kind.includes(part)))
}

/**
 * The same for cases that are elsewhere and known by their kinds. A case that has failed is not
 * tried again, and neither is one of which as many inputs have been tried as are the goal.
 */
export async function tryKinds(
  kinds: readonly string[],
  tryKind: TryKind,
  options: CampaignOptions,
  goal?: number,
): Promise<CampaignReport> {
  const { seed, minutes, signal, report } = options
  const endsAtMs = performance.now() + minutes * 60_000
  const inputs = goal === undefined ? BATCH_INPUTS : SMALL_BATCH_INPUTS
  const cases: Record<string, number> = {}
  const failures: string[] = []
  const failed = new Set<string>()
  const isWanted = (kind: string) => !failed.has(kind) && (cases[kind] ?? 0) < (goal ?? Infinity)
  let wanted = pickKinds(kinds, options)
  let total = 0
  for (let batch = 0; wanted.length > 0; batch++) {
    for (const kind of wanted) {
      const limitMs = endsAtMs - performance.now()
      if (limitMs <= 0 || signal.aborted) return { cases, failures }
      const order = { seed: (seed * 1_000_003 + batch) | 0, inputs, limitMs }
      const trial = await tryKind(kind, order)
      cases[kind] = (cases[kind] ?? 0) + trial.inputs
      total += trial.inputs
      report(total)
      if (trial.failure !== undefined) {
        failed.add(kind)
        failures.push(`${kind}: ${trial.failure}`)
      }
      await letSignalsIn()
    }
    wanted = wanted.filter(isWanted)
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
