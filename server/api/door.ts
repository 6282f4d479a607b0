/** Who comes in: what a request says of itself is turned into a principal, before anything is asked. */
import type { FlagName } from '../../engine/resources/feature-flag.ts'
import type { Principal } from '../policy/gate.ts'
import type { Admission } from '../policy/rate-limits.ts'

/** Where a request says it comes from, and to whom it is addressed. */
export interface RequestOrigin {
  /** The header `Origin`, which browsers send; undefined where there is none. */
  readonly origin: string | undefined
  /** The header `Host`. */
  readonly host: string | undefined
}

export interface Door {
  /** Whose token it is; `ANONYMOUS` where there is none, or it is nobody's. */
  authenticate(token: string | undefined): Promise<Principal>
  /** Whether requests from there are answered: not those of other pages, nor those under other names of this host. */
  isWelcome(request: RequestOrigin): boolean
  /** Whether pages of that origin, which are not the server's own, may ask and read what is answered. */
  isListed(origin: string): boolean
  /** Counts a request, by what its caller is counted by; of one that comes too soon nothing more is read. */
  admit(rateKey: string): Admission
  /** Whether a feature is on: what is a feature answers only then. */
  isOn(flag: FlagName): boolean
}
