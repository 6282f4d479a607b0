/**
 * Asynchronous successive halving for one objective and several: at rungs of rising cost a trial goes on where it is among
 * the best part of all that have come to the rung.
 *
 * L. Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020; for several objectives, ranks of
 * non-domination and within a rank the order that covers its front first: R. Schmucker et al., "Multi-objective Asynchronous
 * Successive Halving", arXiv 2106.12639. As in the former's stopping variant, a trial is judged once a rung, by those that
 * came there before.
 */

import { orderByCover } from '../fronts/order-by-cover.ts'
import { rankOf } from '../fronts/rank.ts'
import { type Curve, lossesAt, type Pruner } from './pruner.ts'

export interface HalvingPrunerOptions {
  /** The step of the first rung, 1 or more. */
  readonly first: number
  /** One of so many goes on, and each rung is so many times as far as the one before: 2 or more. */
  readonly factor: number
}

export function createHalvingPruner({ first, factor }: HalvingPrunerOptions): Pruner {
  return {
    shouldPrune({ curve, peers }) {
      const rung = rungOf(curve, first, factor)
      if (rung === undefined) return false
      const own = lossesAt(curve, rung)!
      const there = peers.flatMap((peer) => {
        const losses = lossesAt(peer, rung)
        return losses === undefined ? [] : [losses]
      })
      const points = [...there, own]
      const kept = Math.floor(points.length / factor)
      // The first ones have nobody to be compared with.
      return points.length >= factor && !isAmongBest(points, kept)
    },
  }
}

/** The rung that the last report has reached, where the report before had not. */
function rungOf(curve: Curve, first: number, factor: number): number | undefined {
  const [before, last] = [curve.at(-2)?.step ?? -1, curve.at(-1)!.step]
  let reached: number | undefined
  for (let rung = first; rung <= last; rung *= factor) if (rung > before) reached = rung
  return reached
}

/** Whether the last of the points is among the `kept` best: by rank, and within the rank that is kept in part by cover. */
function isAmongBest(points: readonly (readonly number[])[], kept: number): boolean {
  const ranks = rankOf(points)
  const own = ranks[points.length - 1]!
  const better = ranks.filter((rank) => rank < own).length
  if (better >= kept) return false
  const same = [...points.keys()].filter((i) => ranks[i] === own)
  if (better + same.length <= kept) return true
  const order = orderByCover(same.map((i) => points[i]!))
  return order.indexOf(same.length - 1) < kept - better
}
