/**
 * Decides about spawns (the contract's Thundercrown): whether a policy permits them, and whether the zone has room.
 *
 * It owns what is counted and remembered: how many bits live in each zone, which its caller keeps
 * up to date, and verdicts already given. Policies are asked first, so that whoever may not spawn
 * learns nothing about the zone.
 */
import { countCells } from '../lattice/size.ts'
import { ZONE_SIZE } from '../lattice/zones.ts'
import type { Authorizer } from './authorizer.ts'
import { ZoneCountError } from './errors.ts'
import { buildSpawnKey } from './spawn-key.ts'
import { findRequestFault, type SpawnRequest } from './spawn-request.ts'
import { buildAllow, buildDeny, type Verdict } from './verdict.ts'
import { VerdictMemo } from './verdict-memo.ts'

/** All sites of a zone, the contract's `bits_per_zone`: 248,832. */
export const DEFAULT_ZONE_CAPACITY = countCells(ZONE_SIZE)

/** What a `SpawnPolicy` starts with. */
export interface SpawnPolicyOptions {
  /** The policy's own from here on, which disposes of it. */
  readonly authorizer: Authorizer
  /** How many bits a zone holds; DEFAULT_ZONE_CAPACITY when left out. */
  readonly capacity?: number | undefined
  /** How many bits single zones hold. */
  readonly capacities?: Readonly<Record<string, number>> | undefined
}

export class SpawnPolicy {
  readonly #capacity: number
  readonly #capacities: ReadonlyMap<string, number>
  readonly #populations = new Map<string, number>()
  readonly #memo = new VerdictMemo()
  #authorizer: Authorizer

  /** @throws {ZoneCountError} unless every capacity is a whole number of at least 0. */
  constructor({ authorizer, capacity, capacities }: SpawnPolicyOptions) {
    this.#authorizer = authorizer
    this.#capacity = assertCount(undefined, capacity ?? DEFAULT_ZONE_CAPACITY)
    const entries = Object.entries(capacities ?? {})
    this.#capacities = new Map(entries.map(([zone, count]) => [zone, assertCount(zone, count)]))
  }

  /** The version of the policies that decide now. */
  get version(): string {
    return this.#authorizer.policies.version
  }

  /** How many verdicts are remembered. */
  get rememberedVerdicts(): number {
    return this.#memo.size
  }

  /** Decides by other policies from now on, and forgets verdicts that others gave. */
  replaceAuthorizer(authorizer: Authorizer): void {
    if (authorizer === this.#authorizer) return
    if (authorizer.policies.version !== this.version) this.#memo.clear()
    this.#authorizer.dispose()
    this.#authorizer = authorizer
  }

  /** Lets go of the policies. Afterwards everything is denied. */
  dispose(): void {
    this.#memo.clear()
    this.#authorizer.dispose()
  }

  /** The verdict on one spawn. Nothing is counted: the caller adds the bit when it is there. */
  checkSpawn(request: SpawnRequest): Verdict {
    const verdict = this.#checkPolicies(request)
    if (verdict.decision === 'deny') return verdict
    const { zoneId } = request
    // Only a no needs its words.
    const hasRoom = this.populationOf(zoneId) < this.capacityOf(zoneId)
    return hasRoom ? verdict : this.checkZoneCapacity(zoneId)
  }

  /** Whether a zone has room for one more bit. */
  checkZoneCapacity(zoneId: string): Verdict {
    const population = this.populationOf(zoneId)
    const capacity = this.capacityOf(zoneId)
    const words = `zone ${JSON.stringify(zoneId)} holds ${population} of at most ${capacity} bits`
    return population < capacity ? buildAllow(words) : buildDeny('zone_full', words)
  }

  /** How many bits a zone may hold. */
  capacityOf(zoneId: string): number {
    return this.#capacities.get(zoneId) ?? this.#capacity
  }

  /** How many bits live in a zone, as far as the caller said. */
  populationOf(zoneId: string): number {
    return this.#populations.get(zoneId) ?? 0
  }

  /**
   * Says that bits came to live in a zone, or went where the number is negative.
   *
   * @throws {ZoneCountError} when that would leave less than none.
   */
  changePopulation(zoneId: string, bits: number): void {
    this.setPopulation(zoneId, this.populationOf(zoneId) + bits)
  }

  /**
   * Says how many bits live in a zone.
   *
   * @throws {ZoneCountError} unless it is a whole number of at least 0.
   */
  setPopulation(zoneId: string, bits: number): void {
    if (assertCount(zoneId, bits) === 0) this.#populations.delete(zoneId)
    else this.#populations.set(zoneId, bits)
  }

  #checkPolicies(request: SpawnRequest): Verdict {
    const { policies } = this.#authorizer
    const fault = findRequestFault(request, policies.attributes)
    if (fault !== undefined) return buildDeny('policy_denied', fault)
    const key = buildSpawnKey(policies, request)
    const remembered = this.#memo.get(key)
    if (remembered !== undefined) return remembered
    const verdict = this.#authorizer.decide(request)
    this.#memo.set(key, verdict)
    return verdict
  }
}

function assertCount(zoneId: string | undefined, count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new ZoneCountError({ zoneId, found: count })
  return count
}
