/**
 * What is in force: policies, feature flags and tokens, as the tables have them.
 *
 * They are read again a second after they were read, when somebody asks, so that several processes agree soon; where
 * this process has changed them it calls `refresh`, and they count at once. Nobody waits for a table between. What
 * cannot be read is not guessed: then whoever asks is told so, and is denied.
 */

import { isNamedError } from '../../engine/named-error.ts'
import type { Cedar } from '../../engine/policy/cedar.ts'
import { buildFlagStates, type FlagStates } from '../../engine/resources/feature-flag.ts'
import type { Database } from '../storage/database.ts'
import {
  type PolicySetRow,
  readPolicySet,
  selectFlags,
  selectTokens,
  type TokenRow,
} from '../storage/policy-tables.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { denyEverything, type GatePolicies, openGatePolicies } from './gate-policies.ts'

/** So long a reading counts. */
const FRESH_MS = 1000

/** Tokens that may be known, those that were revoked among them. */
export const MAX_TOKENS = 10_000

/** A reading. */
export interface InForce {
  readonly policies: GatePolicies
  /** Who put the policies in; undefined for the default ones. */
  readonly policySet: PolicySetRow | undefined
  readonly flags: FlagStates
  /** By their ids. */
  readonly tokens: ReadonlyMap<string, TokenRow>
}

export interface GovernanceOptions {
  readonly database: Database
  readonly cedar: Cedar
  /** The Cedar schema of all operations. */
  readonly schema: string
  /** Milliseconds of a clock that only goes on. */
  nowMs(): number
  readonly onProblem?: (problem: unknown) => void
}

export class Governance {
  readonly #options: GovernanceOptions
  #policies: GatePolicies | undefined
  #inForce: InForce | undefined
  #readAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<InForce> | undefined
  #isFailing = false

  constructor(options: GovernanceOptions) {
    this.#options = options
  }

  /** The last reading, however old; undefined before the first. */
  get latest(): InForce | undefined {
    return this.#inForce
  }

  /** Whether what is in force could not be read when that was tried last. */
  get isFailing(): boolean {
    return this.#isFailing
  }

  /**
   * What is in force, read within the last second.
   *
   * @throws what the database throws.
   */
  async current(): Promise<InForce> {
    const isFresh = this.#options.nowMs() - this.#readAtMs < FRESH_MS
    if (isFresh && this.#inForce !== undefined) return this.#inForce
    this.#reading ??= this.#readOnce()
    return await this.#reading
  }

  /** Reads anew, after what was changed before the call. */
  async refresh(): Promise<InForce> {
    await this.#reading?.catch(() => {})
    this.#readAtMs = Number.NEGATIVE_INFINITY
    return await this.current()
  }

  dispose(): void {
    this.#policies?.dispose()
  }

  async #readOnce(): Promise<InForce> {
    try {
      const inForce = await this.#read()
      this.#isFailing = false
      return inForce
    } catch (error) {
      this.#isFailing = true
      throw error
    } finally {
      this.#reading = undefined
    }
  }

  async #read(): Promise<InForce> {
    const { database, nowMs } = this.#options
    const startMs = nowMs()
    const policySet = await readPolicySet(database)
    const flags = await selectFlags(database)
    const tokens = await selectTokens(database, '', MAX_TOKENS)
    const policies = this.#open(policySet?.policies ?? DEFAULT_POLICIES)
    this.#readAtMs = startMs
    this.#inForce = Object.freeze({
      ...{ policies, policySet },
      flags: buildFlagStates(flags.map(({ name, is_on }) => [name, is_on] as const)),
      tokens: new Map(tokens.map((token) => [token.id, token])),
    })
    return this.#inForce
  }

  #open(text: string): GatePolicies {
    const earlier = this.#policies
    if (earlier?.text === text) return earlier
    this.#policies = this.#openOrDeny(text)
    // Whoever is deciding has its answer at once, so nobody uses those before any more.
    earlier?.dispose()
    return this.#policies
  }

  #openOrDeny(text: string): GatePolicies {
    const { cedar, schema, onProblem } = this.#options
    try {
      return openGatePolicies(cedar, schema, text)
    } catch (error) {
      if (!isNamedError(error)) throw error
      onProblem?.(error)
      return denyEverything(text, 'the policies in force cannot be read')
    }
  }
}
