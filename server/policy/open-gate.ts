/**
 * The gate of a server: decides by the policies in force, chains each verdict, and puts those on commands on record
 * before they are acted on.
 *
 * Anything but a clear yes is a no: a policy that fails, tables that cannot be read, a verdict that cannot be written
 * down. Federation is to come in here too: its messages ask for an action as a principal of their own, on a surface
 * of their own, and their nonces are kept beside the tokens, with the times until which each counts.
 */
import { randomBytes } from 'node:crypto'
import type { Cedar } from '../../engine/policy/cedar.ts'
import type { FlagName } from '../../engine/resources/feature-flag.ts'
import { FEATURE_FLAGS } from '../../engine/resources/feature-flag.ts'
import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { LatencyWindow } from '../events/latency-window.ts'
import type { RecordBus } from '../events/record-bus.ts'
import type { Signer } from '../ledger/signer.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { FieldMask } from './field-mask.ts'
import { findPrincipal } from './find-principal.ts'
import { ANONYMOUS, type GateRequest, type GateVerdict, type Principal } from './gate.ts'
import { openGatePolicies } from './gate-policies.ts'
import { buildGateSchema, type GuardedOperation } from './gate-schema.ts'
import { Governance } from './governance.ts'
import { findRequestFault, hashRequest, type KeptRequest, keepRequest } from './kept-request.ts'
import type { GateStats, PolicyGate } from './policy-gate.ts'
import { PRESENCE_LIMITS, PresenceBoard } from './presence-board.ts'
import { type Admission, type Rate, RateLimiter, rateKeyOf } from './rate-limits.ts'
import { VERDICT_LIMITS, VerdictBook, type VerdictLimits } from './verdict-book.ts'
import type { GateEntry } from './verdict-record.ts'

export interface GateOptions {
  readonly database: Database
  readonly bus: Pick<RecordBus<Transaction>, 'publishEvent'>
  /** Signs the heads of verdicts: the one of the ledger. */
  readonly signer: Signer
  readonly cedar: Cedar
  /** All that can be asked for; the schema of policies is made of them. */
  readonly operations: readonly GuardedOperation[]
  readonly limits?: Partial<VerdictLimits>
  readonly rates?: Partial<Rates>
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  /** Milliseconds of a clock that only goes on, with fractions. */
  nowMs(): number
  readonly onProblem?: (problem: unknown) => void
}

/** For whom how much. */
export interface Rates {
  /** A token. */
  readonly token: Rate
  /** An address, of those who have none. */
  readonly address: Rate
}

export const DEFAULT_RATES: Rates = Object.freeze({
  token: Object.freeze({ perSecond: 200, burst: 1000 }),
  address: Object.freeze({ perSecond: 20, burst: 100 }),
})

/** Denials of one token that go on record one by one. */
const DENIALS_ON_RECORD: Rate = Object.freeze({ perSecond: 1, burst: 100 })

const MAX_RATED = 10_000
/** Names in events have a bound. */
const MAX_NAME_CHARS = 128
/** Of an agent in a topic. */
const MAX_AGENT_CHARS = 80
const NO_POLICIES = '0'.repeat(64)

/**
 * Opens the gate; the caller closes it, before the bus and the database. The projections of policies have to have
 * heard what is on record.
 *
 * @throws what the database throws, and {PolicyEngineError} where Cedar cannot be used.
 */
export async function openGate(options: GateOptions): Promise<PolicyGate> {
  const { database, signer, cedar, operations, bus, onProblem } = options
  const told = onProblem === undefined ? {} : { onProblem }
  const schema = buildGateSchema(operations)
  const governance = new Governance({
    ...{ database, cedar, schema, nowMs: () => options.nowMs(), ...told },
  })
  await governance.current()
  const verdicts = await VerdictBook.open({
    ...{ database, signer, limits: { ...VERDICT_LIMITS, ...options.limits }, ...told },
    publishEvent: (event) => bus.publishEvent(event, { correlationId: event.idempotencyKey! }),
    newId: () => randomBytes(8).toString('hex'),
  })
  return new ServerGate(options, { schema, governance, verdicts })
}

