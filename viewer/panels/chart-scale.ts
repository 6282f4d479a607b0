/** The scales of the population chart: data to pixels and back. */

/** The least of 1, 2, 2.5, 5 times a power of ten that holds the value; 1 for 0. */
export function niceCeiling(value: number): number {
  if (value <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= value)!
  return factor * power
}

export interface LinearScale {
  toPixel(value: number): number
  toValue(pixel: number): number
}

/** Maps `from..to` onto pixels; an empty domain maps to the first pixel. */
export function buildScale(
  [from, to]: readonly [from: number, to: number],
  [start, end]: readonly [start: number, end: number],
): LinearScale {
  const span = to - from || 1
  return {
    toPixel: (value) => start + ((value - from) / span) * (end - start),
    toValue: (pixel) => from + ((pixel - start) / (end - start)) * span,
  }
}

/** Index of the entry of an ascending list that lies nearest to a value; -1 for an empty list. */
export function nearestIndex(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  const isBelowNearer = low > 0 && value - ascending[low - 1]! < ascending[low]! - value
  return isBelowNearer ? low - 1 : high
}
