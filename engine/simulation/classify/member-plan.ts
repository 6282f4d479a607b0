/** One member of an ensemble: what it begins with and how it is watched. Plain data that may cross a thread. */

/** What a member begins with. */
export type MemberStart =
  /** Every cell at random. @see scenario/stroke.ts */
  | { readonly kind: 'soup'; readonly density: number }
  /** One cell in state 1 amid zeros. */
  | { readonly kind: 'cell' }
  /** A small cube, square or row of cells at random amid zeros. */
  | { readonly kind: 'patch'; readonly sideCells: number; readonly density: number }
  /** What the scenario says, under a seed of its own. */
  | { readonly kind: 'scenario' }

/** How one member is run. */
export interface MemberPlan {
  readonly start: MemberStart
  /** A u64 in decimal. */
  readonly seed: string
  readonly ticks: number
  /** One-cell changes that are followed; 0 for none. */
  readonly damageTrials: number
  /** For how many ticks each of them is. */
  readonly damageTicks: number
}

/** How one is told from the other in reports: `soup 50 %`. */
export function nameStart(start: MemberStart): string {
  switch (start.kind) {
    case 'soup':
      return `soup ${Math.round((100 * start.density) / 256)} %`
    case 'cell':
      return 'one cell'
    case 'patch':
      return `patch of ${start.sideCells}`
    case 'scenario':
      return 'as written'
    default:
      return start satisfies never
  }
}
