/** Ranges of values that color maps span, and the places of values in them. */

/** From the least color to the greatest, in units of the channel. */
export interface ValueRange {
  readonly low: number
  readonly high: number
}

/** What a range has to know of a channel: its bounds, and by what raw numbers are divided. */
export interface RangedChannel extends ValueRange {
  /** Values are raw numbers divided by 2 to this power. */
  readonly fractionBits: number
}

/** Tells whether a channel has values on both sides of 0. */
export function isSigned({ low, high }: ValueRange): boolean {
  return low < 0 && high > 0
}

/**
 * A range around the values that there are, which starts at 0 or has it in the middle and ends at
 * 1, 2 or 5 times a power of ten, so that it keeps still while the values change.
 *
 * @param values raw numbers.
 */
export function fitRange(values: Int32Array, channel: RangedChannel): ValueRange {
  let least = 0
  let greatest = 0
  for (const raw of values) {
    if (raw < least) least = raw
    else if (raw > greatest) greatest = raw
  }
  const reach = roundUp(Math.max(-least, greatest) / 2 ** channel.fractionBits)
  if (isSigned(channel)) return { low: -reach, high: reach }
  return channel.high <= 0 ? { low: -reach, high: 0 } : { low: 0, high: reach }
}

/** The least of 1, 2 and 5 times a power of ten that is not less; 1 for 0. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const digits = value / power
  const rounded = digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10
  return Number((rounded * power).toPrecision(3))
}

/** Writes each value as its place in the range, 0 to 255; what lies beyond is cut off. */
export function scaleToBytes(
  values: Int32Array,
  { low, high }: ValueRange,
  fractionBits: number,
  into: Uint8Array,
): void {
  const one = 2 ** fractionBits
  const scale = 255 / ((high - low) * one)
  const offset = 0.5 - low * one * scale
  for (let i = 0; i < values.length; i++) {
    const place = values[i]! * scale + offset
    into[i] = Math.min(255, Math.max(0, place))
  }
}
