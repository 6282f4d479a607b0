/**
 * Asks that artifacts expire whose time is over. Whether one does is decided as for anybody else who asks: there may
 * be a policy that keeps it.
 */
import type { Artifact } from '../../engine/resources/artifact.ts'
import { type OverdueEdge, selectOverdueArtifacts } from '../storage/artifact-tables.ts'
import type { Queries } from '../storage/database.ts'

/** So many are looked at together. */
const PAGE = 200

/** What comes of asking for one: it has expired, it is kept by those who decide, or something was in the way. */
export type ExpiryOutcome = 'expired' | 'kept' | 'hindered'

export interface RetentionOptions {
  readonly queries: Queries
  /** Asks for one; one that something was in the way of is asked for again the next time. */
  expire(artifact: Artifact): Promise<ExpiryOutcome>
  /** What a refusal depends on: while it says the same, an artifact that was kept is not asked for again. */
  ground(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  readonly onProblem?: ((problem: unknown) => void) | undefined
}

export class ArtifactRetention {
  readonly #options: RetentionOptions
  #ground: string | undefined
  readonly #kept = new Set<string>()

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  /**
   * Does it once, for all that are overdue.
   *
   * @param isOver is asked before each: it ends early then.
   * @returns how many have expired.
   */
  async run(isOver: () => boolean = () => false): Promise<number> {
    const { queries, expire, ground, wallTimeMs, onProblem } = this.#options
    if (this.#ground !== ground()) this.#kept.clear()
    this.#ground = ground()
    const nowMs = wallTimeMs()
    let expired = 0
    for (let edge: OverdueEdge | undefined; ; ) {
      const overdue = await selectOverdueArtifacts(queries, nowMs, PAGE, edge)
      for (const artifact of overdue) {
        if (isOver()) return expired
        if (this.#kept.has(artifact.sha256)) continue
        try {
          const outcome = await expire(artifact)
          if (outcome === 'expired') expired++
          else if (outcome === 'kept') this.#kept.add(artifact.sha256)
        } catch (problem) {
          onProblem?.(problem)
        }
      }
      const last = overdue.at(-1)
      if (last === undefined || overdue.length < PAGE) return expired
      edge = { expiresAtMs: last.expires_at_ms!, sha256: last.sha256 }
    }
  }
}
