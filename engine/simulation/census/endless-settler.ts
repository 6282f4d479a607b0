/**
 * Lets a soup settle in a world without an end, and proves that it has.
 *
 * It has settled when what is there is known for good: the state is cut into groups of cells that did
 * not see each other for a while; each, alone, comes back, at rest or moved; and no two of them ever
 * meet, because their boxes do not or because they were watched for as long as both together take to
 * repeat. Then ships are on their way for ever, and need not be caught.
 *
 * When to try is guessed from the population, which has no say in the outcome.
 */
import { KernelMemoryError } from '../../kernels/errors.ts'
import { cutGroups, type KnownGroup, ObjectFinder } from '../../metrics/census/ash.ts'
import { buildCellSet, type CellSet, type Vector } from '../../metrics/census/cell-set.ts'
import { judgeGrowth } from '../../metrics/census/growth.ts'
import { InfluenceWatch } from '../../metrics/census/influence.ts'
import { LoneWorld } from '../../metrics/census/lone-world.ts'
import { doMeet, type Track, trackOf } from '../../metrics/census/tracks.ts'
import type { CensusLimits } from './census-limits.ts'
import type { CensusRule } from './census-rule.ts'
import { type Settled, unsettledAt } from './settled.ts'

/** The population is looked at once in so many ticks. */
const LOOK_TICKS = 12

/** Looks after which most ash is as before: periods 1 to 6, 10, 12, 15, 20, 30 and 60 divide 60 ticks. */
const LOOKS_APART = 5

/** Looks that must be as before for a try. */
const LIKE_LOOKS = 10

/** For how long groups are watched at first. */
const FIRST_WATCH_TICKS = 16

/** The first try whatever the population does; further ones follow at half as much again. */
const FIRST_TRY_TICK = 1500

/** A population that was never as high before so short a time ago is still growing. */
const GROWING_TICKS = 120

/** Between tries that failed. */
const REST_TICKS = 60

/** Populations by which growth is judged at the end. */
const SAMPLES = 64

/** Sites are told apart by numbers that hold three coordinates of this span. */
const SPAN = 2 ** 17

/** How far from the middle of the world coordinates may lie. */
export const MAX_DISTANCE_CELLS = SPAN / 2 - 1024

const placeOf = (x: number, y: number, z: number) =>
  ((z + SPAN / 2) * SPAN + (y + SPAN / 2)) * SPAN + x + SPAN / 2

export class EndlessSettler {
  readonly #rule: CensusRule
  readonly #limits: CensusLimits
  readonly #soup: LoneWorld
  readonly #alone: LoneWorld
  readonly #finder: ObjectFinder
  #tick = 0

  constructor(rule: CensusRule, limits: CensusLimits) {
    this.#rule = rule
    this.#limits = limits
    this.#soup = new LoneWorld(rule.rule)
    this.#alone = new LoneWorld(rule.rule)
    const { neighborhood, symmetries } = rule
    const { states } = rule.rule
    this.#finder = new ObjectFinder({ world: this.#alone, neighborhood, symmetries, states })
  }

