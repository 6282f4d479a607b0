/**
 * Clocks of zones: which ticks a zone takes part in.
 *
 * A zone steps from tick T to T + 1 where (T - phase) mod divisor = 0, and holds otherwise.
 */
import { ZoneClockError } from './errors.ts'

export interface ZoneClock {
  /** A whole number of at least 1; 1 steps at every tick. */
  readonly divisor: number
  /** From 0 to `divisor - 1`: the first tick it steps from. */
  readonly phase: number
}

/** The slowest clock: least common multiples of several still fit what hashes keep of them. */
export const MAX_CLOCK_DIVISOR = 1024

/** The clock that steps at every tick. */
export const EVERY_TICK: ZoneClock = Object.freeze({ divisor: 1, phase: 0 })

/**
 * Checks a clock and gives it back.
 *
 * @throws {ZoneClockError} unless divisor and phase are what `ZoneClock` says.
 */
export function assertZoneClock(clock: ZoneClock): ZoneClock {
  const { divisor, phase } = clock
  const isWhole = Number.isInteger(divisor) && Number.isInteger(phase)
  if (!isWhole || divisor < 1 || divisor > MAX_CLOCK_DIVISOR || phase < 0 || phase >= divisor) {
    throw new ZoneClockError({ divisor, phase, maxDivisor: MAX_CLOCK_DIVISOR })
  }
  return clock
}

/** Tells whether a zone of this clock steps from a tick to the next. */
export function isStepping({ divisor, phase }: ZoneClock, tick: number): boolean {
  return tick >= phase && (tick - phase) % divisor === 0
}

/** How many steps such a zone has made before a tick, from tick 0 on. */
export function countStepsBefore({ divisor, phase }: ZoneClock, tick: number): number {
  return tick <= phase ? 0 : Math.ceil((tick - phase) / divisor)
}

/** The tick that the last step before a tick led to; undefined where there was none. */
export function tickOfLastStep(clock: ZoneClock, tick: number): number | undefined {
  const steps = countStepsBefore(clock, tick)
  return steps === 0 ? undefined : clock.phase + (steps - 1) * clock.divisor + 1
}

/** After so many ticks all clocks stand as before: the least common multiple of their divisors. */
export function periodOfClocks(clocks: readonly ZoneClock[]): bigint {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
  return clocks.reduce((period, { divisor }) => {
    const by = BigInt(divisor)
    return (period / gcd(period, by)) * by
  }, 1n)
}
