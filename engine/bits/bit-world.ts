/** What a world of bits is made of: frozen data that does not change while it runs. */
import { OUTSIDE } from '../lattice/site-resolver.ts'
import { assertSize, countCells, flatIndexOf, type Size } from '../lattice/size.ts'
import { BOX, type Topology } from '../lattice/topology.ts'
import { assertZoneClock, EVERY_TICK, type ZoneClock } from '../lattice/zone-clock.ts'
import { createBoxZones, nameBoxZones, type ZoneMap } from '../lattice/zone-map.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { PROGRAM_LIMITS } from '../rules/program/program.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { BitWorldError } from './errors.ts'

/** The most cells of a world with bits: 2^26, whose attributes take 1.4 GB. */
export const MAX_BIT_CELLS = 2 ** 26

/** The longest identifier of a zone, actor, channel or tag, in UTF-16 units. */
export const MAX_NAME_CHARS = 64

/** A zone beside the cells that the zone map gives it. */
export interface BitZone {
  readonly id: string
  readonly clock: ZoneClock
  /** The rule of sites where no bit lives, and of bits that are spawned without one. */
  readonly rule: number
}

/** A meta-rule, which only the forge can read. */
export type MetaRule = Readonly<Record<string, unknown>>

export interface BitWorld {
  readonly size: Size
  readonly topology: Topology
  /** A u64. */
  readonly seed: bigint
  readonly zoneMap: ZoneMap
  /** One for each zone of the map. */
  readonly zones: readonly BitZone[]
  /** By rule index: 1 to 256. */
  readonly rules: readonly Rule[]
  /** States that cells can have: the most that any rule has. */
  readonly states: number
  /** Lists of meta-rules by index, at most 256; the first is empty. */
  readonly metaRules: readonly (readonly MetaRule[])[]
  /** Names of the components after the state. */
  readonly components: readonly string[]
  /** Names of the FieldChannels. */
  readonly channels: readonly string[]
}

export interface BitWorldSpec {
  readonly size: Size
  readonly rules: readonly Rule[]
  readonly seed: bigint
  readonly topology?: Topology
  /** Boxes where absent. */
  readonly zoneMap?: ZoneMap
  /** By the number of the zone; absent ones are named by their place, and step at every tick. */
  readonly zones?: readonly (Partial<BitZone> | undefined)[]
  /** Lists of meta-rules from index 1 on; index 0 is always the empty one. */
  readonly metaRules?: readonly (readonly MetaRule[])[]
  readonly components?: readonly string[]
  readonly channels?: readonly string[]
}

const MAX_RULES = 256

/** The flat index of a site, or OUTSIDE of what is none, fractions included. */
export function cellOfSite({ size }: BitWorld, { x, y, z }: GridPoint): number {
  const isIn = (at: number, cells: number) => Number.isInteger(at) && at >= 0 && at < cells
  const isInside = isIn(x, size.x) && isIn(y, size.y) && isIn(z, size.z)
  return isInside ? flatIndexOf(size, x, y, z) : OUTSIDE
}

export function siteOfCell({ size }: BitWorld, cell: number): GridPoint {
  const row = Math.floor(cell / size.x)
  return Object.freeze({ x: cell - row * size.x, y: row % size.y, z: Math.floor(row / size.y) })
}

/**
 * Builds a world.
 *
 * @throws {BitWorldError} naming what is too large, too many, named twice or not there.
 * @throws {SizeError | TopologyError | ZoneClockError | NeighborhoodError} when size, topology,
 * clocks or rules do not fit.
 */
export function buildBitWorld(spec: BitWorldSpec): BitWorld {
  const { rules, seed, topology = BOX, components = [], channels = [] } = spec
  const size = Object.freeze({ ...assertSize(spec.size) })
  if (countCells(size) > MAX_BIT_CELLS) {
    fail(`${countCells(size)} cells`, `at most ${MAX_BIT_CELLS} cells can hold bits`)
  }
  const metaRules = [[], ...(spec.metaRules ?? [])]
  assertCount(rules.length, 1, MAX_RULES, 'rules')
  assertCount(metaRules.length, 1, MAX_RULES, 'lists of meta-rules')
  assertNames(components, PROGRAM_LIMITS.components - 1, 'component')
  assertNames(channels, PROGRAM_LIMITS.channels, 'channel')
  for (const { program } of rules) assertProgramTopology(size, topology, program)
  const zoneMap = spec.zoneMap ?? createBoxZones(size)
  return Object.freeze<BitWorld>({
    size,
    topology,
    seed: BigInt.asUintN(64, seed),
    zoneMap,
    zones: buildZones(size, zoneMap, spec.zones ?? [], rules.length),
    rules: Object.freeze([...rules]),
    states: Math.max(...rules.map(({ states }) => states)),
    metaRules: Object.freeze(metaRules.map((list) => Object.freeze([...list]))),
    components: Object.freeze([...components]),
    channels: Object.freeze([...channels]),
  })
}

function buildZones(
  size: Size,
  zoneMap: ZoneMap,
  given: readonly (Partial<BitZone> | undefined)[],
  rules: number,
): readonly BitZone[] {
  if (given.length > zoneMap.count) {
    fail(`${given.length} zones`, `the zone map has ${zoneMap.count}`)
  }
  const boxNames = nameBoxZones(size)
  const zones = Array.from({ length: zoneMap.count }, (_, index): BitZone => {
    const zone = given[index]
    const id = zone?.id ?? (zoneMap.count === boxNames.length ? boxNames[index]! : `zone-${index}`)
    const rule = zone?.rule ?? 0
    if (!Number.isInteger(rule) || rule < 0 || rule >= rules) {
      fail(`rule ${rule} of a zone`, `rules are numbered from 0 to ${rules - 1}`)
    }
    return Object.freeze({ id, clock: assertZoneClock(zone?.clock ?? EVERY_TICK), rule })
  })
  assertNames(
    zones.map(({ id }) => id),
    zones.length,
    'zone',
  )
  return Object.freeze(zones)
}

function assertCount(count: number, least: number, most: number, what: string): void {
  if (count < least || count > most) fail(`${count} ${what}`, `there are ${least} to ${most}`)
}

function assertNames(names: readonly string[], most: number, what: string): void {
  if (names.length > most) fail(`${names.length} ${what}s`, `there are at most ${most}`)
  if (new Set(names).size < names.length) fail(`a ${what} named twice`, 'names are distinct')
  const fault = names.find((name) => name.length < 1 || name.length > MAX_NAME_CHARS)
  if (fault !== undefined) {
    fail(`a ${what}'s name of ${fault.length} characters`, `a name has 1 to ${MAX_NAME_CHARS}`)
  }
}

function fail(found: string, wanted: string): never {
  throw new BitWorldError({ found, wanted })
}
