/**
 * The attributes of a Thunderbit: their names, types, defaults and ranges, and the check of those
 * that whoever spawns a bit may choose. Thunderbit contract, section 1.
 */
import { accept, type Outcome, refuse } from './bit-failure.ts'
import type { BitWorld } from './bit-world.ts'
import { fixedFromRaw, fixedToRaw, phaseFromRaw, phaseToRaw } from './fixed-point.ts'
import type { PhysicsParameter } from './physics/physics-parameter.ts'

export interface AttributeSpec {
  /** As the contract spells it. */
  readonly contractName: string
  readonly type: 'uuid' | 'map' | 'list' | 'fraction' | 'integer' | 'atom' | 'string' | 'boolean'
  /** What a bit has that nothing was said of; undefined where it follows from elsewhere. */
  readonly fallback: unknown
  /** Least and greatest value; undefined where the type has none. */
  readonly low?: number
  readonly high?: number
}

const ofType = (contractName: string, type: AttributeSpec['type'], fallback?: unknown) =>
  Object.freeze<AttributeSpec>({ contractName, type, fallback })
const fraction = (contractName: string, fallback: number, low: number, high: number) =>
  Object.freeze<AttributeSpec>({ contractName, type: 'fraction', fallback, low, high })

/** Every attribute, by the name that a view gives it. */
export const THUNDERBIT_ATTRIBUTES = Object.freeze({
  id: ofType('id', 'uuid'),
  coord: ofType('coord', 'map'),
  zoneId: ofType('zone_id', 'string'),
  state: ofType('state', 'map', Object.freeze({ value: 0, components: [] })),
  rules: ofType('rules', 'map'),
  metaRules: ofType('meta_rules', 'list', Object.freeze([])),
  fieldState: ofType('field_state', 'map', Object.freeze({})),
  writeBuffer: ofType('write_buffer', 'list', Object.freeze([])),
  phiPhase: fraction('phi_phase', 0, 0, 1),
  sigmaFlow: fraction('sigma_flow', 0, -1, 1),
  lambdaSensitivity: fraction('lambda_sensitivity', 0.5, 0, 1),
  trustScore: fraction('trust_score', 0.5, 0, 1),
  presence: ofType('presence', 'atom', 'vacant'),
  channelId: ofType('channel_id', 'string'),
  routeTags: ofType('route_tags', 'list', Object.freeze([])),
  status: ofType('status', 'atom', 'spawned'),
  tickCount: ofType('tick_count', 'integer', 0),
  traceEnabled: ofType('trace_enabled', 'boolean', false),
  trace: ofType('trace', 'list', Object.freeze([])),
  insertedAt: ofType('inserted_at', 'integer'),
  updatedAt: ofType('updated_at', 'integer'),
})

export type ParameterAttribute = 'phiPhase' | 'sigmaFlow' | 'lambdaSensitivity' | 'trustScore'

export interface ParameterSpec {
  readonly attribute: ParameterAttribute
  /** Name of its plane, under which rules and meta-rules know it. */
  readonly parameter: PhysicsParameter['name']
  toRaw(value: number): number
  fromRaw(raw: number): number
}

const parameter = (
  attribute: ParameterAttribute,
  name: PhysicsParameter['name'],
  toRaw: ParameterSpec['toRaw'],
  fromRaw: ParameterSpec['fromRaw'],
): ParameterSpec =>
  Object.freeze({
    attribute,
    parameter: name,
    toRaw,
    fromRaw,
  })

/** The physics parameters, in the order of their planes. */
export const PARAMETERS = Object.freeze([
  parameter('phiPhase', 'phi_phase', phaseToRaw, phaseFromRaw),
  parameter('sigmaFlow', 'sigma_flow', fixedToRaw, fixedFromRaw),
  parameter('lambdaSensitivity', 'lambda_sensitivity', fixedToRaw, fixedFromRaw),
  parameter('trustScore', 'trust', fixedToRaw, fixedFromRaw),
] as const)

/** Parameters that are said of a bit. */
export type BitParameters = { readonly [Name in ParameterAttribute]?: number }

