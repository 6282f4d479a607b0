/** What the gate gives beside its decisions: who somebody is, and which features are on. */
import type { Gate, Principal } from './gate.ts'

/** The gate of a server, open. */
export interface PolicyGate extends Gate {
  /**
   * Who a request is from, by its header `Authorization: Bearer tl_...`. Whoever has none, or one that does not count
   * (any more), is `ANONYMOUS`.
   *
   * @throws what the database throws where it does not answer.
   */
  authenticate(header: string | undefined): Promise<Principal>
  /** Lets what waits be kept, signs the last head, and ends; then everything is denied. */
  close(): Promise<void>
}
