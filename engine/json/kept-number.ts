/** Numbers of a text that stay the same when they are read as doubles and written again. */

/**
 * Tells whether `value`, which was read from a JSON number, is written as the same decimal number
 * and is none that others may round: not beyond ±(2^53 − 1).
 */
export function isKeptNumber(literal: string, value: number): boolean {
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return false
  const written = String(value)
  if (written === literal) return true
  const [read, again] = [toDecimal(literal), toDecimal(written)]
  return read.digits === again.digits && read.exponent === again.exponent
}

/** `±0.digits · 10^exponent` without its sign; no zeros at the ends of the digits. */
interface Decimal {
  readonly digits: string
  readonly exponent: number
}

const PARTS = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/

function toDecimal(literal: string): Decimal {
  const [, whole = '', fraction = '', exponent = '0'] = PARTS.exec(literal)!
  const all = whole + fraction
  const first = all.search(/[1-9]/)
  if (first === -1) return { digits: '', exponent: 0 }
  let end = all.length
  while (all[end - 1] === '0') end--
  return { digits: all.slice(first, end), exponent: Number(exponent) + whole.length - first }
}
