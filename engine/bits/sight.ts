/**
 * Which sites bits see, whoever lives there: those of the neighborhoods of their rules, through the
 * world's topology. A bit whose rule looks at nobody sees the sites that share a face with it.
 */
import { facesOf } from '../fields/directions.ts'
import { buildNeighborhood, type NeighborhoodTable } from '../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE, type SiteResolver } from '../lattice/site-resolver.ts'
import type { Dimensions } from '../lattice/size.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { type BitWorld, siteOfCell } from './bit-world.ts'

export class Sight {
  /** Whether all rules look at the same sites, so that it does not matter which one a bit has. */
  readonly isUniform: boolean
  readonly #world: BitWorld
  readonly #resolve: SiteResolver
  /** By rule. */
  readonly #tables: readonly (readonly NeighborhoodTable[])[]

  /** @param dimensions axes that the world is thought of as having. */
  constructor(world: BitWorld, dimensions: Dimensions) {
    this.#world = world
    this.#resolve = createSiteResolver(world.size, world.topology)
    const specs = world.rules.map((rule) => neighborhoodsSeen(rule, dimensions))
    this.isUniform = new Set(specs.map((list) => JSON.stringify(list))).size === 1
    this.#tables = specs.map((list) => list.map(buildNeighborhood))
  }

  /** The sites that a bit of a rule sees from a cell; itself and the same twice may be among them. */
  sitesFrom(cell: number, rule: number): readonly number[] {
    const { x, y, z } = siteOfCell(this.#world, cell)
    const isOdd = (x + y + z) % 2 === 1
    const sites: number[] = []
    for (const { offsets, oddOffsets } of this.#tables[this.isUniform ? 0 : rule]!) {
      const list = isOdd ? (oddOffsets ?? offsets) : offsets
      for (let i = 0; i < list.length; i += 3) {
        const site = this.#resolve(x + list[i]!, y + list[i + 1]!, z + list[i + 2]!)
        if (site !== OUTSIDE) sites.push(site)
      }
    }
    return sites
  }
}

/** The neighborhoods that a bit of a rule sees. */
export function neighborhoodsSeen({ program }: Rule, dimensions: Dimensions) {
  const own = neighborhoodsOf(program)
  return own.length === 0 ? [facesOf(dimensions)] : own
}
