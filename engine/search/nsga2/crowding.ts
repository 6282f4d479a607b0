/**
 * How much room a point of a front has to itself: the sum over objectives of the distance between its neighbors, as a share
 * of the range. The ends of each objective have Infinity. K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, "A fast and elitist
 * multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput. 6, 2002, section III.B.
 *
 * @param points vectors of losses.
 */
export function crowdingOf(points: readonly (readonly number[])[]): readonly number[] {
  const room = points.map(() => 0)
  for (let k = 0; k < (points[0]?.length ?? 0); k++) {
    // Halves: a range may be wider than the largest number.
    const half = (i: number) => points[i]![k]! / 2
    const order = [...points.keys()].sort((a, b) => half(a) - half(b) || a - b)
    const [first, last] = [order[0]!, order.at(-1)!]
    const range = half(last) - half(first)
    room[first] = Number.POSITIVE_INFINITY
    room[last] = Number.POSITIVE_INFINITY
    if (range === 0) continue
    for (let i = 1; i < order.length - 1; i++) {
      room[order[i]!]! += (half(order[i + 1]!) - half(order[i - 1]!)) / range
    }
  }
  return room
}
