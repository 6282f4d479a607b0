/** The Thunderbeat: when a zone steps. Other zones hold meanwhile, and are seen as they are. */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'

/** A zone steps from tick t to t + 1 where (t - phase) mod divisor is 0. */
export interface ZoneClock {
  /** 1 to MAX_DIVISOR. */
  readonly divisor: number
  /** 0 to divisor - 1. */
  readonly phase: number
}

/** Slower clocks than this are refused: one step in 65,536 ticks. */
export const MAX_DIVISOR = 65_536

/** The clock of zones that step every tick. */
export const EVERY_TICK: ZoneClock = Object.freeze({ divisor: 1, phase: 0 })

/** Tells whether a zone steps from this tick to the next. */
export function isDue({ divisor, phase }: ZoneClock, tick: number): boolean {
  return (((tick - phase) % divisor) + divisor) % divisor === 0
}

/** How often a zone has stepped from tick `from` up to tick `to`, which it has not stepped from. */
export function countSteps({ divisor, phase }: ZoneClock, from: number, to: number): number {
  const before = (tick: number) => Math.floor((tick - phase + divisor - 1) / divisor)
  return Math.max(0, before(to) - before(from))
}

/** The least common multiple of the divisors: after so many ticks all clocks stand as before. */
export function periodOf(clocks: readonly ZoneClock[]): bigint {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
  let period = 1n
  for (const { divisor } of clocks) {
    const by = BigInt(divisor)
    period = (period / gcd(period, by)) * by
  }
  return period
}

/**
 * Appends whether a cell's zone is due: 1 or 0, or undefined where every zone steps every tick.
 *
 * @param zone the component of the zone's number; undefined where there is one zone.
 */
export function writeDue(
  code: ProgramBuilder,
  clocks: readonly ZoneClock[],
  zone: number | undefined,
): NodeId | undefined {
  if (clocks.every(({ divisor }) => divisor === 1)) return undefined
  const ofZone = (values: readonly number[]): NodeId => {
    if (zone === undefined || new Set(values).size === 1) return code.constant(values[0]!)
    return code.table([{ node: code.own(zone), low: 0, count: values.length }], values)
  }
  const divisors = ofZone(clocks.map(({ divisor }) => divisor))
  const phases = ofZone(clocks.map(({ phase }) => phase))
  const since = code.binary('sub', code.tick(), phases)
  return code.binary('eq', code.binary('rem', since, divisors), code.constant(0))
}

/** Clocks count ticks in 31 bits; worlds with slower zones end before. */
export const MAX_CLOCKED_TICK = 2 ** 31 - 1
