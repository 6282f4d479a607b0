/** The Thunderbeat in a pass: whether a cell's zone steps in this tick. */
import type { ZoneClock } from '../../lattice/zone-clock.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'

/** The last tick that a world comes to whose zones have clocks: passes count in 31 bits. */
export const MAX_CLOCKED_TICK = 2 ** 31 - 1

/**
 * Appends whether a cell's zone steps: 1 or 0; gives undefined where every zone always does.
 *
 * A pass knows the low 32 bits of the tick, which is why such worlds end at MAX_CLOCKED_TICK.
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
