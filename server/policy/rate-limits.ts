/**
 * How often somebody may ask: the generic cell rate algorithm as "virtual scheduling" (ITU-T I.371, Annex A), which
 * keeps one time a caller, that at which the next request would be due. A request conforms unless it comes earlier
 * than that by more than a tolerance; with a tolerance of `burst - 1` intervals that is a bucket of `burst` tokens.
 *
 * Callers are bounded in number: the one who asked longest ago is forgotten, and begins anew.
 */
import { isIPv6 } from 'node:net'
import { ANONYMOUS, type Principal } from './gate.ts'

/** How many requests, at a stretch and in the long run. */
export interface Rate {
  readonly perSecond: number
  /** So many may come at once after a rest. */
  readonly burst: number
}

export interface RateLimiterOptions {
  readonly rate: Rate
  /** So many callers are known at most. */
  readonly maxKeys: number
  /** Milliseconds of a clock that only goes on. */
  nowMs(): number
}

export interface Admission {
  readonly isAdmitted: boolean
  /** 0 where it is. */
  readonly retryAfterMs: number
}

const ADMITTED: Admission = Object.freeze({ isAdmitted: true, retryAfterMs: 0 })

export class RateLimiter {
  readonly #options: RateLimiterOptions
  readonly #intervalMs: number
  readonly #toleranceMs: number
  /** When the next request of a caller is due; who asked longest ago comes first. */
  readonly #dueMs = new Map<string, number>()

  constructor(options: RateLimiterOptions) {
    this.#options = options
    const { perSecond, burst } = options.rate
    this.#intervalMs = 1000 / perSecond
    this.#toleranceMs = (burst - 1) * this.#intervalMs
  }

  /** How many callers are known. */
  get size(): number {
    return this.#dueMs.size
  }

  /** Counts a request of a caller, unless it comes too early. */
  admit(key: string): Admission {
    const nowMs = this.#options.nowMs()
    const dueMs = this.#dueOf(key, nowMs)
    const earlyMs = dueMs - this.#toleranceMs - nowMs
    if (earlyMs > 0) return { isAdmitted: false, retryAfterMs: Math.ceil(earlyMs) }
    this.#keep(key, dueMs + this.#intervalMs)
    return ADMITTED
  }

  /**
   * Counts so many requests at once, whether or not they come too early: what comes next waits for them.
   *
   * @param requests 0 or more, with fractions.
   */
  charge(key: string, requests: number): void {
    const nowMs = this.#options.nowMs()
    this.#keep(key, this.#dueOf(key, nowMs) + requests * this.#intervalMs)
  }

  #dueOf(key: string, nowMs: number): number {
    return Math.max(nowMs, this.#dueMs.get(key) ?? nowMs)
  }

  #keep(key: string, dueMs: number): void {
    this.#dueMs.delete(key)
    this.#dueMs.set(key, dueMs)
    if (this.#dueMs.size > this.#options.maxKeys) {
      this.#dueMs.delete(this.#dueMs.keys().next().value!)
    }
  }
}

/**
 * By what a caller is counted: the token that was verified, else where the request came from. Whoever has an address
 * of IPv6 has 2^64 of them, so their network counts (RFC 4291, section 2.5.1).
 */
export function rateKeyOf({ id }: Principal, address: string): string {
  if (id !== ANONYMOUS.id) return `token ${id}`
  const mapped = /^::ffff:(?<v4>\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.groups?.v4
  return `address ${mapped ?? (isIPv6(address) ? networkOf(address) : address)}`
}

function networkOf(address: string): string {
  const [before = '', after] = address.split('%', 1)[0]!.split('::')
  const groups = before.split(':').filter((group) => group !== '')
  const behind = after === undefined ? [] : after.split(':').filter((group) => group !== '')
  const missing = after === undefined ? 0 : 8 - groups.length - behind.length
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...behind]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
