/** A request as it is written down: all that a verdict depends on beside the policies, so that it can be given again. */
import { hash } from 'node:crypto'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import type { CedarEntity } from '../../engine/policy/cedar.ts'
import type { CedarRequest } from '../../engine/policy/cedar-decider.ts'
import { FLAG_NAMES, type FlagStates } from '../../engine/resources/feature-flag.ts'
import type { GateRequest, Surface } from './gate.ts'

/** What somebody wanted, with what was switched on then. */
export interface KeptRequest {
  readonly principal: string
  readonly scopes: readonly string[]
  readonly action: string
  /** The type and the id of what was asked for. */
  readonly resource: readonly [type: string, id: string]
  readonly owner?: string
  readonly surface: Surface | 'any'
  readonly is_command: boolean
  /** The flags that were on, in order. */
  readonly flags_on: readonly string[]
}

/** The type of whoever asks, in Cedar. */
const CALLER = 'Caller'

/** The longest name of anything; input schemas have smaller bounds. */
const MAX_NAME_CHARS = 1024

/** Writes a request down. Texts that are no Unicode are mended; `findRequestFault` has them denied. */
export function keepRequest(request: GateRequest, flags: FlagStates): KeptRequest {
  const { principal, action, resource, surface, isCommand } = request
  return {
    principal: mend(principal.id),
    scopes: principal.scopes.map(mend),
    action: mend(action),
    resource: [resource.type, mend(resource.id)],
    ...(resource.owner === undefined ? {} : { owner: mend(resource.owner) }),
    surface,
    is_command: isCommand,
    flags_on: FLAG_NAMES.filter((name) => flags[name]),
  }
}

/** Why a request cannot be shown to policies, in words; undefined where it can. */
export function findRequestFault({ principal, action, resource }: GateRequest): string | undefined {
  const texts = [principal.id, ...principal.scopes, action, resource.id, resource.owner ?? '']
  if (texts.some((text) => typeof text !== 'string' || !text.isWellFormed())) {
    return 'a name in the request is no Unicode'
  }
  return texts.some((text) => text.length > MAX_NAME_CHARS)
    ? `a name in the request has more than ${MAX_NAME_CHARS} letters`
    : undefined
}

/** The hash of a whole request. */
export function hashRequest(request: KeptRequest): string {
  return hash('sha256', canonicalJson(request), 'hex')
}

/** A request as Cedar is asked about it. */
export function toCedarRequest(request: KeptRequest): CedarRequest {
  const { principal, scopes, action, resource, owner, surface, is_command, flags_on } = request
  const caller = { type: CALLER, id: principal }
  const target = { type: resource[0], id: resource[1] }
  const entities: CedarEntity[] = [
    { uid: caller, attrs: { scopes: [...scopes] }, parents: [] },
    {
      uid: target,
      attrs: owner === undefined ? {} : { owner: { __entity: { type: CALLER, id: owner } } },
      parents: [],
    },
  ]
  const flags = Object.fromEntries(FLAG_NAMES.map((name) => [name, flags_on.includes(name)]))
  return {
    ...{ principal: caller, action: { type: 'Action', id: action }, resource: target, entities },
    context: { surface, isCommand: is_command, flags },
  }
}

const mend = (text: string) => String(text).slice(0, MAX_NAME_CHARS).toWellFormed()
