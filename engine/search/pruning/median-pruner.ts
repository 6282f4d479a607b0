/**
 * Prunes a trial that is worse than a share of its peers at the same step.
 *
 * For one objective and a share of a half it is the rule of D. Golovin et al., "Google Vizier", KDD 2017, section 3.2.2, on
 * reported values in place of running averages.
 */
import { rankOf } from '../fronts/rank.ts'
import { lossesAt, type Pruner } from './pruner.ts'

export interface MedianPrunerOptions {
  /** As many peers have to be there, at the step that is asked about. */
  readonly peers: number
  /** Up to this step no trial is pruned. */
  readonly warmup: number
  /** A trial is pruned where more than this share of its peers is in a better rank. */
  readonly share: number
}

export function createMedianPruner({ peers: least, warmup, share }: MedianPrunerOptions): Pruner {
  return {
    shouldPrune({ curve, peers }) {
      const { step, values } = curve.at(-1)!
      if (step <= warmup) return false
      const there = peers.flatMap((peer) => {
        const losses = lossesAt(peer, step)
        return losses === undefined ? [] : [losses]
      })
      if (there.length < least) return false
      const ranks = rankOf([...there, values])
      const own = ranks[there.length]!
      let better = 0
      for (let i = 0; i < there.length; i++) if (ranks[i]! < own) better++
      return better > share * there.length
    },
  }
}
