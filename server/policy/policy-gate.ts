/** What the gate gives beside its decisions: who somebody is, what is in force, and what was decided. */
import type { FlagName } from '../../engine/resources/feature-flag.ts'
import type { Gate, Principal } from './gate.ts'
import type { GatePolicies } from './gate-policies.ts'
import type { Governance } from './governance.ts'
import type { PresenceBoard } from './presence-board.ts'
import type { VerdictBook } from './verdict-book.ts'

/** How decisions do, for metrics. */
export interface GateStats {
  readonly allowed: number
  readonly denied: number
  /** Of the newest decisions, in microseconds; undefined before the first. */
  readonly p50Us: number | undefined
  readonly p95Us: number | undefined
  /** Verdicts that wait to be kept. */
  readonly waiting: number
}

/** The gate of a server, open. */
export interface PolicyGate extends Gate {
  /**
   * Who a request is from, by its header `Authorization: Bearer tl_...`. Whoever has none, or one that does not count
   * (any more), is `ANONYMOUS`.
   *
   * @throws what the database throws where it does not answer.
   */
  authenticate(header: string | undefined): Promise<Principal>
  /** By what the rate of a caller is counted: `admit` takes it. */
  rateKey(principal: Principal, address: string): string
  /** Whether a feature is on, as it was last read. */
  isOn(flag: FlagName): boolean
  readonly stats: GateStats
  /** Why everything is denied, or soon will be, whoever asks; none where it is not. What failed is tried again. */
  findHindrances(): readonly string[]
  readonly governance: Governance
  readonly presence: PresenceBoard
  readonly verdicts: VerdictBook
  /**
   * Policies as a candidate, which decide nothing here. The caller disposes of them.
   *
   * @throws {PolicyLimitError | PolicyInvalidError} where the text is none that fit the operations.
   */
  openCandidate(text: string): GatePolicies
  /** Lets what waits be kept, signs the last head, and ends; from the call on everything is denied. */
  close(): Promise<void>
}
