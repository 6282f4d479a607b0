/** From what a scenario orders of a living world to orders of sites. */
import type { BitParameters } from '../bits/thunderbit-attributes.ts'
import { fractionBitsOf } from '../fields/channel.ts'
import { parseFixed } from '../fields/fixed-point.ts'
import { DEFAULT_ACTOR } from '../policy/policy-schema.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import { CHANNEL_ORDER_KINDS, compileChannelOrder } from './compile-channel-orders.ts'
import { compileSite } from './compile-stroke.ts'
import { compileTune } from './compile-tune.ts'
import { findRule } from './compile-zones.ts'
import { RunSetupError } from './errors.ts'
import type { LivingOrder } from './living-run.ts'
import type {
  FollowDocument,
  LifeDocument,
  OrdersDocument,
  PokeDocument,
  SetDocument,
  SpawnDocument,
  TuneDocument,
} from './living-schema.ts'
import { missing, type OrderScope, sitesOf } from './order-scope.ts'
import { weighSites } from './poke-falloff.ts'

/** Kinds of orders; those of one event are done as the document lists them. */
export const ORDER_KINDS = [
  ...(['spawn', 'follow', 'set', 'activate', 'suspend', 'terminate', 'poke', 'tune'] as const),
  ...CHANNEL_ORDER_KINDS,
] as const

/** One order of a kind, as a document has it. */
export type OrderDocument = NonNullable<OrdersDocument[(typeof ORDER_KINDS)[number]]>[number]

/** In how many ticks an order is done: of a source in several. */
export function ticksOf(kind: (typeof ORDER_KINDS)[number], document: OrderDocument): number {
  return kind === 'poke' ? ((document as PokeDocument).ticks ?? 1) : 1
}

/**
 * Compiles one order whose shape has been checked.
 *
 * @throws {RunSetupError} when it names what there is not, or a site outside the world.
 */
export function compileOrder(
  kind: (typeof ORDER_KINDS)[number],
  document: OrderDocument,
  scope: OrderScope,
): LivingOrder {
  switch (kind) {
    case 'poke':
      return compilePoke(document as PokeDocument, scope)
    case 'tune':
      return compileTune(document as TuneDocument, scope)
    case 'spawn':
      return compileSpawn(document as SpawnDocument, scope)
    case 'follow':
      return compileFollow(document as FollowDocument, scope)
    case 'set':
      return compileSet(document as SetDocument, scope)
    case 'activate':
    case 'suspend':
    case 'terminate': {
      const { reason = 'scenario' } = document as LifeDocument
      return { kind, sites: sitesOf(document as LifeDocument, scope), reason }
    }
    default:
      return compileChannelOrder(kind, document as never, scope)
  }
}

function compilePoke(document: PokeDocument, scope: OrderScope): LivingOrder {
  const { channel: name, value } = document
  const channel = scope.living.channels.find((each) => each.name === name)
  if (channel === undefined) throw missing('channel', name)
  const raw = parseFixed(value, fractionBitsOf(channel), 2 * FIELD_LIMIT)
  const sites = sitesOf(document, scope)
  const { falloff } = document
  const weights = falloff && {
    weights: weighSites(sites, scope.size, {
      ...compileSite(falloff.at, scope.size),
      radiusCells: falloff.radius,
    }),
  }
  const sets = document.set === true ? ({ sets: true } as const) : {}
  return { kind: 'poke', channel: name, sites, value: raw, ...weights, ...sets }
}

function compileSpawn(document: SpawnDocument, scope: OrderScope): LivingOrder {
  const { rule, state, components, trace, active = true } = document
  const hasState = state !== undefined || components !== undefined
  return {
    kind: 'spawn',
    sites: sitesOf(document, scope),
    attributes: {
      ...parametersOf(document),
      ...(hasState ? { state: { value: state ?? 0, ...(components ? { components } : {}) } } : {}),
      ...(rule === undefined ? {} : { rule: ruleOf(rule, scope) }),
      ...(document.metaRules === undefined ? {} : { metaRules: metaListOf(document, scope) }),
      ...(trace === undefined ? {} : { traceEnabled: trace }),
    },
    isActive: active,
    actor: document.actor ?? scope.living.policies?.actor ?? DEFAULT_ACTOR,
  }
}

function compileFollow(document: FollowDocument, scope: OrderScope): LivingOrder {
  const { rule, metaRules } = document
  if (rule === undefined && metaRules === undefined) {
    throw new RunSetupError('run/option', 'it needs a rule, metaRules or both', {})
  }
  return {
    kind: 'rules',
    sites: sitesOf(document, scope),
    ...(rule === undefined ? {} : { rule: ruleOf(rule, scope) }),
    ...(metaRules === undefined ? {} : { metaRules: metaListOf(document, scope) }),
  }
}

function compileSet(document: SetDocument, scope: OrderScope): LivingOrder {
  const { trace } = document
  const parameters = parametersOf(document)
  if (trace === undefined && Object.keys(parameters).length === 0) {
    const wanted = 'phiPhase, sigmaFlow, lambdaSensitivity, trustScore or trace'
    throw new RunSetupError('run/option', `it needs one of ${wanted}`, {})
  }
  return {
    kind: 'set',
    sites: sitesOf(document, scope),
    parameters,
    ...(trace === undefined ? {} : { traceEnabled: trace }),
  }
}

/** The parameters that a document names. */
function parametersOf(document: SetDocument): BitParameters {
  const { phiPhase, sigmaFlow, lambdaSensitivity, trustScore } = document
  const parameters = { phiPhase, sigmaFlow, lambdaSensitivity, trustScore }
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined),
  ) as BitParameters
}

function ruleOf(name: string, { living }: OrderScope): number {
  const rule = findRule(living.rules, name)
  if (rule === -1) throw missing('rule', name)
  return rule
}

function metaListOf({ metaRules }: { metaRules?: string | undefined }, scope: OrderScope): number {
  const list = scope.metaLists.indexOf(metaRules!)
  if (list === -1) throw missing('list of meta-rules', metaRules!)
  return list + 1
}