  settle(cells: CellSet): Settled {
    this.#soup.start(cells)
    this.#tick = 0
    try {
      return this.#settle(cells.count)
    } catch (error) {
      if (!(error instanceof KernelMemoryError)) throw error
      return unsettledAt(this.#tick, this.#soup.population(), 'too many cells')
    }
  }

  dispose(): void {
    this.#soup.dispose()
    this.#alone.dispose()
  }

  #settle(startPopulation: number): Settled {
    const { maxTicks, maxCells, maxPeriod } = this.#limits
    const samples = [startPopulation]
    let looks: number[] = []
    let watchTicks = Math.min(FIRST_WATCH_TICKS, maxPeriod)
    let surelyAt = FIRST_TRY_TICK
    let restUntil = 0
    let highest = startPopulation
    let highestAt = 0
    while (this.#tick < maxTicks) {
      this.#advance(Math.min(LOOK_TICKS, maxTicks - this.#tick))
      const population = this.#soup.population()
      looks.push(population)
      if (this.#tick >= samples.length * (maxTicks / SAMPLES)) samples.push(population)
      if (population > maxCells) return unsettledAt(this.#tick, population, 'too many cells')
      if (population === 0) {
        return { tick: this.#tick, population, unsettled: undefined, objects: [], unknown: [] }
      }
      if (population > highest) {
        highest = population
        highestAt = this.#tick
      }
      const isLast = this.#tick >= maxTicks
      // What has settled comes to no new height once all of it has been as before; to watch what grows is dear.
      const isGrowing = this.#tick - highestAt < Math.max(GROWING_TICKS, this.#tick >> 4)
      if (!isLast && this.#tick < restUntil) continue
      if (!isLast && (this.#tick < surelyAt || isGrowing) && !isAsBefore(looks)) continue
      if (this.#tick >= surelyAt) surelyAt = Math.floor(1.5 * surelyAt)
      const tick = this.#tick
      const found = this.#identify(watchTicks)
      if (typeof found !== 'number') {
        const objects = found.flatMap((group) => group.objects)
        return { tick, population, unsettled: undefined, objects, unknown: [] }
      }
      watchTicks = Math.min(Math.max(found, watchTicks), maxPeriod)
      restUntil = this.#tick + Math.max(REST_TICKS, this.#tick >> 4)
      // Watching breaks the rhythm of looks.
      looks = []
    }
    return unsettledAt(this.#tick, this.#soup.population(), judgeGrowth(samples))
  }

  #advance(ticks: number): void {
    this.#soup.advance(ticks)
    this.#tick += ticks
  }

  /** The groups of the present state; where one is not known, how long to watch next time. */
  #identify(watchTicks: number): readonly KnownGroup[] | number {
    const state = this.#soup.read()
    const atOnce = this.#recognize(this.#watch(this.#soup, state, 0), watchTicks)
    if (atOnce !== undefined) return this.#separate(atOnce, watchTicks)
    const watched = this.#watch(this.#soup, state, watchTicks)
    this.#tick += watchTicks
    const placed = this.#recognize(watched, watchTicks)
    return placed === undefined ? 2 * watchTicks : this.#judge(placed, placed.length, watchTicks)
  }

  /**
   * Watches what is near by itself, which is all there is to it if it stays far from the rest; if the
   * groups that come of it are near more, these as well.
   */
  #separate(atOnce: readonly PlacedGroup[], watchTicks: number): readonly KnownGroup[] | number {
    let all = atOnce
    let watched = 0
    for (;;) {
      const near = findMeeting(all.map(({ track }) => track))
      if (near === 'not-for-good') return watchTicks
      if ([...near].every((i) => i < watched)) return this.#judge(all, watched, watchTicks)
      const isFar = (_: PlacedGroup, i: number) => i >= watched && !near.has(i)
      const far = all.filter(isFar)
      const cells = uniteSets(all.filter((each, i) => !isFar(each, i)).map(({ group }) => group))
      this.#alone.start(cells)
      const groups = this.#recognize(this.#watch(this.#alone, cells, watchTicks), watchTicks)
      if (groups === undefined) return 2 * watchTicks
      all = [...groups, ...far]
      watched = groups.length
    }
  }

  /** The groups of a world's present state that have nothing to do with each other for so long. */
  #watch(world: LoneWorld, state: CellSet, ticks: number): CellSet[] {
    const watch = new InfluenceWatch(state, this.#rule.neighborhood, placeOf)
    for (let tick = 0; tick < ticks; tick++) {
      world.advance(1)
      watch.follow(world.read())
    }
    return cutGroups(state, watch.groups())
  }

  /** What each group is and where it goes; undefined where one does not come back in time. */
  #recognize(groups: readonly CellSet[], maxPeriod: number): PlacedGroup[] | undefined {
    const placed: PlacedGroup[] = []
    for (const group of groups) {
      const known = this.#finder.identify(group, maxPeriod)
      if (known === undefined) return undefined
      const track = trackOf(known.orbit, movedFrom(known, group), this.#rule.reach)
      placed.push({ group, known, track })
    }
    return placed
  }

  /** Whether groups are settled of which the first so many were watched for so long. */
  #judge(
    all: readonly PlacedGroup[],
    watched: number,
    watchTicks: number,
  ): readonly KnownGroup[] | number {
    const tracks = all.map(({ track }) => track)
    const near = findMeeting(tracks)
    if (near === 'not-for-good' || [...near].some((i) => i >= watched)) return watchTicks
    const longest = findLongestTogether(tracks, near)
    return longest > watchTicks ? 2 * watchTicks : all.map(({ known }) => known)
  }
}

/** A group of a state, what it is and where it goes. */
interface PlacedGroup {
  readonly group: CellSet
  readonly known: KnownGroup
  readonly track: Track
}

function uniteSets(sets: readonly CellSet[]): CellSet {
  return buildCellSet(
    sets.flatMap(({ sites }) => [...sites]),
    sets.flatMap(({ states }) => [...states]),
  )
}

/** How far a group is from where it was when it was first seen. */
function movedFrom({ orbit }: KnownGroup, { sites }: CellSet): Vector {
  const first = orbit.phases[0]!.sites
  return [sites[0]! - first[0]!, sites[1]! - first[1]!, sites[2]! - first[2]!]
}

/** Whether the last populations are those of some time before. */
function isAsBefore(looks: readonly number[]): boolean {
  const last = looks.length - 1
  if (last < LIKE_LOOKS + LOOKS_APART) return false
  for (let back = 0; back < LIKE_LOOKS; back++) {
    if (looks[last - back] !== looks[last - back - LOOKS_APART]) return false
  }
  return true
}

/** Tells whether two move alike, or rest both. */
function areTogether(a: Track, b: Track): boolean {
  return a.displacement.every(
    (along, axis) => along * b.period === b.displacement[axis]! * a.period,
  )
}

/**
 * Those whose boxes meet others that move alike, which may go on for good; or that some meet that do
 * not, which cannot be said to.
 */
function findMeeting(tracks: readonly Track[]): ReadonlySet<number> | 'not-for-good' {
  const meeting = new Set<number>()
  for (let i = 0; i < tracks.length; i++) {
    for (let j = i + 1; j < tracks.length; j++) {
      if (!doMeet(tracks[i]!, tracks[j]!)) continue
      if (!areTogether(tracks[i]!, tracks[j]!)) return 'not-for-good'
      meeting.add(i).add(j)
    }
  }
  return meeting
}

/** As long as any two of those that meet take to be again as they are. */
function findLongestTogether(tracks: readonly Track[], meeting: ReadonlySet<number>): number {
  let longest = 0
  for (const i of meeting) {
    for (const j of meeting) {
      if (i >= j || !doMeet(tracks[i]!, tracks[j]!)) continue
      longest = Math.max(longest, leastCommonMultiple(tracks[i]!.period, tracks[j]!.period))
    }
  }
  return longest
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return (a / x) * b
}
