/** The best of many candidates, without looking closely at all of them. */
import type { Bounded, CandidateScore, Rated } from './candidate-score.ts'
import type { Places } from './places.ts'

/** Candidates by falling scores, of which only those are rated that may be among the best. */
export class CandidatePool {
  readonly #score: CandidateScore
  /** By falling scores, or what they are at most. */
  #candidates: (Rated | Bounded)[]

  constructor(score: CandidateScore, rows: readonly Places[]) {
    this.#score = score
    this.#candidates = rows.map((row) => score.bound(row)).sort((a, b) => b.score - a.score)
  }

  add(row: Places): void {
    this.#insert(this.#score.bound(row), 0)
  }

  /** The best ones, the best first. */
  best(count: number): readonly Rated[] {
    const candidates = this.#candidates
    for (let i = 0; i < Math.min(count, candidates.length); ) {
      const next = candidates[i]!
      if ('deviations' in next) i++
      else {
        candidates.splice(i, 1)
        this.#insert(this.#score.rate(next), i)
      }
    }
    return candidates.slice(0, count) as Rated[]
  }

  #insert(candidate: Rated | Bounded, from: number): void {
    const candidates = this.#candidates
    let place = from
    while (place < candidates.length && candidates[place]!.score >= candidate.score) place++
    candidates.splice(place, 0, candidate)
  }
}
