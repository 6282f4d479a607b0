/**
 * The ensemble that a rule is classified from: which beginnings, how many, how long, in which world.
 *
 * A plan is data that follows from its options alone, so that whoever has them runs the same ensemble.
 */
import {
  countCells,
  type Dimensions,
  formatSize,
  isUnbounded,
  type Size,
} from '../../lattice/size.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import type { Run } from '../../scenario/run.ts'
import type { MemberPlan, MemberStart } from '../../simulation/classify/member-plan.ts'
import { ClassifyError } from './errors.ts'

export interface EnsembleOptions {
  /** Beginnings in all: four fifths soups, a fifth small patches. */
  readonly soups?: number | undefined
  /** Densities of soups, 0 to 255 each; several by default. */
  readonly densities?: readonly number[] | undefined
  readonly ticks?: number | undefined
  /** A u64. */
  readonly seed?: bigint | undefined
}

export interface EnsemblePlan {
  readonly seed: bigint
  readonly ticks: number
  readonly soups: readonly MemberPlan[]
  readonly patches: readonly MemberPlan[]
  /** One cell, for the picture of what grows of it. */
  readonly cell: MemberPlan
  /** Patches that are looked through for what moves, where the rest has settled. */
  readonly searches: readonly MemberPlan[]
}

/**
 * Worlds of a size that settles questions in seconds. Along each axis a prime of which 2 is a primitive root: on such
 * rings additive rules have long periods, while on rings of 2^n cells they die.
 * (O. Martin, A. M. Odlyzko, S. Wolfram, "Algebraic properties of cellular automata", 1984)
 */
const AXIS_CELLS: Readonly<Record<Dimensions, number>> = { 1: 293, 2: 131, 3: 37 }

/** A world for a rule of so many dimensions, as `--size` takes it. */
export function defaultSize(dimensions: Dimensions): string {
  return Array.from({ length: dimensions }, () => AXIS_CELLS[dimensions]).join(',')
}

const TICKS: Readonly<Record<Dimensions, number>> = { 1: 1200, 2: 800, 3: 400 }

/** 8, 20, 35, 50 and 75 percent of 256: rules of space live at few cells, most others at more. */
const DENSITIES = [20, 51, 90, 128, 192]

const BEGINNINGS = 25

/** Cells along each axis of a patch. */
const PATCH_CELLS: Readonly<Record<Dimensions, number>> = { 1: 24, 2: 16, 3: 12 }

/** Patches looked through for movers, how dense, and for how long. */
const SEARCHES = 100
const SEARCH_DENSITY = 90
const SEARCH_CELLS: Readonly<Record<Dimensions, number>> = { 1: 24, 2: 14, 3: 14 }
const MAX_SEARCH_TICKS = 300

/** One-cell changes followed beside each member. */
const DAMAGE_TRIALS = 8

/** Bytes of states that are kept while changes are followed. */
const MAX_DAMAGE_BYTES = 2 ** 28

/** Limits on what is asked for. */
export const ENSEMBLE_LIMITS = Object.freeze({
  beginnings: [5, 1000] as const,
  ticks: [64, 1_000_000] as const,
  /** Cells of a world. */
  cells: 2 ** 24,
  /** Cells times ticks times beginnings. */
  work: 2 ** 38,
})

/**
 * Plans the ensemble of a rule in a world.
 *
 * @param run has the rule and the world; in a living world its own beginning too.
 * @throws {ClassifyError} for what is out of range, a world without an end, or too much work.
 */
export function planEnsemble(run: Run, options: EnsembleOptions = {}): EnsemblePlan {
  const { dimensions, size } = run
  const beginnings = options.soups ?? BEGINNINGS
  const ticks = options.ticks ?? TICKS[dimensions]
  checkRange('soups', beginnings, ENSEMBLE_LIMITS.beginnings)
  checkRange('ticks', ticks, ENSEMBLE_LIMITS.ticks)
  checkWork(size, dimensions, ticks, beginnings)
  const seed = options.seed ?? run.seed
  const seeds = createSplitMix64(seed)
  const nextSeed = () => {
    seeds.next()
    return ((BigInt(seeds.high) << 32n) | BigInt(seeds.low)).toString()
  }
  const damageTicks = damageTicksOf(size, ticks)
  const follows = { damageTrials: followsDamage(run) ? DAMAGE_TRIALS : 0, damageTicks }
  const plan = (start: MemberStart): MemberPlan => ({ start, seed: nextSeed(), ticks, ...follows })
  const isOwn = run.living !== undefined
  const patchCount = isOwn ? 0 : Math.max(1, Math.floor(beginnings / 5))
  const densities = options.densities ?? DENSITIES
  const soups = Array.from(
    { length: beginnings - patchCount },
    (_, i): MemberStart =>
      isOwn ? { kind: 'scenario' } : { kind: 'soup', density: densities[i % densities.length]! },
  ).map(plan)
  const patch: MemberStart = { kind: 'patch', sideCells: PATCH_CELLS[dimensions], density: 128 }
  const search = {
    kind: 'patch',
    sideCells: SEARCH_CELLS[dimensions],
    density: SEARCH_DENSITY,
  } as const
  const searchTicks = Math.min(ticks, MAX_SEARCH_TICKS)
  return {
    seed,
    ticks,
    soups,
    patches: Array.from({ length: patchCount }, () => plan(patch)),
    cell: plan({ kind: 'cell' }),
    searches:
      isOwn || dimensions === 1
        ? []
        : Array.from({ length: SEARCHES }, () => ({
            ...plan(search),
            ticks: searchTicks,
            damageTrials: 0,
          })),
  }
}

/** Changing a cell where only spawned bits live would make one that is none. */
function followsDamage({ living }: Run): boolean {
  return living === undefined || living.zones.every(({ isSettled }) => !isSettled)
}

/** Until a signal of speed 1 has come around the shortest axis, and no longer than states can be kept. */
function damageTicksOf(size: Size, ticks: number): number {
  const axes = [size.x, size.y, size.z].filter((cells) => cells > 1)
  const around = Math.floor(0.42 * Math.min(...axes, 2 ** 20))
  return Math.max(8, Math.min(around, ticks, Math.floor(MAX_DAMAGE_BYTES / countCells(size))))
}

function checkRange(option: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new ClassifyError({ option, value, wanted: `a whole number from ${least} to ${most}` })
}

function checkWork(size: Size, dimensions: Dimensions, ticks: number, beginnings: number): void {
  const written = formatSize(size, dimensions)
  if (isUnbounded(size)) {
    throw new ClassifyError({
      option: 'world',
      value: written,
      wanted: 'one with a size, such as --size 128',
    })
  }
  const { cells, work } = ENSEMBLE_LIMITS
  if (countCells(size) > cells || countCells(size) < 8) {
    throw new ClassifyError({
      option: 'world',
      value: `${written} cells`,
      wanted: `of 8 to ${cells} cells`,
    })
  }
  const updates = countCells(size) * ticks * beginnings
  if (updates <= work) return
  throw new ClassifyError({
    option: 'work',
    value: `${updates} (${written} cells, ${ticks} ticks, ${beginnings} beginnings)`,
    wanted: `at most ${work} cell updates`,
  })
}
