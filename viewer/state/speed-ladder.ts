/** The speeds one can choose from, in ticks per second; undefined is as fast as possible. */
export const SPEEDS: readonly (number | undefined)[] = [1, 2, 5, 10, 20, 30, 60, 120, 500, undefined]

/** The speed of runs that suggest none. */
export const DEFAULT_SPEED = 10

/** The rung nearest to a speed, from below. */
export function rungOf(ticksPerSecond: number | undefined): number {
  if (ticksPerSecond === undefined) return SPEEDS.length - 1
  const above = SPEEDS.findIndex((speed) => speed === undefined || speed > ticksPerSecond)
  return Math.max(0, above - 1)
}

/** The speed `steps` rungs up (or down, below 0), held at the ladder's ends. */
export function climb(ticksPerSecond: number | undefined, steps: number): number | undefined {
  const rung = Math.min(SPEEDS.length - 1, Math.max(0, rungOf(ticksPerSecond) + steps))
  return SPEEDS[rung]
}
