/** The hypervolume worked out the plainest way: over a grid through all coordinates, cell by cell. */

/** The volume of the cells below a reference that some point dominates; less is better. */
export function gridVolume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  const edges = reference.map((end, k) =>
    [...new Set([...points.map((point) => point[k]!).filter((x) => x < end), end])].sort(
      (a, b) => a - b,
    ),
  )
  const sum = (corner: readonly number[], size: number): number => {
    const k = corner.length
    if (k === reference.length) {
      return points.some((point) => point.every((x, i) => x <= corner[i]!)) ? size : 0
    }
    return edges[k]!.slice(1).reduce(
      (total, edge, i) => total + sum([...corner, edges[k]![i]!], size * (edge - edges[k]![i]!)),
      0,
    )
  }
  return sum([], 1)
}
