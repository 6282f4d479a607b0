/** From the parts of a scenario that make its world a living one to what runs it. */
import type { ChannelSpec } from '../fields/channel.ts'
import { fractionBitsOf } from '../fields/channel.ts'
import { parseFixed } from '../fields/fixed-point.ts'
import { parseChannels } from '../fields/parse-channel.ts'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import { createListedZones } from '../lattice/listed-zones.ts'
import { flatIndexOf, isUnbounded, type Size } from '../lattice/size.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import { EVERY_TICK } from '../lattice/zone-clock.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { compileBox, compileSite } from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import type { FaultList } from './fault-list.ts'
import type { LivingOrder, LivingRun, NamedRule, ZonePlan } from './living-run.ts'
import type { PokeDocument, ZoneDocument } from './living-schema.ts'
import type { World } from './resolve-world.ts'
import type { ScenarioDocument } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'

/** Keys whose presence makes a world a living one. */
const LIVING_KEYS = ['rules', 'zones', 'channels'] as const

/** Tells whether a document describes a living world. */
export function isLiving(
  document: Partial<Record<(typeof LIVING_KEYS)[number], unknown>>,
): boolean {
  return LIVING_KEYS.some((key) => document[key] !== undefined)
}

/** What the living parts are compiled beside. */
export interface LivingScope {
  /** The scenario's own rule, number 0. */
  readonly rule: Rule
  readonly world: World
  readonly faults: FaultList
  readonly parts: SharedParts
}

/**
 * Compiles the living parts of a document whose shape has been checked; undefined where one of them
 * is at fault, which is then on the list.
 */
export async function compileLiving(
  document: Pick<ScenarioDocument, 'rules' | 'zones' | 'channels'>,
  scope: LivingScope,
): Promise<LivingRun | undefined> {
  const { world, faults } = scope
  if (isUnbounded(world.size)) {
    faults.add(['world', 'size'], 'a world with rules, zones or channels of its own needs a size')
    return undefined
  }
  const before = faults.faults.length
  const rules = await compileRules(document.rules ?? {}, scope)
  const channels = faults.try(['channels'], () =>
    parseChannels(document.channels ?? [], world.dimensions),
  )
  const zoneMap = compileZoneMap(document.zones, world, faults)
  const zones = compileZones(document.zones ?? [], rules, zoneMap, faults)
  if (channels === undefined || zoneMap === undefined) return undefined
  const named = channels.map(({ name }) => name)
  for (const { name, rule } of rules) checkChannels(name, rule, named, faults)
  if (faults.faults.length > before) return undefined
  const lattice = faults.try(['rules'], () =>
    composeLattice({
      dimensions: world.dimensions,
      rules: rules.map(({ rule }) => rule),
      clocks: zones.map(({ clock }) => clock),
      isSettled: zones.some(({ isSettled }) => isSettled),
      channels,
      physics: undefined,
      metaRules: [[]],
      parameters: [...new Set(rules.flatMap(({ rule }) => rule.program.parameters))],
    }),
  )
  return lattice && { lattice, channels, rules, zoneMap, zones }
}

async function compileRules(
  documents: NonNullable<ScenarioDocument['rules']>,
  { rule, world, faults, parts }: LivingScope,
): Promise<readonly NamedRule[]> {
  const rules: NamedRule[] = [{ name: '', rule }]
  for (const [name, text] of Object.entries(documents)) {
    const path = ['rules', name]
    const parsed = await faults.tryAsync(path, () => parts.rule(text))
    if (parsed === undefined) continue
    if (parsed.world !== undefined) faults.add(path, 'has a topology suffix: the world has its own')
    faults.try(path, () => assertProgramTopology(world.size, world.topology, parsed.rule.program))
    rules.push({ name, rule: parsed.rule })
  }
  return rules
}

