/** What the members of an ensemble show together: the numbers that thresholds are held against. */
import type { MeasureName, MemberMeasures } from './member-measures.ts'
import { meanOf } from './spread.ts'

/** A member as the decision sees it. */
export interface MeasuredMember {
  readonly measures: MemberMeasures
  /** Whether all cells are in one state at the end. */
  readonly isUniform: boolean
}

/** What a decision must know of the world that members ran in. */
export interface EnsembleWorld {
  /** The longest axis of the world, in cells. */
  readonly diameterCells: number
  /** Ticks that each member ran for. */
  readonly ticks: number
}

export interface PooledMeasures {
  readonly members: number
  /** Share of one-cell changes that spread; undefined where none was followed. */
  readonly spreads: number | undefined
  /** Share of those that spread among those that did not heal; 0 where all healed. */
  readonly survivorSpreads: number | undefined
  /** Exponent of the growth of damage; undefined where none was followed. */
  readonly exponent: number | undefined
  readonly lookupDeviation: number
  /** Share of members that ended in a short period, or one but for a movement. */
  readonly settled: number
  /** Mean tick from which they did, in diameters; those that did not count as having run on. */
  readonly settling: number
  readonly activity: number
  /** Share of members whose period is 1. */
  readonly frozen: number
  /** Share of the settled members in which nothing moves as a whole. */
  readonly standing: number
}

/**
 * Whether a member goes to a state that is the same everywhere, and soon: one that does so late, after
 * a life of its own, is a member like others.
 */
export function isDead({ measures, isUniform }: MeasuredMember, world: EnsembleWorld): boolean {
  const { transient } = measures
  return isUniform && transient !== null && transient <= Math.max(64, world.diameterCells / 2)
}

/** Pools members. */
export function poolMeasures(
  members: readonly MeasuredMember[],
  world: EnsembleWorld,
): PooledMeasures {
  const all = members.map(({ measures }) => measures)
  const mean = (name: MeasureName) => {
    const values = all.flatMap((each) => each[name] ?? [])
    return values.length === 0 ? undefined : meanOf(values)
  }
  const spreads = mean('damageSpreads')
  const survive = 1 - (mean('damageHeals') ?? 0)
  const settled = all.map(({ settledAt }) => settledAt !== null)
  return {
    members: members.length,
    spreads,
    survivorSpreads:
      spreads === undefined ? undefined : survive > 0 ? Math.min(1, spreads / survive) : 0,
    exponent: mean('damageExponent'),
    lookupDeviation: mean('lookupDeviation') ?? 0,
    settled: meanOf(settled.map(Number)),
    settling: meanOf(all.map(({ settledAt }) => settledAt ?? world.ticks)) / world.diameterCells,
    activity: mean('activity') ?? 0,
    frozen: meanOf(all.map(({ period }) => Number(period === 1))),
    standing: meanOf(
      all
        .filter((_, i) => settled[i])
        .map(({ driftCells }) => Number(driftCells === 0 || driftCells === null)),
    ),
  }
}
