/** The square of the distance between two positions of as many dimensions. */
export function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) * (a[k]! - b[k]!)
  return sum
}