interface Parts {
  readonly schema: string
  readonly governance: Governance
  readonly verdicts: VerdictBook
}

class ServerGate implements PolicyGate {
  readonly governance: Governance
  readonly verdicts: VerdictBook
  readonly presence: PresenceBoard
  readonly #options: GateOptions
  readonly #schema: string
  readonly #mask = new FieldMask()
  readonly #latency = new LatencyWindow()
  readonly #tokenRates: RateLimiter
  readonly #addressRates: RateLimiter
  readonly #denialRates: RateLimiter
  readonly #decided = { allow: 0, deny: 0 }
  #isClosed = false

  constructor(options: GateOptions, { schema, governance, verdicts }: Parts) {
    this.#options = options
    this.#schema = schema
    this.governance = governance
    this.verdicts = verdicts
    this.presence = new PresenceBoard({
      ...PRESENCE_LIMITS,
      wallTimeMs: () => options.wallTimeMs(),
      nowMs: () => options.nowMs(),
    })
    const { token, address } = { ...DEFAULT_RATES, ...options.rates }
    const clock = { maxKeys: MAX_RATED, nowMs: () => options.nowMs() }
    this.#tokenRates = new RateLimiter({ ...clock, rate: token })
    this.#addressRates = new RateLimiter({ ...clock, rate: address })
    this.#denialRates = new RateLimiter({ ...clock, rate: DENIALS_ON_RECORD })
  }

  async authenticate(header: string | undefined): Promise<Principal> {
    if (header === undefined) return ANONYMOUS
    const { tokens } = await this.governance.current()
    return findPrincipal(tokens, header, this.#options.wallTimeMs())
  }

  rateKey(principal: Principal, address: string): string {
    return rateKeyOf(principal, address)
  }

  admit(key: string): Admission {
    return this.#ratesOf(key).admit(key)
  }

  charge(key: string, requests: number): void {
    this.#ratesOf(key).charge(key, requests)
  }

  #ratesOf(key: string): RateLimiter {
    return key.startsWith('token ') ? this.#tokenRates : this.#addressRates
  }

  isOn(flag: FlagName): boolean {
    return this.governance.latest?.flags[flag] ?? FEATURE_FLAGS[flag].isOn
  }

  mask(principal: Principal, resource: ResourceName, value: unknown): unknown {
    return this.#mask.mask(this.governance.latest, principal, resource, value)
  }

