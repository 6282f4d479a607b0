/** Whole numbers in the documents that `--json` prints. */

/** Numbers beyond 2^53 are written as decimal strings. */
export function toJsonNumber(value: bigint | number): number | string {
  const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
  return isExact ? Number(value) : value.toString()
}
