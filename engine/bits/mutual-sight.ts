/**
 * Which bits see each other: what a message can hop along.
 *
 * A bit sees the sites of its rule's neighborhoods, through the world's topology; those that share
 * a face with it where its rule looks at none. Two sites are linked when each is seen from the
 * other under the rule that it has.
 */
import { facesOf } from '../fields/directions.ts'
import { buildNeighborhood, type NeighborhoodTable } from '../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE, type SiteResolver } from '../lattice/site-resolver.ts'
import type { Dimensions } from '../lattice/size.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { type BitWorld, siteOfCell } from './bit-world.ts'

export class MutualSight {
  /** Whether all rules look at the same sites, so that it does not matter which one a bit has. */
  readonly isUniform: boolean
  readonly #world: BitWorld
  readonly #ruleOf: (cell: number) => number
  readonly #resolve: SiteResolver
  /** By rule. */
  readonly #tables: readonly (readonly NeighborhoodTable[])[]
  /** What is seen from cells, as far as somebody has asked. */
  readonly #seen = new Map<number, readonly number[]>()

  /**
   * @param dimensions axes that the world is thought of as having.
   * @param ruleOf the number of the rule that a cell has now; only asked where it matters.
   */
  constructor(world: BitWorld, dimensions: Dimensions, ruleOf: (cell: number) => number) {
    this.#world = world
    this.#resolve = createSiteResolver(world.size, world.topology)
    const specs = world.rules.map((rule) => specsOf(rule, dimensions))
    this.isUniform = new Set(specs.map((list) => JSON.stringify(list))).size === 1
    this.#ruleOf = this.isUniform ? () => 0 : ruleOf
    this.#tables = specs.map((list) => list.map(buildNeighborhood))
  }

  /** Forgets what was seen, since rules have changed. */
  forget(): void {
    this.#seen.clear()
  }

  /** The linked sites of a cell that `isWanted`, ascending; never the cell itself. */
  neighborsOf(cell: number, isWanted: (cell: number) => boolean): readonly number[] {
    return this.#seenFrom(cell).filter(
      (other) => isWanted(other) && this.#seenFrom(other).includes(cell),
    )
  }

  #seenFrom(cell: number): readonly number[] {
    const known = this.#seen.get(cell)
    if (known !== undefined) return known
    const { x, y, z } = siteOfCell(this.#world, cell)
    const isOdd = (x + y + z) % 2 === 1
    const sites = new Set<number>()
    for (const { offsets, oddOffsets } of this.#tables[this.#ruleOf(cell)]!) {
      const list = isOdd ? (oddOffsets ?? offsets) : offsets
      for (let i = 0; i < list.length; i += 3) {
        sites.add(this.#resolve(x + list[i]!, y + list[i + 1]!, z + list[i + 2]!))
      }
    }
    sites.delete(OUTSIDE)
    sites.delete(cell)
    const seen = [...sites].sort((a, b) => a - b)
    this.#seen.set(cell, seen)
    return seen
  }
}

function specsOf({ program }: Rule, dimensions: Dimensions) {
  const own = neighborhoodsOf(program)
  return own.length === 0 ? [facesOf(dimensions)] : own
}
