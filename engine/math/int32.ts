/**
 * Arithmetic of 32-bit integers, the same in TypeScript, WebAssembly and WGSL.
 *
 * All values are i32 and wrap. Division truncates toward zero; x / 0 = 0 and MIN / -1 = MIN, so
 * that no machine can trap or differ. Shift counts are taken modulo 32. Comparisons give 1 or 0.
 */

export const INT32_MIN = -(2 ** 31)
export const INT32_MAX = 2 ** 31 - 1

/** x / y, truncated toward zero. */
export function divide(x: number, y: number): number {
  return y === 0 ? 0 : (x / y) | 0
}

/** What `divide` leaves: x - (x / y) * y, so that x rem 0 = x. */
export function remainder(x: number, y: number): number {
  return y === 0 ? x : (x % y) | 0
}

/** The operations on two numbers by their names. `shr` keeps the sign, `shru` does not. */
export const int32Operators = {
  add: (x: number, y: number) => (x + y) | 0,
  sub: (x: number, y: number) => (x - y) | 0,
  mul: (x: number, y: number) => Math.imul(x, y),
  div: divide,
  rem: remainder,
  and: (x: number, y: number) => x & y,
  or: (x: number, y: number) => x | y,
  xor: (x: number, y: number) => x ^ y,
  shl: (x: number, y: number) => x << y,
  shr: (x: number, y: number) => x >> y,
  shru: (x: number, y: number) => (x >>> y) | 0,
  eq: (x: number, y: number) => (x === y ? 1 : 0),
  ne: (x: number, y: number) => (x !== y ? 1 : 0),
  lt: (x: number, y: number) => (x < y ? 1 : 0),
  le: (x: number, y: number) => (x <= y ? 1 : 0),
  gt: (x: number, y: number) => (x > y ? 1 : 0),
  ge: (x: number, y: number) => (x >= y ? 1 : 0),
  min: (x: number, y: number) => Math.min(x, y),
  max: (x: number, y: number) => Math.max(x, y),
} as const
