/** Powers of two with whole exponents, exact: the engine's own `**` need not be. */

const MIN_EXPONENT = -1074
const MAX_EXPONENT = 1023
const POWERS = new Float64Array(MAX_EXPONENT - MIN_EXPONENT + 1)
for (let k = MIN_EXPONENT, power = Number.MIN_VALUE; k <= MAX_EXPONENT; k++, power *= 2) {
  POWERS[k - MIN_EXPONENT] = power
}

/** 2^k, for whole k from -1074 to 1023. */
export function powerOfTwo(k: number): number {
  return POWERS[k - MIN_EXPONENT]!
}

/** `mantissa` times 2^k, rounded once; for a mantissa between 1/2 and 2 and whole k from -1100 to 1024. NaN for NaN. */
export function scaleByPowerOfTwo(mantissa: number, k: number): number {
  if (k >= -1022 && k <= 1023) return mantissa * POWERS[k - MIN_EXPONENT]!
  if (!(k < 0)) return k === 1024 ? mantissa * 2 * POWERS[k - 1 - MIN_EXPONENT]! : Number.NaN
  // Below, the power is no normal number, or none at all: the last step rounds.
  return mantissa * POWERS[k + 54 - MIN_EXPONENT]! * POWERS[-54 - MIN_EXPONENT]!
}
