/**
 * A living world written the obvious way: one object a site, one loop over them, plain numbers.
 *
 * It is made from the documentation alone (docs/scenarios.md, fields.md, physics.md, meta-rules.md)
 * and shares nothing with what runs worlds but the topology's site resolver, so that what both get
 * wrong in the same way is a fault of the documentation. It takes documents that are sound.
 */
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'
import { philoxDraw } from './plain-draws.ts'
import { advanceFields, channelOf, isDirection, type PlainChannel } from './plain-fields.ts'
import { applyMetaRules } from './plain-meta.ts'
import { giveOrders, type Ordered, paint, spawnAll } from './plain-orders.ts'
import { hear, moveBit, type PlainPhysics, physicsOf } from './plain-physics.ts'
import { BEYOND, facesIn, type Ground, groundOf, reach, stepsOf } from './plain-places.ts'
import { type PlainPolicy, policyOf } from './plain-policy.ts'
import { buildRulebook, type Rulebook } from './plain-rulebook.ts'
import { ACTIVE, clamp, type Site } from './plain-site.ts'
import { type PlainZone, zoneAt, zonesOf } from './plain-zones.ts'

/** Fields that always read as the tick began, and what is written to them. */
function frozenFields(heard: Readonly<Record<string, number>>) {
  const writes: Record<string, number> = {}
  const fields: Record<string, number> = {}
  for (const [name, value] of Object.entries(heard)) {
    writes[name] = 0
    Object.defineProperty(fields, name, {
      get: () => value,
      set(sum: number) {
        writes[name]! += sum - value
      },
    })
  }
  return { fields, writes }
}

/** What a bit becomes in a tick, before anybody sees it. */
interface Step {
  readonly site: Site
  readonly state: number
  readonly rule: number
  readonly parameters: Record<string, number>
  readonly changed: number
  readonly remembered: number
  readonly writes: Readonly<Record<string, number>>
}

export class LivingOracle {
  readonly sites: readonly Site[]
  readonly zones: readonly PlainZone[]
  tick = 0
  readonly #document: ScenarioDocument
  readonly #ground: Ground
  readonly #channels: readonly PlainChannel[]
  readonly #physics: PlainPhysics | undefined
  readonly #book: Rulebook
  readonly #policy: PlainPolicy
  readonly #ordered: Ordered
  readonly #seed: bigint
  /** Share of each zone's cells that the tick before has changed, raw. */
  readonly #activity: number[]

