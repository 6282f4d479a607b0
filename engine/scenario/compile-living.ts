/** From the parts of a scenario that make its world a living one to what runs it. */
import { buildBitWorld } from '../bits/bit-world.ts'
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import { DEFAULT_PHYSICS, type PhysicsSettings } from '../bits/physics/physics-settings.ts'
import { COEFFICIENT_FRACTION_BITS, parseFixed } from '../fields/fixed-point.ts'
import { parseChannels } from '../fields/parse-channel.ts'
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import type { LatticeSpec } from '../forge/lattice/lattice-spec.ts'
import { isUnbounded } from '../lattice/size.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { widenStates } from '../rules/program/widen-states.ts'
import type { Rule } from '../rules/rule.ts'
import { checkChannels } from './check-channels.ts'
import { compileCaChannels } from './compile-ca-channels.ts'
import { addVariants, compileMetaLists, nameNeighborhoods } from './compile-meta-lists.ts'
import { compileOrder } from './compile-orders.ts'
import { checkCapacities, compileZoneMap, compileZones } from './compile-zones.ts'
import type { FaultList } from './fault-list.ts'
import { type LivingOrder, type LivingRun, type NamedRule, OWN_RULE } from './living-run.ts'
import { MAX_NAMED_RULES, type PhysicsDocument } from './living-schema.ts'
import type { OrderScope } from './order-scope.ts'
import type { World } from './resolve-world.ts'
import type { ScenarioDocument } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'

/** Keys whose presence makes a world a living one. */
const LIVING_KEYS = [
  'rules',
  'zones',
  'channels',
  'caChannels',
  'bits',
  'metaRules',
  'physics',
  'policies',
] as const

type LivingDocument = Pick<ScenarioDocument, (typeof LIVING_KEYS)[number]>

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
  readonly seed: bigint
  readonly faults: FaultList
  readonly parts: SharedParts
}

/** A living world, and what its later orders are compiled with. */
export interface CompiledLiving {
  readonly living: LivingRun
  readonly orders: OrderScope
}

/**
 * Compiles the living parts of a document whose shape has been checked; undefined where one of them
 * is at fault, which is then on the list.
 */