  openCandidate(text: string) {
    return openGatePolicies(this.#options.cedar, this.#schema, text)
  }

  get stats(): GateStats {
    return {
      ...{ allowed: this.#decided.allow, denied: this.#decided.deny },
      ...{ p50Us: this.#latency.quantile(0.5), p95Us: this.#latency.quantile(0.95) },
      waiting: this.verdicts.waiting,
    }
  }

  findHindrances(): readonly string[] {
    const found: string[] = []
    if (this.verdicts.isFailing || this.verdicts.isFull) {
      found.push('The gate cannot write its verdicts down, and denies what it cannot.')
    }
    if (this.governance.isFailing) {
      found.push('The gate cannot read the policies in force, and denies everything.')
      // Nobody may be let in to find out that it can again.
      this.governance.current().catch(() => {})
    }
    return found
  }

  async decide(request: GateRequest): Promise<GateVerdict> {
    const startMs = this.#options.nowMs()
    if (this.#isClosed) return deny('the gate is closed')
    if (this.verdicts.isFull) return deny('verdicts cannot be written down now')
    const decision = await this.#judge(request)
    const { id, entry, previous } = this.#writeDown(decision, startMs)
    const { verdict, kept } = decision
    this.#decided[verdict.decision]++
    const asked = { ...verdict, id }
    const isOnRecord =
      request.isCommand && (verdict.decision === 'allow' || this.#mayRecordDenial(kept.principal))
    if (!isOnRecord) return { ...asked, cause: undefined }
    // What is on record is kept too, so that whatever is missing there was taken away.
    const isKept = await this.verdicts.keep(id)
    if (!isKept) return this.#refuse(decision, startMs, 'the verdict could not be written down')
    try {
      const data = describeVerdict(id, entry, previous)
      return { ...asked, cause: await this.#putOnRecord(data, request) }
    } catch (error) {
      this.#options.onProblem?.(error)
      return this.#refuse(decision, startMs, 'the verdict could not be put on record')
    }
  }

  /** Takes a verdict back that nobody has acted on: another one says so in the chain. */
  #refuse(decision: Judged, startMs: number, reason: string): GateVerdict {
    const refused = { decision: 'deny', reason } as const
    const again = { ...decision, verdict: { ...refused, policies: [] } }
    return { ...refused, id: this.#writeDown(again, startMs).id, cause: undefined }
  }

  /** Nobody must be able to fill the ledger by what they may not: the other denials are in the chain alone. */
  #mayRecordDenial(principal: string): boolean {
    return principal !== ANONYMOUS.id && this.#denialRates.admit(principal).isAdmitted
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.verdicts.close()
    this.governance.dispose()
  }

  async #judge(request: GateRequest): Promise<Judged> {
    try {
      const { policies, flags } = await this.governance.current()
      const kept = keepRequest(request, flags)
      const fault = findRequestFault(request)
      const verdict =
        fault === undefined
          ? policies.decide(kept)
          : ({ decision: 'deny', reason: fault, policies: [] } as const)
      return { kept, policySetSha256: policies.sha256, verdict }
    } catch (error) {
      this.#options.onProblem?.(error)
      const { latest } = this.governance
      const verdict = {
        decision: 'deny',
        reason: 'policies cannot be read now',
        policies: [],
      } as const
      const kept = keepRequest(request, latest?.flags ?? ({} as never))
      return { kept, policySetSha256: latest?.policies.sha256 ?? NO_POLICIES, verdict }
    }
  }

  #writeDown({ kept, policySetSha256, verdict }: Judged, startMs: number) {
    const { wallTimeMs, nowMs } = this.#options
    const latencyUs = Math.max(0, Math.round((nowMs() - startMs) * 1000))
    this.#latency.add(latencyUs)
    const { decision, reason, policies } = verdict
    const entry = {
      ...{ atMs: wallTimeMs(), policySetSha256, request: kept, latencyUs },
      ...{ decision, reason: reason.toWellFormed(), policies },
    }
    return { entry, ...this.verdicts.add(entry) }
  }

  async #putOnRecord(data: RecordEvent['data'], request: GateRequest) {
    const { correlationId, traceparent } = request
    const trace = traceparent === undefined ? {} : { traceparent }
    const agent = nameOf(request.principal.id).slice(0, MAX_AGENT_CHARS)
    const context = { correlationId, ...trace }
    const { id } = await this.#options.bus.publishEvent(
      { kind: 'record', name: 'policy.verdict.completed', data, agent },
      context,
    )
    return Object.freeze({ id, ...context })
  }
}

/** What was decided, before it is written down. */
interface Judged {
  readonly kept: KeptRequest
  readonly policySetSha256: string
  readonly verdict: Pick<GateVerdict, 'decision' | 'reason'> & {
    readonly policies: readonly string[]
  }
}

/** A denial that is not even written down: there is nowhere to. */
function deny(reason: string): GateVerdict {
  return { id: 'none', decision: 'deny', reason, cause: undefined }
}

function describeVerdict(id: string, entry: GateEntry, previous: Uint8Array | undefined) {
  const { request, decision, policies, policySetSha256, latencyUs } = entry
  return {
    ...{ verdict_id: id, principal: nameOf(request.principal), action: nameOf(request.action) },
    ...{ resource: nameOf(request.resource.join('/')), surface: request.surface, decision },
    ...{ policies: policies.slice(0, MAX_NAME_CHARS), policy_set_sha256: policySetSha256 },
    request_sha256: hashRequest(request),
    ...(previous === undefined ? {} : { previous_sha256: Buffer.from(previous).toString('hex') }),
    latency_us: latencyUs,
  }
}

const nameOf = (text: string) => text.slice(0, MAX_NAME_CHARS).toWellFormed() || '-'