  /** The world at tick 0, with the orders of tick 0 given. */
  constructor(document: ScenarioDocument) {
    this.#document = document
    this.#seed = BigInt(document.seed ?? 0)
    this.#ground = groundOf(document.world!)
    this.#channels = (document.channels ?? []).map(channelOf)
    this.#physics = document.physics && physicsOf(document.physics)
    this.#book = buildRulebook(document)
    this.zones = zonesOf(document)
    this.#policy = policyOf(document.policies, this.zones)
    this.#activity = this.zones.map(() => 0)
    this.sites = this.#makeSites()
    this.#ordered = {
      sites: this.sites,
      seed: this.#seed,
      channels: this.#channels,
      policy: this.#policy,
      states: Math.max(...this.#book.rules.map(({ rule }) => rule.states)),
      ownStates: this.#book.rules[0]!.rule.states,
      userParameters: this.#book.userParameters,
      isSettled: ({ zone }) => this.zones[zone]!.isSettled,
      zoneRule: ({ zone }) => this.#book.numberOf(this.zones[zone]!.rule ?? ''),
      ruleNumber: (name) => this.#book.numberOf(name),
      metaNumber: (name) => this.#book.lists.findIndex((list) => list.name === name) + 1,
    }
    for (const spawn of document.bits ?? []) spawnAll(spawn, this.#ordered)
    for (const stroke of document.initial ?? []) paint(stroke, this.#ordered)
    this.#giveOrders()
  }

  #makeSites(): Site[] {
    const { x: width, y: height, z: depth } = this.#ground.size
    return Array.from({ length: width * height * depth }, (_, index): Site => {
      const place = {
        x: index % width,
        y: Math.floor(index / width) % height,
        z: Math.floor(index / (width * height)),
      }
      const zone = zoneAt(place, this.#document.zones ?? [], this.#ground)
      const { isSettled, rule } = this.zones[zone]!
      const half = isSettled ? 0 : 8192
      const own = { phi_phase: 0, sigma_flow: 0, lambda_sensitivity: half, trust: half }
      const users = this.#book.userParameters.map((name) => [name, 0] as const)
      const starts = Object.fromEntries(this.#channels.map(({ name, start }) => [name, start]))
      return {
        ...place,
        index,
        zone,
        state: 0,
        rule: this.#book.numberOf(rule ?? ''),
        metaList: 0,
        status: isSettled ? 0 : ACTIVE,
        presence: 0,
        changed: 0,
        remembered: 0,
        parameters: { ...own, ...Object.fromEntries(users) },
        fields: { ...starts },
        previous: { ...starts },
      }
    })
  }

  /** Goes to the next tick, and gives its orders. */
  advance(): void {
    const before = this.sites.map(({ state }) => state)
    const metrics = this.zones.map((_, zone) => this.#measure(zone))
    const due = this.sites.filter((site) => this.#isDue(site))
    const steps = due.map((site) => this.#step(site, metrics[site.zone]!))
    for (const { site, state, rule, parameters, changed, remembered, writes } of steps) {
      Object.assign(site, { state, rule, changed, remembered })
      Object.assign(site.parameters, parameters)
      for (const { name, low, high } of this.#channels) {
        if (writes[name] === undefined) continue
        site.fields[name] = clamp(site.fields[name]! + writes[name], low, high)
      }
    }
    advanceFields(this.sites, this.#channels, this.#ground, this.#book.rules[0]!.rule.neighborhood)
    for (const zone of this.zones.keys()) {
      const inside = this.sites.filter((site) => site.zone === zone)
      const changed = inside.filter((site) => site.state !== before[site.index]).length
      this.#activity[zone] = inside.length === 0 ? 0 : Math.floor((changed * 16384) / inside.length)
    }
    this.tick++
    this.#giveOrders()
  }

  #giveOrders(): void {
    for (const event of this.#document.events ?? []) {
      if (event.tick !== this.tick) continue
      for (const stroke of event.paint ?? []) paint(stroke, this.#ordered)
      giveOrders(event, this.#ordered)
    }
  }

  #isDue({ zone, status }: Site): boolean {
    const { divisor, phase } = this.zones[zone]!
    return status === ACTIVE && (this.tick - phase) % divisor === 0
  }

  #measure(zone: number): Record<string, number> {
    const inside = this.sites.filter((site) => site.zone === zone)
    const population = inside.filter(({ state }) => state !== 0).length
    const isSettled = this.zones[zone]!.isSettled
    return {
      population,
      density: inside.length === 0 ? 0 : Math.floor((population * 16384) / inside.length),
      activity: this.#activity[zone]!,
      bits: this.#policy.bitsIn(zone),
      'active-bits': isSettled ? inside.filter(({ status }) => status === ACTIVE).length : 0,
    }
  }

  #statesAt(places: readonly number[]): number[] {
    return places.map((index) => (index === BEYOND ? 0 : this.sites[index]!.state))
  }

  #step(site: Site, metrics: Readonly<Record<string, number>>): Step {
    const { tick } = this
    const { rule, firstDraw, neighborhood } = this.#book.rules[site.rule]!
    const { x, y, z, parameters } = site
    const draw = (number: number) => philoxDraw(this.#seed, [x, y, z, tick], number)
    const heard = Object.fromEntries(
      rule.channels.map((name) => {
        const { dynamic } = this.#channels.find((channel) => channel.name === name)!
        const { lambda_sensitivity: sensitivity } = parameters
        return [name, hear(site.fields[name]!, sensitivity!, isDirection(dynamic))]
      }),
    )
    const { fields, writes } = frozenFields(heard)
    // To a rule, states that it does not have are 0.
    const known = (each: number) => (each < rule.states ? each : 0)
    const around = reach(this.#ground, site, stepsOf(neighborhood, site))
    const state = rule.next({
      state: known(site.state),
      neighbors: this.#statesAt(around).map(known),
      fields,
      cell: { x, y, z, tick, ...parameters, random: (number) => draw(firstDraw + number) | 0 },
    })
    const faces = reach(this.#ground, site, stepsOf(facesIn(this.#ground.dimensions), site))
    const moved = { ...parameters }
    let { changed, remembered } = site
    if (this.#physics !== undefined) {
      const physics = moveBit(site, state, faces, this.sites, this.#physics)
      Object.assign(moved, {
        phi_phase: physics.phase,
        sigma_flow: physics.flow,
        trust: physics.trust,
      })
      ;({ changed, remembered } = physics)
    }
    const list = this.#book.lists[site.metaList - 1]
    const nextRule = applyMetaRules(
      list?.metaRules ?? [],
      {
        state,
        tick,
        neighbors: this.#statesAt(faces).filter((each) => each !== 0).length,
        rule: site.rule,
        parameters,
        fields: site.fields,
        metrics,
        fieldBits: (name) =>
          isDirection(this.#channels.find((channel) => channel.name === name)!.dynamic) ? 0 : 14,
        ruleNumber: (name) => (typeof name === 'number' ? name : this.#book.numberOf(name)),
        variant: (wanted) => this.#book.variantOf(site.rule, wanted),
        random: (chance) => draw(list!.firstDraw + chance),
      },
      moved,
    )
    return { site, state, rule: nextRule, parameters: moved, changed, remembered, writes }
  }

  /** The number of a plane at each site, by the plane's kind and name. */
  readPlane(kind: string, name: string): number[] {
    return this.sites.map((site) => {
      switch (kind) {
        case 'state':
          return site.state
        case 'rule':
          return site.rule
        case 'meta':
          return site.metaList
        case 'status':
          return site.status
        case 'presence':
          return site.presence
        case 'parameter':
          return site.parameters[name]!
        case 'channel':
          return site.fields[name]!
        case 'previous':
          return site.previous[name]!
        case 'memory':
          return name === 'changed' ? site.changed : site.remembered
        case 'metric':
          return this.#activity[site.zone]!
        default:
          throw new Error(`there is no plane ${kind} ${name}`)
      }
    })
  }
}
