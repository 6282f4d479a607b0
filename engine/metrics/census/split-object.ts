/**
 * Takes apart what is only near: pseudo-objects.
 *
 * Cells may be seen at once and yet do nothing to each other, as two blocks side by side do. Such a
 * group is several objects by the definition of a strict still life, carried over to all that is
 * periodic: it is split in two wherever each part, alone, goes through just what is its part of the
 * whole, phase by phase, and comes back as the whole does; and so on with the parts. What is adjacent
 * is not cut, so a part is made of islands, the components by the rule's own neighborhood in the
 * phase that has the fewest.
 */
import { buildNeighborhood, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { findRoot } from '../clusters/disjoint-sets.ts'
import { type CellSet, displacementTo, pickCells, type Vector } from './cell-set.ts'
import type { LoneWorld } from './lone-world.ts'
import { type Orbit, traceOrbit } from './orbit.ts'

/**
 * Of more islands than this, only single ones are tried as parts; with all ways to halve twelve there
 * are 2,047 trials.
 */
const MAX_HALVED_ISLANDS = 12

/** The objects of a periodic group: itself where it cannot be taken apart. */
export function splitOrbit(
  world: LoneWorld,
  whole: Orbit,
  neighborhood: NeighborhoodSpec,
): readonly Orbit[] {
  const turned = startAtFewestIslands(whole, neighborhood)
  const islands = findIslands(turned.phases[0]!, neighborhood)
  for (const chosen of choices(islands.length)) {
    const inside = islands.filter((_, island) => chosen.has(island)).flat()
    const outside = islands.filter((_, island) => !chosen.has(island)).flat()
    const [part, rest] = [inside, outside].map((cells) => pickCells(turned.phases[0]!, cells))
    if (!arePartsAlone(world, turned, part!, rest!)) continue
    return [part!, rest!].flatMap((cells) => {
      const orbit = traceOrbit(world, cells, turned.period)
      return orbit === undefined ? [] : splitOrbit(world, orbit, neighborhood)
    })
  }
  return [whole]
}

/** The same orbit, from the phase of the fewest islands on. */
function startAtFewestIslands(orbit: Orbit, neighborhood: NeighborhoodSpec): Orbit {
  const counts = orbit.phases.map((phase) => findIslands(phase, neighborhood).length)
  const first = counts.indexOf(Math.min(...counts))
  const { displacement, phases } = orbit
  const turned = [
    ...phases.slice(first),
    ...phases.slice(0, first).map((phase) => move(phase, displacement)),
  ]
  return { ...orbit, phases: turned }
}

function move({ count, sites, states }: CellSet, by: Vector): CellSet {
  return { count, sites: sites.map((along, i) => along + by[i % 3]!), states }
}

/** The cells of each island, by their places in the set. */
function findIslands({ count, sites }: CellSet, neighborhood: NeighborhoodSpec): number[][] {
  const { offsets } = buildNeighborhood(neighborhood)
  const placeOf = new Map<string, number>()
  for (let i = 0; i < count; i++) placeOf.set(sites.slice(3 * i, 3 * i + 3).join(), i)
  const parents = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < offsets.length; k += 3) {
      const along = (axis: 0 | 1 | 2) => sites[3 * i + axis]! + offsets[k + axis]!
      const other = placeOf.get(`${along(0)},${along(1)},${along(2)}`)
      if (other === undefined) continue
      const [a, b] = [findRoot(parents, i), findRoot(parents, other)]
      parents[Math.max(a, b)] = Math.min(a, b)
    }
  }
  const islands = new Map<number, number[]>()
  for (let i = 0; i < count; i++) {
    const root = findRoot(parents, i)
    const island = islands.get(root)
    if (island === undefined) islands.set(root, [i])
    else island.push(i)
  }
  return [...islands.values()]
}

/** Ways to choose some of so many islands, never all and never none: single ones first. */
function* choices(islands: number): Generator<ReadonlySet<number>> {
  if (islands < 2) return
  for (let island = 0; island < islands; island++) yield new Set([island])
  if (islands > MAX_HALVED_ISLANDS) return
  // The last island stays outside, since the other half is the same choice.
  for (let code = 1; code < 2 ** (islands - 1); code++) {
    if ((code & (code - 1)) === 0) continue
    const chosen = new Set<number>()
    for (let island = 0; island < islands; island++) {
      if (((code >> island) & 1) === 1) chosen.add(island)
    }
    yield chosen
  }
}

/** Tells whether each of two parts, alone, is its part of the whole all the time. */
function arePartsAlone(world: LoneWorld, whole: Orbit, part: CellSet, rest: CellSet): boolean {
  const { period, displacement, phases } = whole
  const left = followPart(world, whole, part)
  if (left === undefined) return false
  world.start(rest)
  for (let tick = 1; tick <= period; tick++) {
    world.advance(1)
    const expected = tick === period ? move(rest, displacement) : left[tick - 1]!
    const by = displacementTo(expected, world.read())
    if (by === undefined || by.some((along) => along !== 0)) return false
  }
  return phases.length === period
}

/**
 * Runs a part alone as long as it lies within the whole, and gives what it leaves over at ticks 1, 2,
 * ... below the period; undefined where it does not, or does not come back as the whole does.
 */
function followPart(
  world: LoneWorld,
  { period, displacement, phases }: Orbit,
  part: CellSet,
): CellSet[] | undefined {
  const left: CellSet[] = []
  world.start(part)
  for (let tick = 1; tick < period; tick++) {
    world.advance(1)
    const rest = subtract(phases[tick]!, world.read())
    if (rest === undefined) return undefined
    left.push(rest)
  }
  world.advance(1)
  const by = displacementTo(part, world.read())
  return by?.every((along, axis) => along === displacement[axis]) ? left : undefined
}

/** The cells of one set that are not in another, which lies within it; undefined where it does not. */
function subtract(whole: CellSet, part: CellSet): CellSet | undefined {
  const left: number[] = []
  let at = 0
  for (let i = 0; i < whole.count; i++) {
    const isSame =
      at < part.count &&
      part.states[at] === whole.states[i] &&
      [0, 1, 2].every((axis) => part.sites[3 * at + axis] === whole.sites[3 * i + axis])
    if (isSame) at++
    else left.push(i)
  }
  return at === part.count ? pickCells(whole, left) : undefined
}
