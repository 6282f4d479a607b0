/** What is done to a living world between ticks, from docs/scenarios.md. */
import type { LifeDocument, OrdersDocument, SpawnDocument } from '../../scenario/living-schema.ts'
import type { StrokeDocument } from '../../scenario/scenario-schema.ts'
import { soupOf } from './plain-draws.ts'
import { isDirection, type PlainChannel } from './plain-fields.ts'
import type { PlainPolicy } from './plain-policy.ts'
import { ACTIVE, clamp, isTaken, type Site, toRaw } from './plain-site.ts'
import { isInBox } from './plain-zones.ts'

/** What orders are given to. */
export interface Ordered {
  readonly sites: readonly Site[]
  readonly seed: bigint
  readonly channels: readonly PlainChannel[]
  readonly policy: PlainPolicy
  /** States of all rules together, and of the scenario's own rule. */
  readonly states: number
  readonly ownStates: number
  /** Names of the parameters that rules read beside the four. */
  readonly userParameters: readonly string[]
  isSettled(site: Site): boolean
  /** Number of the rule of the site's zone, of a rule by name, of a list of meta-rules by name. */
  zoneRule(site: Site): number
  ruleNumber(name: string): number
  metaNumber(name: string): number
}

type Places = Pick<LifeDocument, 'cells' | 'box'> & { readonly density?: number | undefined }

/** The sites that an order names, in flat order. */
function named({ cells, box, density }: Places, { sites, seed }: Ordered): Site[] {
  if (cells !== undefined) {
    // A cell that is listed twice is ordered twice.
    return cells
      .map(
        ([x = 0, y = 0, z = 0]) =>
          sites.find((site) => site.x === x && site.y === y && site.z === z)!,
      )
      .toSorted((a, b) => a.index - b.index)
  }
  const inside = sites.filter((site) => isInBox(site, box!))
  if (density === undefined) return inside
  const soup = soupOf(seed, density, 2)
  return inside.filter(() => soup.next().value === 1)
}

/** Paints one stroke. Vacant sites of settled zones stay 0. */
export function paint({ cells, at = [], fill, soup, state = 1 }: StrokeDocument, ordered: Ordered) {
  const set = (site: Site, painted: number) => {
    if (!ordered.isSettled(site) || isTaken(site)) site.state = painted
  }
  if (cells !== undefined) {
    const moved = cells.map((cell) => [0, 1, 2].map((i) => (cell[i] ?? 0) + (at[i] ?? 0)))
    for (const site of named({ cells: moved }, ordered)) set(site, state)
  }
  if (fill !== undefined) for (const site of named({ box: fill }, ordered)) set(site, state)
  if (soup !== undefined) {
    const draws = soupOf(ordered.seed, soup.density, ordered.ownStates)
    const { box } = soup
    const inside = box === undefined ? ordered.sites : named({ box }, ordered)
    for (const site of inside) set(site, draws.next().value as number)
  }
}

/** The orders of one event, kind after kind as the document lists them. */
export function giveOrders(event: OrdersDocument, ordered: Ordered): void {
  for (const kind of Object.keys(event)) {
    if (kind === 'spawn') for (const each of event.spawn!) spawnAll(each, ordered)
    if (kind === 'poke') {
      for (const { channel, value, ...places } of event.poke!) {
        const { name, low, high, dynamic } = ordered.channels.find(({ name }) => name === channel)!
        const raw = toRaw(value, isDirection(dynamic) ? 0 : 14)
        for (const { fields } of named(places, ordered)) {
          fields[name] = clamp(fields[name]! + raw, low, high)
        }
      }
    }
    if (kind === 'follow') {
      for (const { rule, metaRules, ...places } of event.follow!) {
        for (const site of named(places, ordered)) {
          if (!isBit(site, ordered)) continue
          if (rule !== undefined) site.rule = ordered.ruleNumber(rule)
          if (metaRules !== undefined) site.metaList = ordered.metaNumber(metaRules)
        }
      }
    }
    if (kind === 'activate' || kind === 'suspend' || kind === 'terminate') {
      for (const places of event[kind]!) {
        for (const site of named(places, ordered)) {
          if (isBit(site, ordered)) changeLife(kind, site, ordered)
        }
      }
    }
  }
}

const isBit = (site: Site, ordered: Ordered) => ordered.isSettled(site) && isTaken(site)

function changeLife(kind: 'activate' | 'suspend' | 'terminate', site: Site, ordered: Ordered) {
  if (kind === 'activate' && site.status !== ACTIVE) {
    if (site.status === 1) site.presence = 1
    site.status = ACTIVE
  }
  if (kind === 'suspend' && site.status === ACTIVE) site.status = 3
  if (kind === 'terminate') vacate(site, ordered)
}

/** What a vacant site has: nothing but its zone's rule. */
function vacate(site: Site, ordered: Ordered): void {
  ordered.policy.leave(site.zone)
  Object.assign(site, { status: 4, presence: 0, state: 0, metaList: 0, changed: 0, remembered: 0 })
  site.rule = ordered.zoneRule(site)
  for (const name of Object.keys(site.parameters)) site.parameters[name] = 0
}

/** Spawns bits, each unless its site is taken, a policy denies it, its zone is full or it cannot be. */
export function spawnAll(document: SpawnDocument, ordered: Ordered): void {
  const { state = 0, components = [], active = true, rule, metaRules } = document
  const { phiPhase = 0, sigmaFlow = 0, lambdaSensitivity = 0.5, trustScore = 0.5 } = document
  for (const site of named(document, ordered)) {
    if (!ordered.isSettled(site) || isTaken(site)) continue
    if (!ordered.policy.lets(site.zone)) continue
    if (state >= ordered.states || components.length > 0) continue
    ordered.policy.enter(site.zone)
    Object.assign(site, { status: active ? ACTIVE : 1, presence: active ? 1 : 0, state })
    Object.assign(site, { changed: 0, remembered: 0 })
    site.rule = rule === undefined ? ordered.zoneRule(site) : ordered.ruleNumber(rule)
    site.metaList = metaRules === undefined ? 0 : ordered.metaNumber(metaRules)
    for (const name of ordered.userParameters) site.parameters[name] = 0
    site.parameters.phi_phase = toRaw(phiPhase, 16) % 65536
    site.parameters.sigma_flow = toRaw(sigmaFlow, 14)
    site.parameters.lambda_sensitivity = toRaw(lambdaSensitivity, 14)
    site.parameters.trust = toRaw(trustScore, 14)
  }
}
