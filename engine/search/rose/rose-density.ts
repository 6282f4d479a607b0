/**
 * The density of configurations that a rose tree predicts: a mixture over its nodes. A node keeps the chance that its leaves
 * are one group, and passes what is left of its weight to its children by their size.
 */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import type { Space } from '../space.ts'
import { type Counts, type Place, type Predictive, predict } from './group.ts'
import type { RoseTree } from './rose-tree.ts'

/** One node that has a say. */
export interface RoseGroup {
  readonly weight: number
  readonly counts: Counts
  readonly lnDensityAt: Predictive
}

/** Nodes of less weight have no say. */
const LEAST_WEIGHT = 1e-6

/** The nodes that have a say, parents before children; their weights sum to 1 but for a part of that. */
export function groupsOf(space: Space, tree: RoseTree): readonly RoseGroup[] {
  const groups: RoseGroup[] = []
  const open: { readonly node: RoseTree; readonly weight: number }[] = [{ node: tree, weight: 1 }]
  // A list instead of a recursion: a tree may be as deep as it has leaves.
  for (let each = open.shift(); each !== undefined; each = open.shift()) {
    const { node, weight } = each
    const { counts, unity, children, size } = node
    const mine = weight * unity
    if (mine >= LEAST_WEIGHT) {
      groups.push({ weight: mine, counts, lnDensityAt: predict(space, counts) })
    }
    const rest = weight - mine
    if (rest < LEAST_WEIGHT) continue
    for (const child of children) open.push({ node: child, weight: (rest * child.size) / size })
  }
  return groups
}

/** ln of the density at a place. */
export function lnDensityAt(groups: readonly RoseGroup[], place: Place): number {
  const terms = groups.map((group) => group.lnDensityAt(place))
  const most = Math.max(...terms)
  let sum = 0
  for (const [i, term] of terms.entries()) sum += groups[i]!.weight * exp(term - most)
  return most + ln(sum)
}
