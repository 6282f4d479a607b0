/** The speeds one can choose from, in ticks per second; undefined is as fast as possible. */
export const SPEEDS: readonly (number | undefined)[] = [
  1,
  2,
  5,
  10,
  20,
  30,
  60,
  120,
  500,
  undefined,
]

/** The speed of runs that suggest none. */
export const DEFAULT_SPEED = 10

/** The rung nearest to a speed, from below. */
export function rungOf(ticksPerSecond: number | undefined): number {
  if (ticksPerSecond === undefined) return SPEEDS.length - 1
  const above = SPEEDS.findIndex((speed) => speed === undefined || speed > ticksPerSecond)
  return Math.max(0, above - 1)
}

/** The ladder with a speed of its own put in its place, where the speed is not a rung already. */
export function speedsWith(ticksPerSecond: number | undefined): readonly (number | undefined)[] {
  if (SPEEDS.includes(ticksPerSecond)) return SPEEDS
  const rung = rungOf(ticksPerSecond)
  const isBelowAll = ticksPerSecond! < SPEEDS[0]!
  return SPEEDS.toSpliced(isBelowAll ? 0 : rung + 1, 0, ticksPerSecond)
}

/** The speed `steps` rungs up (or down, below 0), held at the ladder's ends. */
export function climb(ticksPerSecond: number | undefined, steps: number): number | undefined {
  const speeds = speedsWith(ticksPerSecond)
  const rung = speeds.indexOf(ticksPerSecond) + steps
  return speeds[Math.min(speeds.length - 1, Math.max(0, rung))]
}
