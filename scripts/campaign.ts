/** What a soak campaign is: a file of `scripts/soak` that exports one of these as `campaign`. */

export interface CampaignOptions {
  /** Decides every case, so that a campaign can be run again. */
  readonly seed: number
  /** When to stop, on the clock of `performance.now`. */
  readonly endsAtMs: number
}

/** What a campaign found. */
export interface CampaignReport {
  /** Cases that were tried, by kind. */
  readonly cases: Readonly<Record<string, number>>
  /** What went wrong, with all that is needed to see it again; empty where nothing did. */
  readonly failures: readonly string[]
}

export interface Campaign {
  readonly name: string
  /** One sentence on what is tried. */
  readonly about: string
  run(options: CampaignOptions): Promise<CampaignReport>
}
