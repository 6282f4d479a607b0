/** A zone's clock in words. */

/** `every tick`, `every 4 ticks` or `every 4 ticks, from 1`. */
export function describeClock(clock: { readonly divisor: number; readonly phase: number }): string {
  const { divisor, phase } = clock
  if (divisor === 1) return 'every tick'
  return `every ${divisor} ticks${phase === 0 ? '' : `, from ${phase}`}`
}
