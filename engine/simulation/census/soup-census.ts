/**
 * A census of soups: what is left of random states, as Catagolue has it for the plane
 * (https://catagolue.hatsya.com).
 *
 * Soups are numbered, and each is made of its own seed alone, so that parts of a census can be taken
 * apart from each other, in any order and by many threads, and come to the same.
 */
import { isUnbounded, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { SoupOutcome } from '../../metrics/census/census-tally.ts'
import { CensusError } from '../../metrics/census/errors.ts'
import type { CensusObject } from '../../metrics/census/object-code.ts'
import type { Rule } from '../../rules/rule.ts'
import { BoundedSettler, canSettleIn, MAX_BOUNDED_CELLS } from './bounded-settler.ts'
import type { CensusLimits } from './census-limits.ts'
import { readCensusRule } from './census-rule.ts'
import { EndlessSettler, MAX_DISTANCE_CELLS } from './endless-settler.ts'
import { type MakeSoup, seedOfSoup } from './soup-source.ts'

export interface CensusSetup {
  readonly rule: Rule
  /** The world's: all axes that the rule has 0 for one without an end, or none. */
  readonly size: Size
  readonly topology: Topology
  readonly makeSoup: MakeSoup
  /** A u64. */
  readonly seed: bigint
  readonly limits: CensusLimits
}

export class SoupCensus {
  readonly #setup: CensusSetup
  readonly #settler: EndlessSettler | BoundedSettler

  /**
   * @throws {CensusError} for rules and worlds that none can be taken of.
   * @throws the named errors of the kernels, where the rule does not run in the world.
   */
  constructor(setup: CensusSetup) {
    const { rule, size, topology, limits } = setup
    const censusRule = readCensusRule(rule)
    this.#setup = setup
    if (!isUnbounded(size)) {
      if (!canSettleIn(size, topology)) {
        const found = `a world of ${size.x} x ${size.y} x ${size.z} cells, a ${topology.kind}`
        const wanted = `a box or a torus of at most ${MAX_BOUNDED_CELLS} cells is wanted`
        throw new CensusError({ found, wanted })
      }
      this.#settler = new BoundedSettler(censusRule, limits, size, topology)
      return
    }
    const ends = [size.x, size.y, size.z].slice(0, rule.dimensions).some((cells) => cells !== 0)
    if (ends) {
      throw new CensusError({
        found: 'a world that has an end along some axes only',
        wanted: 'one is wanted that ends along all of them or none',
      })
    }
    const { x, y, z } = censusRule.reach
    if (limits.maxTicks * Math.max(x, y, z) > MAX_DISTANCE_CELLS) {
      throw new CensusError({
        found: `${limits.maxTicks} ticks of a rule that reaches ${Math.max(x, y, z)} cells`,
        wanted: `ships get at most ${MAX_DISTANCE_CELLS} cells away, so fewer ticks are wanted`,
      })
    }
    this.#settler = new EndlessSettler(censusRule, limits)
  }

  /** Lets a soup settle and tells what it left. */
  async take(soup: number): Promise<SoupOutcome> {
    const seed = seedOfSoup(this.#setup.seed, soup)
    const settled = await this.#settler.settle(this.#setup.makeSoup(seed))
    const { tick, unsettled, population, objects, unknown } = settled
    return { soup, seed, tick, unsettled, population, objects: countObjects(objects), unknown }
  }

  dispose(): void {
    this.#settler.dispose()
  }
}

function countObjects(objects: readonly CensusObject[]): SoupOutcome['objects'] {
  const kinds = Map.groupBy(objects, ({ code }) => code)
  return [...kinds.values()].map((same) => ({ object: same[0]!, count: same.length }))
}