/** A rule reads and writes channels that the world has. */
function checkChannels(
  name: string,
  { program }: Rule,
  channels: readonly string[],
  faults: FaultList,
): void {
  const missing = program.channels.find((channel) => !channels.includes(channel))
  if (missing === undefined) return
  const path = name === '' ? ['rule'] : ['rules', name]
  faults.add(path, `uses the channel ${missing}, which is not among channels`)
}

function compileZoneMap(
  zones: readonly ZoneDocument[] | undefined,
  { size, topology }: World,
  faults: FaultList,
): ZoneMap | undefined {
  if (zones === undefined) return createListedZones(size, [])
  const isCentered = zones[0]?.center !== undefined
  for (const [i, zone] of zones.entries()) {
    const given = [zone.box, zone.center].filter((place) => place !== undefined)
    if (given.length !== 1) faults.add(['zones', i], 'needs a box or a center')
    else if ((zone.center !== undefined) !== isCentered) {
      faults.add(
        ['zones', i],
        'needs what the first zone has: zones all have boxes, or all centers',
      )
    }
  }
  return faults.try(['zones'], () =>
    isCentered
      ? createVoronoiZones(
          size,
          topology,
          zones.map(({ center }) => compileSite(center ?? [], size)),
        )
      : createListedZones(
          size,
          zones.map(({ box }) => {
            const { x, y, z, size: extent } = compileBox(box, size)
            return { origin: { x, y, z }, size: extent }
          }),
        ),
  )
}

function compileZones(
  documents: readonly ZoneDocument[],
  rules: readonly NamedRule[],
  zoneMap: ZoneMap | undefined,
  faults: FaultList,
): readonly ZonePlan[] {
  const zones = documents.map((zone, i): ZonePlan => {
    const rule = zone.rule === undefined ? 0 : rules.findIndex(({ name }) => name === zone.rule)
    if (rule === -1) faults.add(['zones', i, 'rule'], 'is not the name of one of the rules')
    const { divisor, phase = 0 } = zone.clock ?? EVERY_TICK
    if (phase >= divisor) faults.add(['zones', i, 'clock', 'phase'], `needs to be below ${divisor}`)
    const isRepeated = documents.findIndex(({ name }) => name === zone.name) < i
    if (isRepeated) faults.add(['zones', i, 'name'], 'names a zone before it')
    return { name: zone.name, clock: { divisor, phase }, rule, isSettled: false }
  })
  const hasRest = zoneMap !== undefined && zoneMap.count > zones.length
  return hasRest ? [...zones, { name: REST, clock: EVERY_TICK, rule: 0, isSettled: false }] : zones
}

/** The zone of what lies in no box. */
const REST = 'rest'

/**
 * Compiles a poke.
 *
 * @throws {RunSetupError} when there is no such channel, or a site lies outside the world.
 */
export function compilePoke(
  { channel: name, cells, box, value }: PokeDocument,
  channels: readonly ChannelSpec[],
  size: Size,
): LivingOrder {
  const channel = channels.find((each) => each.name === name)
  if (channel === undefined) {
    const message = `there is no channel ${JSON.stringify(name)} among channels`
    throw new RunSetupError('run/option', message, { channel: name })
  }
  if ((cells === undefined) === (box === undefined)) {
    throw new RunSetupError('run/option', 'a poke needs cells or a box', { channel: name })
  }
  const sites = cells?.map((cell) => compileSite(cell, size)) ?? [...sitesOf(compileBox(box, size))]
  return {
    kind: 'poke',
    channel: name,
    sites: Uint32Array.from(sites, ({ x, y, z }) => flatIndexOf(size, x, y, z)),
    value: parseFixed(value, fractionBitsOf(channel), 2 * FIELD_LIMIT),
  }
}

function* sitesOf({ x, y, z, size }: ReturnType<typeof compileBox>) {
  for (let dz = 0; dz < size.z; dz++) {
    for (let dy = 0; dy < size.y; dy++) {
      for (let dx = 0; dx < size.x; dx++) yield { x: x + dx, y: y + dy, z: z + dz }
    }
  }
}