export async function compileLiving(
  document: LivingDocument,
  scope: LivingScope,
): Promise<CompiledLiving | undefined> {
  const { world, seed, faults, parts } = scope
  const { size } = world
  if (isUnbounded(size)) {
    const given = LIVING_KEYS.filter((key) => document[key] !== undefined).join(', ')
    const example = Array.from({ length: world.dimensions }, () => 64).join(', ')
    const wanted = `needs an end along every axis, such as [${example}], since the scenario has ${given}`
    faults.add(['world', 'size'], `${wanted}: bits and fields do not live in worlds without an end`)
    return undefined
  }
  const before = faults.faults.length
  const named = await compileRules(document.rules ?? {}, scope)
  const lists = nameNeighborhoods(document.metaRules ?? {}, world.dimensions)
  const rules = addVariants(
    named,
    lists.flatMap(([, list]) => list),
  )
  if (rules.length > MAX_NAMED_RULES + 1) {
    // Before they are composed, which would take seconds for what cannot be.
    const found = `${rules.length} rules with those in the neighborhoods that meta-rules go over to`
    faults.add(['metaRules'], `needs at most ${MAX_NAMED_RULES + 1} rules in all, not ${found}`)
    return undefined
  }
  const channels = faults.try(['channels'], () =>
    parseChannels(document.channels ?? [], world.dimensions),
  )
  const zoneMap = compileZoneMap(document.zones, world, faults)
  const zones = compileZones(
    document.zones ?? [],
    rules,
    zoneMap,
    document.bits !== undefined,
    faults,
  )
  if (channels === undefined || zoneMap === undefined) return undefined
  checkCapacities(document.policies?.capacities, zones, faults)
  const channelNames = channels.map(({ name }) => name)
  for (const { name, rule } of named) {
    checkChannels(name === OWN_RULE ? ['rule'] : ['rules', name], rule, channelNames, faults)
  }
  const parameters = [...new Set(rules.flatMap(({ rule }) => rule.program.parameters))]
  const metaRules = [
    [],
    ...compileMetaLists(lists, { ...scope, rules, channels, parameters }),
  ] as const
  const physics = faults.try(['physics'], () => compilePhysics(document.physics))
  const isSettled = zones.some((zone) => zone.isSettled)
  const { dimensions } = world
  const surroundings = { channels, rules, dimensions, isSettled }
  const caChannels = compileCaChannels(document.caChannels, surroundings, faults)
  if (faults.faults.length > before) return undefined
  const states = Math.max(...rules.map(({ rule }) => rule.states))
  const spec: LatticeSpec = {
    dimensions,
    rules: rules.map(({ rule }): Rule => {
      return { ...rule, program: widenStates(rule.program, states) }
    }),
    clocks: zones.map(({ clock }) => clock),
    isSettled,
    channels,
    physics,
    parameters,
    metaRules,
  }
  const lattice = faults.try(['rules'], () => composeLattice(spec))
  if (lattice === undefined) return undefined
  const bits = faults.try(['bits'], () =>
    isSettled
      ? buildBitWorld({
          size,
          topology: world.topology,
          seed,
          zoneMap,
          zones: zones.map(({ name: id, clock, rule }) => ({ id, clock, rule })),
          rules: spec.rules,
          metaRules: lists.map(([, list]) => list),
          components: lattice.planes.flatMap(({ plane }) =>
            plane.kind === 'component' ? [plane.name] : [],
          ),
          channels: channelNames,
        })
      : undefined,
  )
  const { policies } = document
  const orders: OrderScope = {
    size,
    seed,
    dimensions,
    living: { channels, caChannels, rules, policies },
    metaLists: lists.map(([name]) => name),
    take: (sites) => parts.take(sites),
  }
  const first = compileFirst(document.bits ?? [], orders, faults)
  if (faults.faults.length > before) return undefined
  const living: LivingRun = {
    spec,
    lattice,
    channels,
    caChannels,
    rules,
    zoneMap,
    zones,
    bits,
    metaRules,
    metaLists: orders.metaLists,
    movedParameters: physics === undefined ? [] : ['phi_phase', 'sigma_flow', 'trust'],
    policies,
    first,
  }
  return { living, orders }
}

/** The bits that a world begins with. */
function compileFirst(
  documents: NonNullable<LivingDocument['bits']>,
  orders: OrderScope,
  faults: FaultList,
): LivingOrder[] {
  return documents.flatMap((document, i) => {
    const order = faults.try(['bits', i], () => compileOrder('spawn', document, orders))
    return order === undefined ? [] : [order]
  })
}

async function compileRules(
  documents: NonNullable<LivingDocument['rules']>,
  { rule, world, faults, parts }: LivingScope,
): Promise<readonly NamedRule[]> {
  const rules: NamedRule[] = [{ name: OWN_RULE, rule }]
  for (const [name, text] of Object.entries(documents)) {
    if (faults.isFull || parts.isSpent) break
    const path = ['rules', name]
    if (name === OWN_RULE) {
      faults.add(path, "is the name of the scenario's own rule, the one under rule")
      continue
    }
    const parsed = await faults.tryAsync(path, () => parts.rule(text))
    if (parsed === undefined) continue
    if (parsed.world !== undefined) faults.add(path, 'has a topology suffix: the world has its own')
    faults.try(path, () => assertProgramTopology(world.size, world.topology, parsed.rule.program))
    rules.push({ name, rule: parsed.rule })
  }
  return rules
}

function compilePhysics(document: PhysicsDocument | undefined): PhysicsSettings | undefined {
  if (document === undefined) return undefined
  const { omega, coupling, flowRate, trustRate } = document
  const { phase, flow, trust } = DEFAULT_PHYSICS
  const share = (value: number | undefined, otherwise: number) =>
    value === undefined ? otherwise : Math.max(1, parseFixed(value, COEFFICIENT_FRACTION_BITS))
  const turn = PHYSICS_PARAMETERS[0]!.fractionBits
  return {
    phase: {
      omega: omega === undefined ? phase.omega : parseFixed(omega, turn),
      coupling:
        coupling === undefined ? phase.coupling : parseFixed(coupling, COEFFICIENT_FRACTION_BITS),
    },
    flow: { rate: share(flowRate, flow.rate) },
    trust: { rate: share(trustRate, trust.rate) },
  }
}