/** What may be said of a bit that is spawned; what is not said has its default. */
export interface SpawnAttributes extends BitParameters {
  readonly state?: { readonly value?: number; readonly components?: readonly number[] }
  /** Number of a rule of the world; the zone's where absent. */
  readonly rule?: number
  /** Number of a list of meta-rules; 0, the empty one, where absent. */
  readonly metaRules?: number
  readonly traceEnabled?: boolean
}

/** The same, whole and checked, in the numbers that planes hold. */
export interface CheckedAttributes {
  readonly value: number
  readonly components: readonly number[]
  /** Undefined for the zone's. */
  readonly rule: number | undefined
  readonly metaRules: number
  /** In the order of PARAMETERS. */
  readonly parameters: readonly number[]
  readonly traceEnabled: boolean
}

const NONE: SpawnAttributes = Object.freeze({})
const NAMES: readonly string[] = [
  ...['state', 'rule', 'metaRules', 'traceEnabled'],
  ...PARAMETERS.map(({ attribute }) => attribute),
]

const wholeBelow = (limit: number) => `a whole number from 0 to ${limit - 1} is wanted`
const isWholeBelow = (value: unknown, limit: number) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < limit

/** Checks what is said of a new bit, and completes it. */
export function checkAttributes(
  world: BitWorld,
  attributes: SpawnAttributes = NONE,
): Outcome<CheckedAttributes> {
  const { state, rule, metaRules = 0, traceEnabled = false } = attributes
  const value = state?.value ?? 0
  const components = state?.components ?? world.components.map(() => 0)
  const fault =
    findUnknown(attributes) ??
    (isWholeBelow(value, world.states)
      ? undefined
      : faultOf('state', value, wholeBelow(world.states))) ??
    findComponentFault(world, components) ??
    (rule === undefined || isWholeBelow(rule, world.rules.length)
      ? undefined
      : faultOf('rule', rule, wholeBelow(world.rules.length))) ??
    (isWholeBelow(metaRules, world.metaRules.length)
      ? undefined
      : faultOf('metaRules', metaRules, wholeBelow(world.metaRules.length))) ??
    (typeof traceEnabled === 'boolean'
      ? undefined
      : faultOf('traceEnabled', traceEnabled, 'true or false is wanted')) ??
    findParameterFault(attributes)
  if (fault !== undefined) return refuse('invalid_attribute', fault)
  const parameters = PARAMETERS.map(({ attribute, toRaw }) =>
    toRaw(attributes[attribute] ?? (THUNDERBIT_ATTRIBUTES[attribute].fallback as number)),
  )
  return accept({ value, components, rule, metaRules, parameters, traceEnabled })
}

interface Fault {
  readonly attribute: string
  readonly found: string
  readonly wanted: string
}

const MAX_SHOWN_CHARS = 40

function faultOf(attribute: string, found: unknown, wanted: string): Fault {
  const text = typeof found === 'string' ? JSON.stringify(found) : String(found)
  return { attribute, found: text.slice(0, MAX_SHOWN_CHARS), wanted }
}

function findUnknown(attributes: object): Fault | undefined {
  for (const name in attributes) {
    if (!NAMES.includes(name)) return faultOf(name, 'unknown', `known are ${NAMES.join(', ')}`)
  }
  return undefined
}

function findParameterFault(attributes: SpawnAttributes): Fault | undefined {
  for (const { attribute } of PARAMETERS) {
    const value = attributes[attribute]
    if (value === undefined) continue
    const { low, high } = THUNDERBIT_ATTRIBUTES[attribute] as Required<AttributeSpec>
    if (typeof value === 'number' && value >= low && value <= high) continue
    return faultOf(attribute, value, `a number from ${low} to ${high} is wanted`)
  }
  return undefined
}

function findComponentFault(world: BitWorld, components: readonly number[]): Fault | undefined {
  const { length } = world.components
  if (!Array.isArray(components) || components.length !== length) {
    return faultOf('components', 'another list', `${length} numbers are wanted`)
  }
  const fault = components.find((component) => (component | 0) !== component)
  return fault === undefined
    ? undefined
    : faultOf('components', fault, 'whole numbers of 32 bits are wanted')
}
