/**
 * Bayesian rose trees of configurations: C. Blundell, Y. W. Teh, K. A. Heller, "Bayesian rose trees", UAI 2010
 * (arXiv 1203.3468).
 *
 * A tree is a mixture over ways of parting its leaves into groups of one kind: p(T) = m f(T) + (1 - m) times the product of
 * p over its children, with m = 1 - (1 - g)^(children - 1) and f the evidence of one group of all leaves. Beginning with
 * single leaves, the two trees and the way of merging are taken that raise the likelihood most, until one tree is left.
 */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import type { Space } from '../space.ts'
import { addCounts, type Counts, countPlace, lnAdd, lnEvidence, type Place } from './group.ts'

/** A node of a tree, and all that is below it. */
export interface RoseTree {
  /** None of a leaf, else at least two. */
  readonly children: readonly RoseTree[]
  /** How many leaves it has. */
  readonly size: number
  readonly counts: Counts
  /** ln p(T): of its leaves, over all ways of parting them. */
  readonly lnLikelihood: number
  /** The chance that all its leaves are of one group. */
  readonly unity: number
}

/** How much of the belief is in one group rather than in two. */
const GROUPING = 0.5

/** More leaves than this nobody waits for. */
const MAX_LEAVES = 400

interface Merge {
  readonly a: RoseTree
  readonly b: RoseTree
  readonly children: readonly RoseTree[]
  readonly counts: Counts
  readonly lnGroup: number
  readonly lnLikelihood: number
  /** By what factor, as ln, the merge changes the likelihood of all. */
  readonly gain: number
}

/**
 * Grows a tree over configurations.
 *
 * @param onStep is told by how much each step changed ln of the likelihood.
 * @throws {RangeError} without a configuration, or with more than 400.
 */
export function growRoseTree(
  space: Space,
  places: readonly Place[],
  onStep?: (gain: number) => void,
): RoseTree {
  const { length } = places
  if (length < 1 || length > MAX_LEAVES) {
    throw new RangeError(`A rose tree has 1 to ${MAX_LEAVES} leaves, not ${length}.`)
  }
  let trees = places.map((place) => leafOf(space, place))
  let merges = trees.flatMap((a, i) => trees.slice(i + 1).map((b) => bestMerge(space, a, b)))
  while (trees.length > 1) {
    // Of equal merges the first is taken: the order of the configurations decides.
    const best = merges.reduce((most, merge) => (merge.gain > most.gain ? merge : most))
    onStep?.(best.gain)
    const isLeft = (tree: RoseTree) => tree !== best.a && tree !== best.b
    trees = trees.filter(isLeft)
    const tree = finish(best)
    merges = merges.filter(({ a, b }) => isLeft(a) && isLeft(b))
    for (const other of trees) merges.push(bestMerge(space, other, tree))
    trees.push(tree)
  }
  return trees[0]!
}

function leafOf(space: Space, place: Place): RoseTree {
  const counts = countPlace(space, place)
  return { children: [], size: 1, counts, lnLikelihood: lnEvidence(space, counts), unity: 1 }
}

/** Join, absorb either way, or collapse: whichever is the likeliest. */
function bestMerge(space: Space, a: RoseTree, b: RoseTree): Merge {
  const counts = addCounts(a.counts, b.counts)
  const lnGroup = lnEvidence(space, counts)
  const ways = [[a, b]]
  if (a.children.length > 0) ways.push([...a.children, b])
  if (b.children.length > 0) ways.push([a, ...b.children])
  if (a.children.length > 0 && b.children.length > 0) ways.push([...a.children, ...b.children])
  let best: Merge | undefined
  for (const children of ways) {
    const lnLikelihood = likelihoodOf(children, lnGroup)
    if (best !== undefined && lnLikelihood <= best.lnLikelihood) continue
    const gain = lnLikelihood - a.lnLikelihood - b.lnLikelihood
    best = { a, b, children, counts, lnGroup, lnLikelihood, gain }
  }
  return best!
}

function likelihoodOf(children: readonly RoseTree[], lnGroup: number): number {
  const lnParted = children.reduce((sum, child) => sum + child.lnLikelihood, 0)
  return lnAdd(lnMixing(children.length) + lnGroup, partingOf(children.length) + lnParted)
}

/** ln (1 - g)^(children - 1). */
const partingOf = (children: number) => (children - 1) * ln(1 - GROUPING)

/** ln of the belief that a node's leaves are one group. */
function lnMixing(children: number): number {
  let parted = 1
  for (let i = 1; i < children; i++) parted *= 1 - GROUPING
  return ln(1 - parted)
}

function finish({ a, b, children, counts, lnGroup, lnLikelihood }: Merge): RoseTree {
  const unity = Math.min(1, exp(lnMixing(children.length) + lnGroup - lnLikelihood))
  return { children, size: a.size + b.size, counts, lnLikelihood, unity }
}
